"""Files that `gid cluster` takes, refuses, and writes."""

import csv
import json
import random
from pathlib import Path

import pytest

from api.bulk.cells import FORMULA_STARTS, guard_cell
from api.cli import run


def test_no_name_becomes_a_formula(tmp_path: Path) -> None:
    chance = random.Random(1)
    starts = (*(one for one in FORMULA_STARTS if one not in "\r\n\0"), "a", "'", '"', " ", "株")
    names = [f"{chance.choice(starts)}{chance.choice(starts)}cmd|{n}" for n in range(10_000)]
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    with source.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([("record_id", "name"), *((f"r{n}", name) for n, name in enumerate(names))])
    assert run(["cluster", str(source), "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as text:
        shown = [row["standard_name"] for row in csv.DictReader(text)]
    assert len(shown) == len(names)
    assert not [name for name in shown if name.startswith(FORMULA_STARTS)]
    assert any(name.startswith("'=") for name in shown)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_only_the_first_character_counts(start: str) -> None:
    assert guard_cell(f"{start}1+1") == f"'{start}1+1"
    assert guard_cell(f"A{start}B") == f"A{start}B"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"record_id,name\n1,Ac\0me\n", "line 2: holds a NUL"),
        (b"record_id,na\0me\n1,Acme\n", "line 1: holds a NUL"),
        (b"record_id,name,name\n1,Acme,Beta\n", "column name occurs twice"),
        (b"record_id,name,Name \n1,Acme,Beta\n", "column name occurs twice"),
        (b"record_id,name,country,COUNTRY\n1,Acme,DE,FR\n", "column country occurs twice"),
        (b"record_id,name\n1,Acme\n2," + b"x" * 513 + b"\n", "row 2: the name has 513 characters; at most 512"),
    ],
)
def test_what_cannot_be_clustered_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    assert run(["cluster", str(source), "--out", str(tmp_path / "out.csv")]) == 1
    shown = capsys.readouterr()
    assert message in shown.err.splitlines()[0]
    assert shown.out == ""
    assert not (tmp_path / "out.csv").exists()


def test_columns_nobody_asked_for_may_repeat(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("record_id,note,note,name\n1,a,b,Acme\n", encoding="utf-8")
    assert run(["cluster", str(source), "--out", str(tmp_path / "out.csv")]) == 0


def test_evaluate_holds_probabilities_against_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold, found = tmp_path / "gold.csv", tmp_path / "found.csv"
    gold.write_text("record_id,entity_id\n1,a\n2,a\n3,b\n4,c\n5,d\n", encoding="utf-8")
    found.write_text(
        "record_id,cluster_id,probability\n1,x,0.9\n2,x,0.9\n3,y,0.4\n4,y,0.4\n5,z,1\n6,z,1\n", encoding="utf-8"
    )
    assert run(["evaluate", str(gold), str(found), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["clusterCalibrationError"] == pytest.approx((0.1 + 0.4) / 2)
    assert run(["evaluate", str(gold), str(found)]) == 0
    assert "calibration error of the probabilities: 0.2500 over 2 clusters" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("probability", "message"), [("much", "no number"), ("1.5", "from 0 to 1"), ("nan", "from 0 to 1")]
)
def test_probabilities_that_are_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], probability: str, message: str
) -> None:
    gold, found = tmp_path / "gold.csv", tmp_path / "found.csv"
    gold.write_text("record_id,entity_id\n1,a\n2,a\n", encoding="utf-8")
    found.write_text(f"record_id,cluster_id,probability\n1,x,{probability}\n2,x,0.5\n", encoding="utf-8")
    assert run(["evaluate", str(gold), str(found)]) == 1
    assert message in capsys.readouterr().err
