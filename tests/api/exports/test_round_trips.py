"""Whatever an office may send goes out and comes back, or the export says what does not."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from api.bulk.cells import FORMULA_STARTS
from api.exports.authority import write_authority
from api.exports.csv_file import write_csv
from api.exports.entries import ExportEntry
from api.exports.form import ExportContext, ExportQuestion, WriteForm
from api.exports.parquet_file import write_parquet
from api.exports.st96 import write_st96
from api.exports.st96_rules import st96_faults
from api.exports.st97 import write_st97
from api.intake.limits import IntakeLimits
from api.intake.reading import open_reading
from api.intake.rows import RawRecord, check_row
from api.store.applicants import ApplicantRow
from api.store.records import StoredRecord
from matching.records import ApplicantKind, Identifier, NameForm, NameKind, OfficeRecord
from node.entries import EntryStatus
from node.identifiers import Gid, compact_gid
from tests.api.parties import Party, parties_of_json, parties_of_xml

GID_7 = compact_gid(Gid(7))
STANDARD = {"text": "見本", "language": "ja", "script": "Jpan", "latin": "Mihon", "method": "m", "version": "1"}
ROW = ApplicantRow(7, "JP", STANDARD, "legalPerson", "JP", "ab" * 32, 1, None, "2026-11-23T12:00:00Z")

LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf"))
NAMES = st.builds("{}{}".format, st.text(LETTERS, max_size=12), st.sampled_from("aЖ見م7")) | st.sampled_from(
    ["=1+1 Ltd", "-5 a", "@x", "'=x", "A & B <C>", 'the "D"', "a;legal|en|b", " spaced  out ", "\ufffea"]
)
LANGUAGES = st.sampled_from(["", "ja", "en", "zh-Hant", "tlh", "ar"])


def entry(record: OfficeRecord, local_id: str = "1") -> ExportEntry:
    stored = StoredRecord(record, local_id, 1, 7, 1)
    return ExportEntry(ROW, EntryStatus.ACTIVE, None, (stored,), None, False, False, False)


def written(write: WriteForm, record: OfficeRecord, local_id: str = "1") -> tuple[bytes, ExportContext]:
    out = io.BytesIO()
    context = ExportContext(ExportQuestion(persons=True), 1, "2026-11-23T12:00:00Z")
    write([entry(record, local_id)], out, context)
    return out.getvalue(), context


@st.composite
def records(draw: st.DrawFn) -> tuple[OfficeRecord, str]:
    """Records that intake takes."""
    local_id = draw(st.builds("{}1".format, st.text(LETTERS, max_size=6)))
    kinds = st.sampled_from(NameKind)
    further = draw(st.lists(st.builds(NameForm, NAMES, LANGUAGES, st.just(""), kinds), max_size=4, unique=True))
    filed = NameForm(draw(NAMES), draw(LANGUAGES))
    record = OfficeRecord(
        record_id=f"JP:{local_id}",
        name_forms=tuple(dict.fromkeys((filed, *further))),
        office=draw(st.sampled_from(["JP", "WO", "MH", "NU", "XX"])),
        kind=draw(st.sampled_from(ApplicantKind)),
        country=draw(st.sampled_from(["", "JP", "XK", "ZZ"])),
        city=draw(st.text(LETTERS, max_size=8)).strip(),
        identifiers=tuple(
            dict.fromkeys(Identifier("lei", value) for value in draw(st.lists(NAMES, max_size=2)) if value.strip())
        ),
        families=tuple(sorted(set(draw(st.lists(st.sampled_from(["P1", "P;2", "=P3"]), max_size=2))))),
    )
    return replace(record, record_id=f"{record.office}:{local_id}"), local_id


def comparable(record: OfficeRecord) -> object:
    """What must be equal: the filed name first, the others in any order, scripts detected anew."""
    forms = [(form.text, form.language, form.kind) for form in record.name_forms]
    others = sorted(set(forms[1:]) - {forms[0]})
    return (record.record_id, forms[0], others, record.kind, record.country, record.city, record.identifiers)


CUT_LANGUAGE = OfficeRecord(
    record_id="JP:1",
    name_forms=(NameForm("a"), NameForm("b", "zh-Hant", "", NameKind.TRANSLITERATION)),
    office="JP",
    kind=ApplicantKind.LEGAL_PERSON,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
@example((CUT_LANGUAGE, "1"))
@pytest.mark.parametrize(("write", "read"), [(write_st96, parties_of_xml), (write_st97, parties_of_json)])
def test_parties_come_back_or_the_loss_is_told(
    write: WriteForm, read: Callable[[bytes], list[Party]], made: tuple[OfficeRecord, str]
) -> None:
    record, local_id = made
    document, context = written(write, record, local_id)
    if write is write_st96:
        assert st96_faults(io.BytesIO(document)) == []
    (party,) = read(document)
    assert party.gid == GID_7
    assert party.record is not None
    if not context.losses.listed():
        assert comparable(party.record) == comparable(record)
        assert record.families == ()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_csv_is_an_extract_again_or_the_loss_is_told(made: tuple[OfficeRecord, str]) -> None:
    record, local_id = made
    document, context = written(write_csv, record, local_id)
    (row,) = csv.DictReader(io.StringIO(document.decode()))
    assert not any(cell.startswith(FORMULA_STARTS) for cell in row.values())
    if not context.losses.listed():
        with NamedTemporaryFile(suffix=".csv") as file:
            file.write(document)
            file.flush()
            with open_reading(Path(file.name), IntakeLimits()) as reading:
                ((_, raw),) = reading.rows
        assert isinstance(raw, RawRecord)
        back = check_row(raw, IntakeLimits())
        assert (comparable(back), back.families) == (comparable(record), record.families)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_parquet_loses_nothing(made: tuple[OfficeRecord, str]) -> None:
    record, local_id = made
    document, context = written(write_parquet, record, local_id)
    (row,) = parquet.read_table(io.BytesIO(document)).to_pylist()
    assert context.losses.listed() == ()
    assert (row["gid"], row["office"], row["local_id"]) == (GID_7, record.office, local_id)
    back = OfficeRecord(
        record_id=f"{row['office']}:{row['local_id']}",
        name_forms=tuple(NameForm(**{**form, "kind": NameKind(form["kind"])}) for form in row["name_forms"]),
        office=row["office"],
        kind=ApplicantKind(row["applicant_kind"]),
        country=row["country"],
        city=row["city"],
        identifiers=tuple(Identifier(**each) for each in row["identifiers"]),
        families=tuple(row["families"]),
    )
    assert back == record


@pytest.mark.parametrize(
    ("changed", "element"),
    [
        ({"office": "MH"}, "office"),
        ({"office": "NU"}, "office"),
        ({"office": "XA"}, "office"),
        ({"country": "XK"}, "country"),
        ({"families": ("P1",)}, "families"),
        (
            {"name_forms": (NameForm("見本", "ja"), NameForm("Sample", "en", kind=NameKind.FORMER))},
            "nameForms.language",
        ),
        (
            {"name_forms": (NameForm("見本", "ja"), NameForm("Sample", "en", kind=NameKind.TRANSLATION))},
            "nameForms.kind",
        ),
        ({"name_forms": (NameForm("qapla'", "tlh"),)}, "nameForms.language"),
    ],
)
def test_st96_tells_what_it_cannot_say(changed: dict[str, object], element: str) -> None:
    plain = OfficeRecord("JP:1", (NameForm("見本", "ja"),), "JP", ApplicantKind.LEGAL_PERSON, "JP")
    document, context = written(write_st96, replace(plain, **changed))
    assert [loss.element for loss in context.losses.listed()] == [element]
    assert st96_faults(io.BytesIO(document)) == []
    if element == "office":
        assert b'com:officeCode="XX"' in document


@pytest.mark.parametrize(
    ("flags", "code", "named"),
    [
        ({}, "", True),
        ({"is_disputed": True}, "D", True),
        ({"is_erased": True, "is_disputed": True}, "E", False),
        ({"status": EntryStatus.MERGED, "survivor": Gid(3)}, "M", True),
        ({"status": EntryStatus.REVOKED, "is_erased": True}, "R", False),
    ],
)
def test_authority_line_tells_what_became_of_a_gid(flags: dict[str, object], code: str, named: bool) -> None:
    record = OfficeRecord("JP:1", (NameForm("見本", "ja"),), "JP", ApplicantKind.LEGAL_PERSON, "JP")
    out, context = io.BytesIO(), ExportContext(ExportQuestion(), 1, "2026-11-23T12:00:00Z")
    write_authority([replace(entry(record), **flags)], out, context)
    (line,) = csv.DictReader(io.StringIO(out.getvalue().decode()))
    assert (line["exception"], bool(line["standard_name"])) == (code, named)
    assert context.exceptions == ({code: 1} if code else {})
