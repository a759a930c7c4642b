"""Take office records into the store: in one transaction, all or none, and only what is new or changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Engine

from api.clock import Clock, stamp
from api.errors import RefusalReason, RefusedRow
from api.intake.limits import IntakeLimits
from api.intake.refusals import Refusals
from api.intake.rows import FORMULA_STARTS, RawRecord, RowProblem, check_row
from api.store.audit import note
from api.store.engine import writing
from api.store.erasures import ErasedRecords, all_erasures
from api.store.record_json import content_hash, record_to_json
from api.store.records import RecordHead, RecordRow, add_versions, heads, split_record_id
from matching.records import OfficeRecord

CHUNK_ROWS = 1_000

Progress = Callable[[str, int, int], None]
NumberedRows = Iterable[tuple[int, RawRecord | RowProblem]]


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What an import did, or would do when `dry_run`; counts are rows.

    `refused` lists the first refused rows, `refused_count` counts them all, `reasons` tells them by what is wrong.
    """

    received: int
    new: int
    changed: int
    unchanged: int
    refused: tuple[RefusedRow, ...] = ()
    refused_count: int = 0
    reasons: tuple[RefusalReason, ...] = ()
    warnings: tuple[str, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """How an import treats what it finds.

    Attributes:
        dry_run: Do everything but keep nothing.
        skip_refused: Take the other rows when some are refused.
        actor: Who sends the records, for the audit trail.
        stage: What the progress bar says.
    """

    dry_run: bool = False
    skip_refused: bool = False
    actor: str = "cli"
    stage: str = "read records"


@dataclass(slots=True)
class _Tally:
    refusals: Refusals
    received: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    formulas: int = 0
    erased: int = 0
    seen: dict[str, str] = field(default_factory=dict)


class _DryRunEnd(Exception):  # noqa: N818 - leaves the transaction so that it rolls back
    pass


def take_records(
    engine: Engine,
    rows: NumberedRows,
    *,
    limits: IntakeLimits,
    options: IntakeOptions,
    clock: Clock,
    progress: Progress | None = None,
) -> IntakeReport:
    """Write the new and changed records of `rows`; a second run over the same rows changes nothing.

    Raises:
        RowsRefusedError: some rows are wrong and `options.skip_refused` is off; nothing was taken.
    """
    tally = _Tally(Refusals(limits.max_errors_listed))
    at = stamp(clock())
    try:
        with writing(engine) as connection:
            iterator, erased = iter(rows), ErasedRecords(all_erasures(connection))
            while chunk := list(islice(iterator, CHUNK_ROWS)):
                checked = _not_erased(_checked(chunk, tally, limits), erased, tally)
                known = heads(connection, [row.record_id for row in checked])
                add_versions(connection, _changed(checked, known, tally), known, at=at)
                if progress:
                    progress(options.stage, tally.received, 0)
            if tally.refusals.count and not options.skip_refused and not options.dry_run:
                raise tally.refusals.error()
            report = _report(tally, options)
            if report.new or report.changed:
                counts = {"new": report.new, "changed": report.changed, "refused": report.refused_count}
                note(connection, "records_taken", options.stage[:160], actor=options.actor, at=at, detail=counts)
            if options.dry_run:
                raise _DryRunEnd
    except _DryRunEnd:
        pass
    if progress:
        progress(options.stage, tally.received, tally.received)
    return report


def _checked(
    chunk: Iterable[tuple[int, RawRecord | RowProblem]], tally: _Tally, limits: IntakeLimits
) -> list[RecordRow]:
    rows = []
    for number, raw in chunk:
        tally.received += 1
        try:
            if isinstance(raw, RowProblem):
                raise raw
            row = record_row(check_row(raw, limits))
        except RowProblem as problem:
            tally.refusals.add(number, str(problem))
            continue
        earlier = tally.seen.setdefault(row.record_id, row.content_hash[:16])
        if earlier != row.content_hash[:16]:
            tally.refusals.add(number, "local_id occurs twice with different contents")
            continue
        tally.formulas += row.name.startswith(FORMULA_STARTS)
        rows.append(row)
    return rows


def _not_erased(rows: list[RecordRow], erased: ErasedRecords, tally: _Tally) -> list[RecordRow]:
    """What was erased on a person's request does not come back because an office sends it again."""
    kept = [row for row in rows if row.record_id not in erased]
    tally.erased += len(rows) - len(kept)
    return kept


def record_row(record: OfficeRecord) -> RecordRow:
    """An office record as the store takes it."""
    office, local_id = split_record_id(record.record_id)
    body = record_to_json(record)
    return RecordRow(record.record_id, office, local_id, record.name_forms[0].text, content_hash(body), body)


def _changed(rows: list[RecordRow], known: Mapping[str, RecordHead], tally: _Tally) -> list[RecordRow]:
    changed: dict[str, RecordRow] = {}
    for row in rows:
        head = known.get(row.record_id)
        if row.record_id in changed or (head and head.content_hash == row.content_hash):
            tally.unchanged += 1
        else:
            tally.changed += head is not None
            tally.new += head is None
            changed[row.record_id] = row
    return list(changed.values())


def _report(tally: _Tally, options: IntakeOptions) -> IntakeReport:
    warnings: list[str] = []
    if tally.formulas:
        warnings.append(
            f"{tally.formulas} names start like a spreadsheet formula; exports put an apostrophe before them"
        )
    if tally.erased:
        warnings.append(f"{tally.erased} records were left out: they were erased on request of the person")
    return IntakeReport(
        received=tally.received,
        new=tally.new,
        changed=tally.changed,
        unchanged=tally.unchanged,
        refused=tuple(tally.refusals.rows),
        refused_count=tally.refusals.count,
        reasons=tally.refusals.reasons,
        warnings=tuple(warnings),
        dry_run=options.dry_run,
    )
