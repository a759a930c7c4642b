"""An extract that cannot be read gives one clear error that names the place."""

import gzip
from pathlib import Path

import pytest

from api.errors import ExtractError, ExtractTooLargeError
from api.intake.limits import IntakeLimits
from api.intake.reading import ReadOptions, open_reading
from api.intake.rows import OtherName, RawRecord, RowProblem
from devnet.pilot.columns import COLUMNS
from tests.api.extracts import ALL, ALONE, CERTAIN, HEADER, write_extract

LIMITS = IntakeLimits()


def rows_of(path: Path, office: str | None = None, limits: IntakeLimits = LIMITS) -> list[RawRecord | RowProblem]:
    with open_reading(path, limits, ReadOptions(office=office)) as reading:
        return [row for _, row in reading.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_byte_order_mark_and_semicolons_are_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([HEADER, *ALONE]).replace(",", delimiter), encoding=encoding)
    (row,) = rows_of(path)
    assert isinstance(row, RawRecord)
    assert (row.office, row.local_id, row.name) == ("SA", "5001", "مؤسسة الواحة للتقنية")


@pytest.mark.parametrize(
    ("name", "place"),
    [("x" * 2_000_000, "line 2 has more than 1,000,000 bytes"),
     ("青" * 700_000, "line 2 has more than 1,000,000 bytes"),
     ("x" * 300_000, "row 1: a cell has more than 200,000 characters")],
    ids=["2 MB", "2 MB of kanji", "300 kB"],
)  # fmt: skip
def test_enormous_name_is_refused_with_the_limit_of_a_name(tmp_path: Path, name: str, place: str) -> None:
    with pytest.raises(ExtractError, match=f"{place}, a name may have at most 512 characters"):
        rows_of(write_extract(tmp_path / "x.csv", f"JP,1,{name},,,,,,,,"))


def test_gzip_is_told_by_content(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(gzip.compress("\n".join([HEADER, *ALL]).encode()))
    assert len(rows_of(path)) == len(ALL)


def test_lists_in_cells_are_split_and_names_keep_their_semicolons(tmp_path: Path) -> None:
    row = 'JP,1,"A; B",,,,,,"lei:X1; ror:Y2","former|ja|C; D;short|en|E","F1;F2"'
    (record,) = rows_of(write_extract(tmp_path / "x.csv", row))
    assert isinstance(record, RawRecord)
    assert record.name == "A; B"
    assert record.identifiers == (("lei", "X1"), ("ror", "Y2"))
    assert record.other_names == (OtherName("former", "ja", "C; D"), OtherName("short", "en", "E"))
    assert record.families == ("F1", "F2")


def test_row_that_is_not_utf8_is_named_with_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(HEADER.encode() + b"\nJP,1,ok,,,,,,,,\nJP,2,Z\xfcrich,,,,,,,,\n")
    read = ReadOptions(encoding="utf-8")
    with (
        open_reading(path, LIMITS, read) as reading,
        pytest.raises(ExtractError, match=r"line 3 \(row 2\) is not UTF-8: byte 0xfc at offset 129") as caught,
    ):
        list(reading.rows)
    assert caught.value.advice == "save the file as UTF-8, or say which encoding it has"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (HEADER.encode(), "no rows below the header"),
        (b"office,local_id\nJP,1\n", "missing columns: 'name'"),
        (b"office,local_id,name,name\nJP,1,x,y\n", "columns given twice: 'name'"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\x1f\x8b\x08broken", "gzip data is damaged"),
        (HEADER.encode() + b'\nJP,1,"' + b"x" * 300_000, "row 1: a cell has more than 200,000 characters"),
    ],
)
def test_file_that_is_no_extract_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(ExtractError, match=message):
        rows_of(path)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match="no such file"):
        rows_of(tmp_path / "none.csv")
    with pytest.raises(ExtractError, match="this is a folder"):
        rows_of(tmp_path)


def test_advice_lists_every_column(tmp_path: Path) -> None:
    with pytest.raises(ExtractError) as caught:
        rows_of(write_extract(tmp_path / "x.csv", "JP", header="office"))
    assert all(column in caught.value.advice for column in COLUMNS)


def test_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = write_extract(tmp_path / "x.csv", *ALL)
    with pytest.raises(ExtractTooLargeError) as caught:
        rows_of(path, limits=IntakeLimits(max_file_bytes=100))
    assert (caught.value.limit, caught.value.unit) == (100, "bytes")


def test_gzip_bomb_stops_at_the_cap(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(HEADER.encode() + b"\n" + b"JP,1,x,,,,,,,,\n" * 1_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(ExtractTooLargeError, match="at most 100,000 bytes"):
        rows_of(path, limits=IntakeLimits(max_file_bytes=100_000))


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractTooLargeError) as caught:
        rows_of(write_extract(tmp_path / "x.csv", *ALL), limits=IntakeLimits(max_rows=4))
    assert (caught.value.limit, caught.value.unit) == (4, "rows")


def test_row_of_another_width_is_that_rows_problem(tmp_path: Path) -> None:
    first, second = rows_of(write_extract(tmp_path / "x.csv", "JP,1,x", CERTAIN[0]))
    assert isinstance(first, RowProblem)
    assert str(first) == "3 fields where the header has 11"
    assert isinstance(second, RawRecord)


def test_office_fills_blanks_and_refuses_rows_of_another(tmp_path: Path) -> None:
    path = write_extract(tmp_path / "x.csv", ",1,x,,,,,,,,", "KR,2,y,,,,,,,,")
    first, second = rows_of(path, office="JP")
    assert isinstance(first, RawRecord)
    assert first.office == "JP"
    assert isinstance(second, RowProblem)
    assert str(second) == "the row is of office 'KR', the import is for JP"


def test_office_may_stand_in_for_the_column(tmp_path: Path) -> None:
    (row,) = rows_of(write_extract(tmp_path / "x.csv", "1,x", header="local_id,name"), office="JP")
    assert isinstance(row, RawRecord)
    assert row.office == "JP"
