"""Documents of ST.96, ST.97, ST.36 and ST.26 become office records; the traps of real feeds are cases here."""

from pathlib import Path

import pytest

from api.errors import ExtractError
from api.intake.limits import IntakeLimits
from api.intake.reading import FileFormat, ReadOptions, open_reading
from api.intake.rows import OtherName, RawRecord, RowProblem

DOCUMENTS = Path(__file__).parent / "documents"
LIMITS = IntakeLimits()


def read(path: Path, office: str | None = None) -> tuple[FileFormat, list[RawRecord | RowProblem], tuple[str, ...]]:
    with open_reading(path, LIMITS, ReadOptions(office=office)) as reading:
        rows = [row for _, row in reading.rows]
        return reading.form, rows, reading.notes.sentences()


def records(name: str, office: str | None = None) -> list[RawRecord]:
    return [row for row in read(DOCUMENTS / name, office)[1] if isinstance(row, RawRecord)]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "document"
    path.write_text(text, encoding="utf-8")
    return path


def test_st96_and_st97_of_the_same_applicants_are_the_same_records() -> None:
    company, person, entity = records("st96-authored.xml")
    assert [company, person, entity] == records("st97-authored.json")
    assert (company.office, company.local_id, company.country, company.city) == ("XX", "2024-000001#1", "JP", "見本市")
    assert company.other_names == (
        OtherName("former", "ja", "見本製作所株式会社"),
        OtherName("short", "ja", "見本電機"),
        OtherName("transliteration", "en", "Mihon Denki Kabushiki Kaisha"),
    )
    assert (person.name, person.applicant_type, person.country) == ("Ana Muestra Prueba", "person", "ES")
    assert (entity.name, entity.applicant_type) == ("Mihon Electric Co., Ltd.", "")


def test_number_that_another_office_gave_is_evidence_and_not_the_offices_own() -> None:
    assert records("st96-authored.xml")[0].identifiers == (("office-jp", "500000001"),)
    assert records("st96-authored.xml", "JP")[0].local_id == "500000001"


def test_real_st36_gives_one_record_for_applicant_and_assignee() -> None:
    form, rows, _ = read(DOCUMENTS / "uspto-st36-real.xml")
    assert form is FileFormat.ST36
    assert [(row.local_id, row.name, row.country) for row in rows if isinstance(row, RawRecord)] == [
        ("20210049351#1", "NEC Corporation", "JP"),
        ("20210048686#1", "Rodenstock GmbH", "DE"),
        ("20210045410#1", "TERRAMINO INC.", "US"),
        ("20210048778#1", "BROTHER KOGYO KABUSHIKI KAISHA", "JP"),
    ]


def test_mojibake_of_the_office_stays_as_it_was_filed() -> None:
    assert records("uspto-st36-real.xml")[1].city == "Munchenü"


def test_legal_entity_name_is_a_legal_form_and_one_owner_at_three_moments_is_one_record() -> None:
    _, rows, _ = read(DOCUMENTS / "st96-trademark-us.xml")
    owner, nameless = rows
    assert isinstance(owner, RawRecord)
    assert (owner.local_id, owner.name, owner.other_names) == ("97000001#1", "NORTHWIND SAMPLE, LLC", ())
    assert isinstance(nameless, RowProblem)
    assert str(nameless) == "the applicant has no name"


@pytest.mark.parametrize("name", ["st97-peds.json", "st97-flat.json", "st96-trademark-us.xml"])
def test_customer_number_of_an_attorney_is_never_that_of_an_applicant(name: str) -> None:
    for record in records(name, "US"):
        assert "22850" not in (record.local_id, *(value for _, value in record.identifiers))
        assert "Attorney" not in record.name


@pytest.mark.parametrize(
    ("name", "local_id", "applicant"),
    [("st97-peds.json", "16000001#1", "Sample Robotics, Inc."), ("st97-flat.json", "18000001#1", "Sample Optics LLC")],
)
def test_both_shapes_of_json_are_read(name: str, local_id: str, applicant: str) -> None:
    (record,) = records(name, "US")
    assert (record.local_id, record.name) == (local_id, applicant)


