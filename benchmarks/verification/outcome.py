"""What a check says about itself: one line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """How much to do. Short fits between two commits; long is what we claim.

    Attributes:
        calls: Random calls on the registry, with the invariants checked after every tenth.
        calls_each: Random calls with the invariants checked after every single one.
        bugs: Planted bugs that the fuzzing has to kill; 0 for all of them.
        operations: Random operations on contract and reference model.
        forgeries: Mutated Merkle proofs.
        symbolic: Batches, and merges on top of each other, in the symbolic storage of the proofs.
    """

    name: str
    calls: int
    calls_each: int
    bugs: int
    operations: int
    forgeries: int
    symbolic: int


SHORT = Scale("short", calls=30_000, calls_each=10_000, bugs=4, operations=4_000, forgeries=200_000, symbolic=1)
LONG = Scale("long", calls=1_000_000, calls_each=100_000, bugs=0, operations=200_000, forgeries=1_000_000, symbolic=2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one statement that was checked.

    Attributes:
        count: How often or over how much it was checked, with its unit, such as "1,000,000 calls".
        problem: "" when it holds; else what was found, on as many lines as it takes.
    """

    check: str
    tool: str
    stated: str
    count: str
    problem: str = ""
