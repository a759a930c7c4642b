"""`gid search --reference`: one file looked up in another."""

import csv
import json
from pathlib import Path

import pytest

from api.cli import run
from api.cli.batch_search import read_names


def _write(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(rows)
    return path


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """Three applicants; the file has no more columns than it needs."""
    return _write(
        tmp_path / "reference.csv",
        ("record_id", "name"),
        ("a", "Quillfeather Instruments GmbH"),
        ("b", "Brombeer Pharma AG"),
        ("c", "Yamabuki Seiki Co., Ltd."),
    )


def test_the_right_record_is_first(reference: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queries = _write(
        tmp_path / "queries.csv",
        ("record_id", "name"),
        ("q1", "QUILLFEATHER INSTRUMENTS G.M.B.H."),
        ("q2", "Yamabuki Seiki"),
        ("q3", " "),
    )
    out = tmp_path / "out.csv"
    options = ["--reference", str(reference), "--queries", str(queries), "--out", str(out), "--top", "2", "--json"]
    assert run(["search", *options]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["queries"], figures["records"]) == (3, 3)
    assert 0 < figures["p50Ms"] <= figures["p99Ms"]
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert list(rows[0]) == ["query_id", "rank", "record_id", "probability"]
    assert {row["query_id"]: row["record_id"] for row in rows if row["rank"] == "1"} == {"q1": "a", "q2": "c"}
    assert all(0.0 <= float(row["probability"]) <= 1.0 for row in rows)
    assert max(int(row["rank"]) for row in rows) <= 2
    assert not list(tmp_path.glob("*.part"))


def test_columns_that_are_there_are_used(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "full.csv",
        ("record_id", "name", "office", "country", "city", "applicant_type", "lang"),
        ("a", "Ana Abedul", "ES", "ES", "Soria", "person", "es"),
    )
    table = read_names(path)
    read = (table.office, table.country, table.city, table.applicant_type, table.language)
    assert [column[0] for column in read] == ["ES", "ES", "Soria", "person", "es"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give either a name, or --reference, --queries and --out together"),
        (["Alder", "--out", "x.csv"], "give either a name, or --reference"),
        (["--reference", "none.csv", "--queries", "none.csv", "--out", "x.csv"], "none.csv: no such file"),
    ],
)
def test_what_does_not_fit_is_one_clear_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["search", *arguments]) == 1
    assert said in capsys.readouterr().err