def test_extension_namespaces_full_width_and_two_languages_are_read_and_citations_are_not() -> None:
    (record,) = records("st96-jpo-extension.xml")
    assert (record.local_id, record.name) == ("500000017", "Ｓａｍｐｌｅ　デバイス株式会社")
    assert record.other_names == (OtherName("translation", "en", "Sample Device K.K."),)
    assert record.families == ("US63123456",)


def test_zeros_of_an_office_mean_unknown() -> None:
    first, second = records("cnipa.xml")
    assert (first.local_id, first.identifiers, first.city) == ("202410000001#1", (), "")
    assert second.identifiers == (("cn-uscc", "91310000MA1FL00000"),)


def test_address_book_without_a_name_gives_none_and_an_office_code_is_no_country() -> None:
    form, rows, notes = read(DOCUMENTS / "st36-jpo.xml")
    company, person = (row for row in rows if isinstance(row, RawRecord))
    assert form is FileFormat.ST36
    assert (company.local_id, company.name, company.other_names) == ("500000001", "見本電機株式会社", ())
    assert (person.name, person.applicant_type, person.country) == ("見本 太郎", "person", "")
    assert notes == (
        "a country that is none in ISO 3166-1, or an office code, was left blank (1 times, first in row 2)",
    )


def test_sequence_listing_gives_its_applicant_in_both_scripts() -> None:
    form, (record,), _ = read(DOCUMENTS / "st26.xml")
    assert form is FileFormat.ST26
    assert isinstance(record, RawRecord)
    assert (record.local_id, record.name) == ("10-2024-0000001#1", "표본바이오 주식회사")
    assert record.other_names == (OtherName("transliteration", "", "Pyobon Bio Co., Ltd."),)
    assert record.families == ("JP2023000001",)


def test_feed_says_what_it_does_with_each_record() -> None:
    assert [(record.local_id, record.operation) for record in records("st96-feed.xml")] == [
        ("CH-1", "insert"),
        ("CH-2", "delete"),
    ]


def test_private_numbers_stay_outside(tmp_path: Path) -> None:
    text = (
        '<ApplicantBag officeCode="XX" ><Applicant><PartyIdentifier partyIdentifierCategory="Passport number">P123'
        "</PartyIdentifier><Name><PersonFullName>A B</PersonFullName></Name></Applicant>"
        "<ApplicationNumberText>7</ApplicationNumberText></ApplicantBag>"
    )
    _, (record,), notes = read(written(tmp_path, text))
    assert isinstance(record, RawRecord)
    assert (record.local_id, record.identifiers) == ("7#1", ())
    assert notes == ("national, passport and tax numbers were left out (1 times, first in row 1)",)


def test_applicants_joined_in_one_text_are_told_apart(tmp_path: Path) -> None:
    text = (
        '<publication office="EP" number="1"><applicant><orgname>Siemens GmbH; Bosch AG</orgname></applicant>'
        "<applicant><orgname>Peek; Cloppenburg KG</orgname></applicant></publication>"
    )
    _, rows, _ = read(written(tmp_path, text))
    assert [(row.local_id, row.name) for row in rows if isinstance(row, RawRecord)] == [
        ("1#1", "Siemens GmbH"),
        ("1#2", "Bosch AG"),
        ("1#3", "Peek; Cloppenburg KG"),
    ]


def test_applicant_that_nothing_numbers_is_refused_with_its_reason(tmp_path: Path) -> None:
    _, rows, _ = read(written(tmp_path, '<a officeCode="EP"><applicant><orgname>A</orgname></applicant></a>'))
    (problem,) = rows
    assert isinstance(problem, RowProblem)
    assert (problem.field, problem.expected) == (
        "local_id",
        "a party identifier, or a number of the application or publication",
    )


