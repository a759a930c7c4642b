"""Take office records into the store: all rows are checked before the first is written, and only changes are written.

Up to `TAKE_CHUNK` records are one transaction, all or none. More are taken in parts, each of them a transaction that
also says how far it came: what was interrupted goes on from there, and taking the same again changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from api.clock import Clock, stamp
from api.errors import RefusalReason, RefusedRow
from api.intake.checking import Checked, NumberedRows, OnRefused, RowChecker
from api.intake.comparing import Counts, compare_staged
from api.intake.limits import IntakeLimits
from api.intake.notes import Notes
from api.intake.staging import Staging
from api.store.audit import note
from api.store.engine import reading, writing
from api.store.records import add_versions

__all__ = ["IntakeOptions", "IntakeReport", "NumberedRows", "compare_all", "report_of", "take_records", "take_staged"]

TAKE_CHUNK = 5_000
"""Records in one transaction: a fraction of a second, so that nobody else waits long for the database."""

Progress = Callable[[str, int, int], None]
Checkpoint = Callable[[Connection, int, Counts], None]
OnWithdrawn = Callable[[Connection, Sequence[str]], None]


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
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """How an import treats what it finds.

    Attributes:
        dry_run: Do everything but keep nothing.
        skip_refused: Take the other rows when some are refused.
        actor: Who sends the records, for the audit trail.
        stage: What the progress bar says, and the audit trail's subject.
        adds: Whether records add to what is known, as those of documents do.
        staging: Where checked records wait; None = in memory.
        on_refused: Told each refused row.
        chunk: Records in one transaction.
        on_withdrawn: Told, within the transaction, which records their offices took back.
    """

    dry_run: bool = False
    skip_refused: bool = False
    actor: str = "cli"
    stage: str = "read records"
    adds: bool = False
    staging: Path | None = None
    on_refused: OnRefused | None = None
    chunk: int = TAKE_CHUNK
    on_withdrawn: OnWithdrawn | None = None


def take_records(
    engine: Engine,
    rows: NumberedRows,
    *,
    limits: IntakeLimits,
    options: IntakeOptions,
    clock: Clock,
    notes: Notes | None = None,
    progress: Progress | None = None,
) -> IntakeReport:
    """Check all rows and write what is new or changed; a second run over the same rows changes nothing.

    Raises:
        RowsRefusedError: some rows are wrong and `options.skip_refused` is off; nothing was taken.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    staging = Staging(options.staging)
    try:
        checker = RowChecker(staging, limits, notes or Notes(), options.adds, options.on_refused)
        checked = checker.check(rows, lambda done: tell(options.stage, done, 0))
        if options.dry_run:
            return report_of(checked, compare_all(engine, staging, adds=options.adds), dry_run=True)
        if checked.refusals.count and not options.skip_refused:
            raise checked.refusals.error()
        total = staging.count()
        counts = take_staged(
            engine, staging, options, clock=clock, checkpoint=lambda _, done, __: tell("write records", done, total)
        )
        return report_of(checked, counts)
    finally:
        staging.close()


def compare_all(engine: Engine, staging: Staging, *, adds: bool) -> Counts:
    """What taking all staged records would do now."""
    counts = Counts()
    for _, chunk in staging.chunks(TAKE_CHUNK):
        with reading(engine) as connection:
            counts.add(compare_staged(connection, chunk, adds=adds).counts)
    return counts


def take_staged(
    engine: Engine,
    staging: Staging,
    options: IntakeOptions,
    *,
    clock: Clock,
    checkpoint: Checkpoint | None = None,
    after: int = 0,
) -> Counts:
    """Write staged records, part by part.

    Args:
        engine: The store.
        staging: Checked records.
        options: Who takes them, and how.
        clock: For the time on what is written.
        checkpoint: Called inside each part's transaction: number of the last staged record, counts of the part.
        after: The number up to which an earlier run came.
    """
    counts = Counts()
    for last, chunk in staging.chunks(options.chunk, after=after):
        at = stamp(clock())
        with writing(engine) as connection:
            comparison = compare_staged(connection, chunk, adds=options.adds)
            add_versions(connection, comparison.rows, comparison.known, at=at)
            gone = [row.record_id for row in comparison.rows if row.withdrawn]
            if gone and options.on_withdrawn:
                options.on_withdrawn(connection, gone)
            done = comparison.counts
            if done.changes:
                detail = {"new": done.new, "changed": done.changed, "deleted": done.deleted}
                note(connection, "records_taken", options.stage[:160], actor=options.actor, at=at, detail=detail)
            if checkpoint:
                checkpoint(connection, last, done)
        counts.add(done)
    return counts


def report_of(checked: Checked, counts: Counts, *, dry_run: bool = False) -> IntakeReport:
    """Checking and comparing, or taking, in one report."""
    warnings = checked.notes.sentences()
    if counts.unknown:
        warnings = (*warnings, f"{counts.unknown:,} records to delete are not here")
    if counts.erased:
        left_out = f"{counts.erased} records were left out: they were erased on request of the person"
        warnings = (*warnings, left_out)
    return IntakeReport(
        received=checked.received,
        new=counts.new,
        changed=counts.changed,
        unchanged=counts.unchanged + checked.repeated,
        refused=tuple(checked.refusals.rows),
        refused_count=checked.refusals.count,
        reasons=checked.refusals.reasons,
        warnings=warnings,
        dry_run=dry_run,
        deleted=counts.deleted,
    )
