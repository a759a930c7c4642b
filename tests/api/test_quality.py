"""`gid quality`: labelled files in, a document that holds its figures and nobody's markup."""

import csv
import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from api.bulk.quality.document import build_document
from api.bulk.quality.measuring import measure_files
from api.bulk.quality.reading import read_labelled
from api.bulk.quality.writing import as_html, as_markdown
from api.bulk.tables import TableError
from api.cli import run

COLUMNS = ("record_id", "name", "entity_id", "name_kind", "source", "label_flag")
ROWS = [
    ("1", "Acme Optical Corp", "a", "legal", "S", ""),
    ("2", "Acme Optical Corporation", "a", "legal", "S", ""),
    ("3", "AOC", "a", "acronym", "S", ""),
    ("4", "<script>alert(1)</script> | Optical *Acme*", "b", "legal", "S", ""),
    ("5", "Acme Optical Corp", "c", "legal", "S", ""),
    ("6", "Feldberg Pumpen\x07\u202e", "d", "legal", "T", ""),
    ("7", "Unlabelled", "", "legal", "T", ""),
    ("8", "Feldbreg Pumpen", "d", "legal", "T", "suspect"),
]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    folder = tmp_path / "labelled"
    folder.mkdir()
    write(folder / "names.csv", ROWS)
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return folder


def write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([COLUMNS, *rows])
    return path


def test_sources_are_apart_and_files_that_are_no_labels_are_named(labelled: Path) -> None:
    files = read_labelled([labelled])
    assert [(one.title, len(one)) for one in files.sources] == [("names / S", 5), ("names / T", 1)]
    assert len(files.skipped) == 1
    assert "notes.csv: column record_id, name, entity_id is missing" in files.skipped[0]


def test_compressed_files_are_read(tmp_path: Path) -> None:
    plain = write(tmp_path / "x.csv", ROWS[:2])
    (tmp_path / "y.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    assert [one.title for one in read_labelled([tmp_path / "y.csv.gz"]).sources] == ["y"]


def test_unusable_input_is_one_clear_error(tmp_path: Path, labelled: Path) -> None:
    with pytest.raises(TableError, match=r"notes\.csv: column record_id, name, entity_id is missing"):
        read_labelled([labelled / "notes.csv"])
    with pytest.raises(TableError, match="no row has an entity_id"):
        read_labelled([write(tmp_path / "x.csv", ROWS[6:7])])
    with pytest.raises(TableError, match="record_id '1' occurs twice"):
        read_labelled([write(tmp_path / "x.csv", ROWS[:1] * 2)])
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(TableError, match="no labelled names in"):
        read_labelled([empty])
    many = [(str(n), "Acme", "a", "", f"s{n}", "") for n in range(41)]
    with pytest.raises(TableError, match="41 sources are too many for one report; at most 40"):
        read_labelled([write(tmp_path / "x.csv", many)])


def test_all_names_are_measured_beside_those_in_use(labelled: Path) -> None:
    sources, notes = measure_files(read_labelled([labelled]), rows=1_000)
    assert [(one.names.title, len(one.names)) for one in sources] == [
        ("names / S", 4),
        ("names / S, with acronyms and former names", 5),
        ("names / T", 1),
    ]
    assert len(notes) == 1


def test_rows_beyond_the_limit_are_left_out_and_said(labelled: Path) -> None:
    notes = measure_files(read_labelled([labelled]), rows=2)[1]
    assert any("names / S: 3 of 5 names measured" in note or "names / S: 2 of 5" in note for note in notes), notes


def test_names_are_data_in_either_document(labelled: Path) -> None:
    document = build_document(measure_files(read_labelled([labelled]), rows=100)[0])
    html, markdown = as_html(document), as_markdown(document)
    assert "<script" not in html
    assert "default-src 'none'" in html
    assert html.count("<svg") == html.count("</svg>") == len(document.pictures) > 0
    assert not re.search(r'(src|href)="(?!#)', html), "needs nothing else"
    for text in (html, markdown):
        assert not set(text) & {"\x07", "\u202e"}
    assert all(picture.file in markdown for picture in document.pictures)


def test_command_writes_the_document(labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report" / "deep"
    assert run(["quality", str(labelled), "--out", str(out)]) == 0
    shown = capsys.readouterr()
    assert "names / S" in shown.out
    assert "Skipped" in shown.err
    stored = json.loads((out / "quality.json").read_text(encoding="utf-8"))
    assert stored["sources"][0]["title"] == "names / S"
    assert (out / "quality.html").stat().st_size > 5_000
    assert {path.name for path in out.glob("*.svg")} == set(
        re.findall(r"\((\S+\.svg)\)", (out / "quality.md").read_text(encoding="utf-8"))
    )


def test_command_prints_json(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["quality", str(labelled / "names.csv"), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert first["calibration"]["clusters"]["count"] >= 1
    assert {one["label"] for one in first["byVariation"]} >= {"legal form"}


def test_a_drop_is_exit_code_one(labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = tmp_path / "baseline.json"
    command = ["quality", str(labelled), "--baseline", str(baseline)]
    assert run(command) == 1
    assert "--accept REASON writes a first one" in capsys.readouterr().err
    assert run([*command, "--accept", "first"]) == 0
    assert run(command) == 0
    stored = json.loads(baseline.read_text(encoding="utf-8"))
    stored["figures"]["names / S"]["pairRecall"] = 2.0
    baseline.write_text(json.dumps(stored), encoding="utf-8")
    capsys.readouterr()
    assert run(command) == 1
    shown = capsys.readouterr().err
    assert "Worse than accepted: names / S: pairRecall was 2.0" in shown
    assert "error: 1 figures are worse than accepted" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["/no/such.csv"], "/no/such.csv: no such file"),
        (["{file}", "--accept", "x"], "--accept needs --baseline FILE"),
        (["{file}", "--out", "{file}"], "cannot be made a folder"),
        (["{file}", "--baseline", "{file}"], "not a baseline"),
    ],
)
def test_mistakes_are_one_line(
    labelled: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    file = str(labelled / "names.csv")
    assert run(["quality", *(one.replace("{file}", file) for one in arguments)]) == 1
    assert message in capsys.readouterr().err.replace("\n", " ")
