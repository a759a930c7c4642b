"""Tables of many offices: headings in many languages, several encodings, what spreadsheets and offices do to values."""

from pathlib import Path

import pytest

from api.errors import ColumnsMissingError, ExtractError, UnknownWordError
from api.intake.limits import IntakeLimits
from api.intake.readers.mapping import guess_mapping
from api.intake.reading import FileFormat, Reading, ReadOptions, open_reading
from api.intake.rows import OtherName, RawRecord, RowProblem, check_row

DOCUMENTS = Path(__file__).parent / "documents"
LIMITS = IntakeLimits()


def read(path: Path, options: ReadOptions = ReadOptions(office="JP")) -> tuple[Reading, list[RawRecord | RowProblem]]:  # noqa: B008
    with open_reading(path, LIMITS, options) as reading:
        return reading, [row for _, row in reading.rows]


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "table"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("Applicant No.|Name of Applicant|Country Code|City", "local_id name country city"),
        ("Anmelder-Nr|Name des Anmelders|Land|Ort|LEI", "local_id name country city identifier:lei"),
        ("Identifiant du déposant|Déposant|Pays|Ancien nom", "local_id name country name:former"),
        ("Número de solicitante|Nombre del solicitante|País", "local_id name country"),
        ("識別番号|氏名又は名称|国|法人番号", "local_id name country identifier:jp-corporate-number"),
        ("出願番号|順番|出願人", "application_number sequence_number name"),
        ("申请人代码|申请人|国别|统一社会信用代码", "local_id name country identifier:cn-uscc"),
        ("특허고객번호|출원인|국가|사업자등록번호", "local_id name country identifier:kr-brn"),
        ("Код заявителя|Наименование заявителя|Страна|ИНН", "local_id name country identifier:ru-inn"),
        ("رقم مقدم الطلب|اسم مقدم الطلب|الدولة|المدينة", "local_id name country city"),
        ("ＮＡＭＥ| local ID |OFFICE_CODE", "name local_id office"),
    ],
)
def test_headings_in_many_languages_and_orders_are_understood(headings: str, expected: str) -> None:
    listed = headings.split("|")
    assert guess_mapping(listed) == dict(zip(expected.split(), listed, strict=True))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
