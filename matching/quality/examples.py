"""The worst errors with their evidence: believed and wrong, true and not believed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from matching.evidence import Evidence
from matching.explain import explain_pairs
from matching.quality.labelled import LabelledNames
from matching.quality.variation import Variation
from matching.records import ApplicantKind, NameForm, OfficeRecord
from matching.tokens import TokenRarity

__all__ = ["Example", "pick_varied", "with_evidence"]

_KINDS = {
    "organisation": ApplicantKind.LEGAL_PERSON,
    "legalPerson": ApplicantKind.LEGAL_PERSON,
    "person": ApplicantKind.NATURAL_PERSON,
    "naturalPerson": ApplicantKind.NATURAL_PERSON,
}

PER_VARIATION = 3
"""Examples of one kind of variation at most: ten times the same mistake teaches nothing new."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of rows that went wrong.

    Attributes:
        left: Row number.
        right: Row number.
        probability: Belief of the run, 0..1.
        variation: How the names differ.
        outcome: What became of the pair, in words.
        evidence: Strongest first; of the two by themselves, with what is usual in the run.
    """

    left: int
    right: int
    probability: float
    variation: Variation
    outcome: str
    evidence: tuple[Evidence, ...] = ()


def pick_varied(ordered: Iterable[Example], names: LabelledNames, *, limit: int) -> list[Example]:
    """The first few that differ: an entity once, a kind of variation `PER_VARIATION` times."""
    seen: set[str] = set()
    kinds: Counter[Variation] = Counter()
    chosen: list[Example] = []
    for example in ordered:
        if len(chosen) >= limit:
            break
        entities = {names.entity[example.left], names.entity[example.right]}
        if seen & entities or kinds[example.variation] >= PER_VARIATION:
            continue
        chosen.append(example)
        seen |= entities
        kinds[example.variation] += 1
    return chosen


def with_evidence(examples: list[Example], names: LabelledNames, rarity: TokenRarity) -> tuple[Example, ...]:
    """The same examples, explained."""
    decisions = explain_pairs([(_record(names, e.left), _record(names, e.right)) for e in examples], rarity=rarity)
    return tuple(replace(e, evidence=d.evidence) for e, d in zip(examples, decisions, strict=True))


def _record(names: LabelledNames, row: int) -> OfficeRecord:
    table = names.table
    return OfficeRecord(
        record_id=table.record_id[row],
        name_forms=(NameForm(table.name[row], language=table.language[row]),),
        office=table.office[row],
        kind=_KINDS.get(table.applicant_type[row], ApplicantKind.UNKNOWN),
        country=table.country[row],
        city=table.city[row],
    )
