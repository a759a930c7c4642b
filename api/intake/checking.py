"""The first half of taking records: every row is checked and staged, nothing is written to the store yet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from api.bulk.cells import FORMULA_STARTS
from api.intake.adding import added
from api.intake.limits import IntakeLimits
from api.intake.notes import Notes
from api.intake.refusals import Refusals
from api.intake.rows import RawRecord, RowProblem, check_key, check_row
from api.intake.staging import StagedRecord, Staging
from api.store.record_json import record_to_json
from matching.markup import repair_mojibake

CHUNK_ROWS = 1_000
SAMPLE_ROWS = 5

NumberedRows = Iterable[tuple[int, RawRecord | RowProblem]]
OnRefused = Callable[[int, str, RowProblem], None]
OnRows = Callable[[int], None]

FORMULAS = "names start like a spreadsheet formula; exports put an apostrophe before them"
MOJIBAKE = "names look as if they had been read in a wrong encoding once; they are taken as they are"
LOST_LETTERS = "names hold the replacement character U+FFFD: letters were lost before the file came here"
MENTIONED_AGAIN = "mentions were added to a record of the same file"


@dataclass(slots=True)
class Checked:
    """What checking found.

    Attributes:
        received: Rows read.
        repeated: Rows that said again what an earlier one of the file said.
        sample: The first records, as they were understood.
    """

    refusals: Refusals
    notes: Notes
    received: int = 0
    repeated: int = 0
    sample: list[RawRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowChecker:
    """Checks rows into a staging.

    Attributes:
        adds: Whether a record that occurs again adds to the first one (documents) or contradicts it (extracts).
        on_refused: Told each refused row: its number, the record it would have been, and why.
    """

    staging: Staging
    limits: IntakeLimits
    notes: Notes
    adds: bool = False
    on_refused: OnRefused | None = None

    def check(self, rows: NumberedRows, on_rows: OnRows | None = None) -> Checked:
        """Check all rows; `on_rows` is told how many were read, now and then."""
        checked = Checked(Refusals(self.limits.max_errors_listed), self.notes)
        iterator = iter(rows)
        while chunk := list(islice(iterator, CHUNK_ROWS)):
            self._stage([found for row in chunk if (found := self._read(row, checked))], checked)
            if on_rows:
                on_rows(checked.received)
        return checked

    def _read(self, numbered: tuple[int, RawRecord | RowProblem], checked: Checked) -> StagedRecord | None:
        row, raw = numbered
        checked.received += 1
        record_id = ""
        try:
            if isinstance(raw, RowProblem):
                raise raw
            record_id = f"{raw.office[:2]}:{raw.local_id[:150]}"
            if raw.operation == "delete":
                return StagedRecord(row, check_key(raw), "", "", None)
            staged = staged_record(row, raw, self.limits)
        except RowProblem as problem:
            self._refuse(row, record_id, problem, checked)
            return None
        if len(checked.sample) < SAMPLE_ROWS:
            checked.sample.append(raw)
        _notice(row, raw.name, self.notes)
        return staged

    def _stage(self, staged: list[StagedRecord], checked: Checked) -> None:
        known = self.staging.known([each.record_id for each in staged])
        fresh: dict[str, StagedRecord] = {}
        for each in staged:
            earlier = known.get(each.record_id)
            joined = each if earlier is None else self._joined(earlier, each, checked)
            if joined is not None and joined is not earlier:
                known[each.record_id] = fresh[each.record_id] = joined
        self.staging.add(list(fresh.values()))

    def _joined(self, earlier: StagedRecord, again: StagedRecord, checked: Checked) -> StagedRecord | None:
        """What two rows about one record come to; None when they contradict each other."""
        if earlier.content_hash == again.content_hash:
            checked.repeated += 1
            return earlier
        if self.adds and earlier.text is not None and again.text is not None:
            checked.repeated += 1
            self.notes.add(MENTIONED_AGAIN, again.row)
            return StagedRecord.of(earlier.row, earlier.record_id, added(earlier.text.value(), again.text.value()))
        problem = RowProblem(
            "local_id occurs twice with different contents",
            field="local_id",
            got=f"also in row {earlier.row:,}",
            expected="one row for each number",
            advice="leave one of the two out",
        )
        self._refuse(again.row, again.record_id, problem, checked)
        return None

    def _refuse(self, row: int, record_id: str, problem: RowProblem, checked: Checked) -> None:
        checked.refusals.add(row, str(problem))
        if self.on_refused:
            self.on_refused(row, record_id, problem)


def staged_record(row: int, raw: RawRecord, limits: IntakeLimits) -> StagedRecord:
    """Check one row in full.

    Raises:
        RowProblem: it cannot be taken.
    """
    record = check_row(raw, limits)
    return StagedRecord.of(row, record.record_id, record_to_json(record))


def _notice(row: int, name: str, notes: Notes) -> None:
    if name.startswith(FORMULA_STARTS):
        notes.add(FORMULAS, row)
    if not name.isascii():
        if "\ufffd" in name:
            notes.add(LOST_LETTERS, row)
        elif repair_mojibake(name) != name:
            notes.add(MOJIBAKE, row)
