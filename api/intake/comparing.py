"""What staged records would change in the store: new, changed, unchanged or withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from api.intake.adding import added
from api.intake.staging import StagedRecord
from api.store.erasures import ErasedRecords, all_erasures
from api.store.record_json import Json, JsonText, content_hash
from api.store.records import RecordHead, RecordRow, bodies_of, heads, split_record_id


@dataclass(slots=True)
class Counts:
    """Records by what happens to them.

    Attributes:
        unknown: Deletions of what is not here.
        erased: Records that were erased on the request of a person and do not come back.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    unknown: int = 0
    erased: int = 0

    def add(self, other: "Counts") -> None:
        """Count others too."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def changes(self) -> int:
        """Records that get a version."""
        return self.new + self.changed + self.deleted


@dataclass(slots=True)
class Comparison:
    """The versions to write for some staged records, and the heads they follow."""

    counts: Counts = field(default_factory=Counts)
    rows: list[RecordRow] = field(default_factory=list)
    known: dict[str, RecordHead] = field(default_factory=dict)


def compare_staged(connection: Connection, staged: Sequence[StagedRecord], *, adds: bool) -> Comparison:
    """Hold staged records against the store as it is now."""
    erased = ErasedRecords(all_erasures(connection))
    kept = [each for each in staged if each.record_id not in erased]
    known = heads(connection, [each.record_id for each in kept])
    comparison = Comparison(Counts(erased=len(staged) - len(kept)), known=known)
    wanted = [each.record_id for each in kept if _needs_body(each, known.get(each.record_id), adds)]
    bodies = bodies_of(connection, wanted) if wanted else {}
    for each in kept:
        _compare(each, comparison, bodies, adds)
    return comparison


def _needs_body(staged: StagedRecord, head: RecordHead | None, adds: bool) -> bool:
    return head is not None and (staged.text is None or (adds and staged.content_hash != head.content_hash))


def _compare(staged: StagedRecord, comparison: Comparison, bodies: dict[str, Json], adds: bool) -> None:
    head, counts = comparison.known.get(staged.record_id), comparison.counts
    if staged.text is None:
        if head is None or head.withdrawn:
            counts.unchanged += 1
            counts.unknown += head is None
        else:
            counts.deleted += 1
            comparison.rows.append(_withdrawal(staged.record_id, bodies[staged.record_id]))
        return
    row = staged
    if head is not None and adds and staged.content_hash != head.content_hash:
        body = added(bodies[staged.record_id], staged.text.value())
        row = StagedRecord.of(staged.row, staged.record_id, body)
    if head is not None and row.content_hash == head.content_hash:
        counts.unchanged += 1
        return
    counts.new += head is None
    counts.changed += head is not None
    office, local_id = split_record_id(row.record_id)
    text = row.text or JsonText("null")
    comparison.rows.append(RecordRow(row.record_id, office, local_id, row.name, row.content_hash, text))


def _withdrawal(record_id: str, body: Json) -> RecordRow:
    """The version that says that the office has the record no more; what it said before stays readable in it."""
    office, local_id = split_record_id(record_id)
    gone = {**body, "withdrawn": True}
    return RecordRow(
        record_id, office, local_id, body["nameForms"][0]["text"], content_hash(gone), gone, withdrawn=True
    )
