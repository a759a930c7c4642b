"""A drill: one kind of fault, done to the real node many times, with a seed and a count that can fail."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Tally:
    """What a drill counts as it goes; `failures` holds a line for everything that should not have happened."""

    trials: int = 0
    failures: list[str] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    def note(self, what: str, count: int = 1) -> None:
        """Count something worth showing."""
        self.notes[what] = self.notes.get(what, 0) + count

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note a failure unless this holds."""
        if not holds:
            self.failures.append(otherwise)


@dataclass(frozen=True, slots=True)
class Drill:
    """One kind of fault.

    Attributes:
        run: Does so many trials from a seed, with files in a folder, and fills the tally.
        short: Trials in CI.
        long: Trials of the long run.
    """

    name: str
    run: Callable[[Tally, int, int, Path], None]
    short: int
    long: int


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one drill; `wanted` trials that were not all made count as a failure."""

    name: str
    seed: int
    wanted: int
    tally: Tally
    seconds: float

    @property
    def ok(self) -> bool:
        """Nothing failed and nothing was left out."""
        return not self.tally.failures and self.tally.trials >= self.wanted

    def result(self) -> str:
        """Return the outcome in a few words."""
        counted = ", ".join(f"{count:,} {what}" for what, count in self.tally.notes.items())
        if self.ok:
            return f"ok: {counted}"
        return f"FAILED: {len(self.tally.failures)} failures, {counted}"


def carry_out(drill: Drill, *, seed: int, trials: int, folder: Path) -> Report:
    """Run a drill; an exception is a failure like any other."""
    tally, started = Tally(), time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        drill.run(tally, seed, trials, folder)
    except Exception as error:  # the table must show it, and the other drills go on
        tally.failures.append(f"{type(error).__name__}: {error}")
    return Report(drill.name, seed, trials, tally, time.monotonic() - started)
