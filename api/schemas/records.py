"""Office records on the wire, in both directions."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from api.errors import ExtractTooLargeError
from api.intake.rows import MAX_LISTED_VALUES, OtherName, RawRecord
from api.intake.take import IntakeReport
from api.schemas.names import IdentifierOut, NameFormOut
from api.schemas.wire import Wire
from api.store.records import StoredRecord
from matching.errors import MatchingError
from matching.folding import fold_name
from matching.legal_forms import parse_legal_form
from matching.records import MAX_NAME_FORMS, OfficeRecord
from matching.romanise import romanise
from node.identifiers import Gid, compact_gid


class IdentifierIn(Wire):
    """A number given by somebody else."""

    scheme: str
    value: str


class OtherNameIn(Wire):
    """A further name form; `kind` is legal, former, short, transliteration, translation or trading."""

    kind: str
    language: str = ""
    text: str


class RecordIn(Wire):
    """One applicant as the office holds it; the columns of an extract in camelCase.

    Texts have no length here: the request has, and intake refuses each record with the limit it passed. `operation` is
    insert, update or delete; a record to delete needs only office and localId.
    """

    office: str
    local_id: str
    name: str = ""
    name_language: str = ""
    name_latin: str = ""
    applicant_type: str = ""
    country: str = ""
    city: str = ""
    identifiers: Annotated[list[IdentifierIn], Field(max_length=MAX_LISTED_VALUES, default_factory=list)]
    other_names: Annotated[list[OtherNameIn], Field(max_length=MAX_NAME_FORMS, default_factory=list)]
    families: Annotated[list[str], Field(max_length=MAX_LISTED_VALUES, default_factory=list)]
    operation: str = ""

    def raw(self) -> RawRecord:
        """As intake takes it."""
        return RawRecord(
            office=self.office,
            local_id=self.local_id,
            name=self.name,
            name_language=self.name_language,
            name_latin=self.name_latin,
            applicant_type=self.applicant_type,
            country=self.country,
            city=self.city,
            identifiers=tuple((entry.scheme, entry.value) for entry in self.identifiers),
            other_names=tuple(OtherName(entry.kind, entry.language, entry.text) for entry in self.other_names),
            families=tuple(self.families),
            operation=self.operation,
        )


MOST_READ = 20_000
"""Records of one upload that are looked at at all; fewer may be taken, see `IntakeLimits.max_records_per_request`."""


def _countable(records: object) -> object:
    """Count before looking: a megabyte of `{}` is a third of a million mistakes, each of which would be described."""
    if isinstance(records, list) and len(records) > MOST_READ:
        raise ExtractTooLargeError(len(records), MOST_READ, "records")
    return records


class RecordsIn(Wire):
    """An upload."""

    records: Annotated[list[RecordIn], BeforeValidator(_countable)]


class RefusedRowOut(Wire):
    """A record that was not taken; rows count from 1."""

    row: int
    detail: str


class RecordsTakenOut(Wire):
    """What an upload did, or would do; `proposals` counts those it raised."""

    received: int
    new: int
    changed: int
    unchanged: int
    deleted: int
    refused: list[RefusedRowOut]
    refused_count: int
    warnings: list[str]
    dry_run: bool
    proposals: int

    @classmethod
    def of(cls, report: IntakeReport, proposals: int) -> "RecordsTakenOut":
        """From the report of an import."""
        return cls(
            received=report.received,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
            deleted=report.deleted,
            refused=[RefusedRowOut(row=entry.row, detail=entry.detail) for entry in report.refused],
            refused_count=report.refused_count,
            warnings=list(report.warnings),
            dry_run=report.dry_run,
            proposals=proposals,
        )


class LegalFormOut(Wire):
    """The legal form found in the filed name."""

    text: str
    code: str
    generic: str


class OfficeRecordOut(Wire):
    """One applicant as one office holds it, with what helps a reader of another script.

    `receivedAt` is when this version came in.
    """

    record_id: str
    office: str
    local_id: str
    version: int
    name: str
    name_forms: list[NameFormOut]
    romanisation: str
    legal_form: LegalFormOut | None
    applicant_kind: str
    country: str
    city: str
    identifiers: list[IdentifierOut]
    families: list[str]
    gid: str | None
    received_at: str

    @classmethod
    def of(cls, stored: StoredRecord) -> "OfficeRecordOut":
        """From the store."""
        record = stored.record
        romanisation, legal_form = _reading_aids(record)
        return cls(
            record_id=record.record_id,
            office=record.office,
            local_id=stored.local_id,
            version=stored.version,
            name=record.name_forms[0].text,
            name_forms=[NameFormOut.of(form) for form in record.name_forms],
            romanisation=romanisation,
            legal_form=legal_form,
            applicant_kind=str(record.kind),
            country=record.country,
            city=record.city,
            identifiers=[IdentifierOut(scheme=entry.scheme, value=entry.value) for entry in record.identifiers],
            families=list(record.families),
            gid=compact_gid(Gid(stored.gid)) if stored.gid is not None else None,
            received_at=stored.received_at,
        )


def _reading_aids(record: OfficeRecord) -> tuple[str, LegalFormOut | None]:
    """A romanisation of the filed name ("" when it is Latin) and the legal form in it."""
    filed = record.name_forms[0]
    try:
        folded = fold_name(filed.text)
        parsed = parse_legal_form(folded, country=record.country, language=filed.language)
        romanised = "" if filed.script == "Latn" else romanise(folded, script=filed.script, language=filed.language)[0]
    except MatchingError:
        return "", None  # longer than matching reads; the name itself is shown all the same
    form = next(iter(parsed.forms), None)
    return romanised, LegalFormOut(text=form.text, code=form.code, generic=form.generic) if form else None