def test_delimiter_and_encoding_are_found_out(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = "識別番号;出願人氏名;国\n500000001;見本電機株式会社;日本\n500000002;さくら商事;ＪＰ\n".replace(
        ";", delimiter
    )
    _, rows = read(table(tmp_path, text, encoding))
    assert [(row.local_id, row.name, row.country) for row in rows if isinstance(row, RawRecord)] == [
        ("500000001", "見本電機株式会社", "JP"),
        ("500000002", "さくら商事", "JP"),
    ]


def test_western_bytes_are_read_and_said_to_be_a_guess(tmp_path: Path) -> None:
    reading, rows = read(table(tmp_path, "id,name\n1,Müller & Söhne GmbH\n2,Société Générale\n", "cp1252"))
    assert (reading.encoding.name, reading.encoding.certain) == ("cp1252", False)
    assert [row.name for row in rows if isinstance(row, RawRecord)] == ["Müller & Söhne GmbH", "Société Générale"]
    assert "cannot be proven" in reading.notes.sentences()[0]


@pytest.mark.parametrize(
    ("text", "encoding"), [("样本电子有限公司", "gb18030"), ("표본전자 주식회사", "cp949"), ("Образец", "koi8_r")]
)
def test_encoding_that_cannot_be_told_is_refused_until_somebody_says_it(
    tmp_path: Path, text: str, encoding: str
) -> None:
    path = table(tmp_path, f"id,name\n1,{text}\n", encoding)
    with pytest.raises(ExtractError, match="its encoding cannot be told"):
        read(path)
    _, (row,) = read(path, ReadOptions(office="JP", encoding=encoding))
    assert isinstance(row, RawRecord)
    assert row.name == text


def test_person_says_which_column_is_which(tmp_path: Path) -> None:
    path = table(tmp_path, "a,b,c\n1,Aoyama,X9\n")
    with pytest.raises(
        ColumnsMissingError, match="missing columns: 'local_id', 'name'; it has 'a', 'b', 'c'"
    ) as caught:
        read(path)
    assert caught.value.headings == ("a", "b", "c")
    _, (row,) = read(path, ReadOptions("JP", {"local_id": "a", "name": "b", "identifier:duns": "c", "city": ""}))
    assert isinstance(row, RawRecord)
    assert (row.local_id, row.name, row.identifiers) == ("1", "Aoyama", (("duns", "X9"),))


def test_person_who_names_no_column_of_ours_or_theirs_is_told(tmp_path: Path) -> None:
    path = table(tmp_path, "a,b\n1,x\n")
    with pytest.raises(UnknownWordError, match="column 'colour' is not one of"):
        read(path, ReadOptions("JP", {"colour": "a"}))
    with pytest.raises(ExtractError, match="there is no column 'z'"):
        read(path, ReadOptions("JP", {"name": "z"}))


def test_columns_that_are_not_used_are_noted(tmp_path: Path) -> None:
    reading, _ = read(table(tmp_path, "id,name,colour\n1,x,red\n"))
    assert reading.notes.sentences() == ("columns that are not used: 'colour'", LOST.format(1))


LOST = (
    "numbers of JP have fewer than nine digits: a spreadsheet may have taken their leading zeros "
    "({} times, first in row 1)"
)


def test_lost_zeros_are_noted_and_a_rounded_number_is_refused(tmp_path: Path) -> None:
    reading, (short, rounded) = read(table(tmp_path, "id,name\n3078,x\n1.20E+11,y\n"))
    assert reading.notes.sentences() == (LOST.format(1),)
    assert isinstance(short, RawRecord)
    assert isinstance(rounded, RawRecord)
    with pytest.raises(RowProblem, match=r"local_id '1.20E\+11' is not a whole number: a spreadsheet has rounded it"):
        check_row(rounded, LIMITS)


def test_zeros_mean_unknown(tmp_path: Path) -> None:
    text = "id,name,country,city,统一社会信用代码\n1,x,0,00,000000000000000000\n0000000000,y,CN,,\n"
    _, (known, unknown) = read(table(tmp_path, text))
    assert isinstance(known, RawRecord)
    assert (known.country, known.city, known.identifiers) == ("", "", ())
    assert isinstance(unknown, RowProblem)
    assert unknown.field == "local_id"


def test_several_applicants_in_one_cell_are_refused(tmp_path: Path) -> None:
    text = "id\tname\n1\tトヨタ自動車株式会社；株式会社デンソー\n2\tA; B\n"
    _, (joined, one) = read(table(tmp_path, text))
    assert isinstance(joined, RowProblem)
    assert (str(joined), joined.expected) == ("name holds 2 applicants joined in one text", "one applicant")
    assert isinstance(one, RawRecord)


@pytest.mark.parametrize("code", ["EP", "WO", "EA", "IB", "XX"])
def test_office_code_is_no_country(code: str) -> None:
    with pytest.raises(RowProblem, match=f"country '{code}' is not a country"):
        check_row(RawRecord("JP", "1", "x", country=code), LIMITS)


@pytest.mark.parametrize("code", ["MH", "NU"])
def test_offices_that_came_with_cws_10_are_known(code: str) -> None:
    assert check_row(RawRecord(code, "1", "x", country=code), LIMITS).office == code


def test_application_and_place_number_an_applicant_without_one(tmp_path: Path) -> None:
    _, rows = read(table(tmp_path, "application_number,sequence,applicant\n2024-1,2,x\n"))
    assert [row.local_id for row in rows if isinstance(row, RawRecord)] == ["2024-1#2"]


def test_mapping_table_gives_one_record_with_a_name_in_each_language() -> None:
    reading, (lamp, bulb) = read(DOCUMENTS / "mapping-table.csv")
    assert reading.form is FileFormat.MAPPING_TABLE
    assert isinstance(lamp, RawRecord)
    assert (lamp.local_id, lamp.name) == ("1", "Sample Lamp N.V.")
    assert lamp.other_names == (
        OtherName("translation", "ja", "サンプル ランプ"),
        OtherName("translation", "ko", "샘플 램프"),
        OtherName("translation", "zh", "样本灯具公司"),
        OtherName("legal", "", "SAMPLE LAMP NV"),
    )
    assert isinstance(bulb, RawRecord)
    assert bulb.other_names == (OtherName("translation", "ja", "サンプル バルブ"),)


def test_gzip_that_unzips_to_far_more_than_its_size_is_refused(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(b"id,name\n" + b"1,x\n" * 8_000_000))
    with pytest.raises(ExtractError, match="it unzips to more than 100 times its size"):
        read(path)