NAMES = "".join(f"<n{number}/>" for number in range(6_000))
ATTRIBUTES = " ".join(f'a{number}="x"' for number in range(70))

ATTACKS = {
    "second document type": ('<!DOCTYPE a><!DOCTYPE a SYSTEM "x.dtd"><a/>', "is not taken"),
    "entity of a type elsewhere": ('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a>&b;</a>', "undefined entity"),
    "the same in an attribute": ('<!DOCTYPE a SYSTEM "x.dtd"><a b="&c;"/>', "undefined entity"),
    "parameter entity": ('<!DOCTYPE a SYSTEM "x.dtd" [<!ENTITY % b SYSTEM "y.dtd"> %b;]><a/>', "is not taken"),
    "billion laughs": ('<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>', "is not taken"),
    "planted file": ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "is not taken"),
    "entity of its own": ("<a><applicant>&b;</applicant></a>", "undefined entity"),
    "depth": ("<a>" * 70, "nested deeper than 64"),
    "attributes": (f"<a {ATTRIBUTES}/>", "an element has 70 attributes, at most 64"),
    "names": (f"<a>{NAMES}</a>", "more than 5,000 different names"),
    "text": (f"<a><applicant><name>{'x' * 70_000}</name></applicant></a>", "a text has more than 65,536 characters"),
    "elements": (f"<a><applicant>{'<b/>' * 5_000}</applicant></a>", "more than 4,000 elements inside"),
    "tag without end": ("<a " + "b" * 3_000_000, "a tag or comment is longer than 1,000,000 bytes"),
    "cut short": ("<a><b>", "the XML is damaged: line 1"),
    "unknown encoding": ('<?xml version="1.0" encoding="cp037"?><a/>', "declared encoding 'cp037' is none"),
    "no applicant": ("<a/>", "it names no applicant"),
    "json depth": ("[" * 70, "nested deeper than 64"),
    "json number": ("[" + "9" * 6_000 + "]", "it is (not JSON|cut short)"),
    "json text": (f'{{"applicantBag": [{{"applicantNameText": "{"x" * 70_000}"}}]}}', "more than 65,536 characters"),
    "json without end": ('{"a": "' + "x" * 3_000_000, "a value ends only after 1,000,000 bytes"),
    "json cut short": ('{"a": ', "it is cut short"),
    "json of nothing": ("{}", "it names no applicant"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_document_made_to_harm_is_refused_in_one_line(tmp_path: Path, attack: str) -> None:
    text, message = ATTACKS[attack]
    with pytest.raises(ExtractError, match=message) as caught:
        read(written(tmp_path, text))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" >',
        '<!DOCTYPE ST26SequenceListing PUBLIC "-//WIPO//DTD Sequence Listing 1.3//EN"\n "V1_3.dtd">',
        "<!-- a remark --><!DOCTYPE root>",
    ],
)
@pytest.mark.parametrize("name", ["st26.xml", "uspto-st36-real.xml"])
def test_document_type_that_only_names_a_file_elsewhere_changes_nothing(
    tmp_path: Path, name: str, declared: str
) -> None:
    text = (DOCUMENTS / name).read_text(encoding="utf-8")
    head, _, rest = text.partition("?>") if text.startswith("<?xml") else ("<?xml version='1.0'", "", text)
    path = written(tmp_path, f"{head}?>\n{declared}\n{rest}")
    assert read(path)[1] == read(DOCUMENTS / name)[1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["st97-authored.json", "st96-jpo-extension.xml"])
def test_document_is_read_in_every_encoding_of_unicode(tmp_path: Path, name: str, encoding: str) -> None:
    text = (DOCUMENTS / name).read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"')
    if encoding == "utf-8-sig":
        text = text.replace('encoding="UTF-16"', 'encoding="UTF-8"')
    path = tmp_path / "document"
    path.write_bytes(text.encode(encoding))
    assert read(path)[1] == read(DOCUMENTS / name)[1]
