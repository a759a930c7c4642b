"""Matching is no worse than what was accepted on the small labelled set; see labelled/README.md when this fails."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from api.bulk.quality.baseline import TOLERANCES, accept_baseline, compare_with_baseline
from api.bulk.quality.measuring import measure_files
from api.bulk.quality.reading import read_labelled
from api.bulk.tables import TableError
from matching.quality import SourceQuality

FOLDER = Path(__file__).parent / "labelled"
BASELINE = FOLDER / "baseline.json"
ACCEPT = f"gid quality {FOLDER} --baseline {BASELINE} --accept 'why the new figures are right'"


@pytest.fixture(scope="module")
def measured() -> list[SourceQuality]:
    return measure_files(read_labelled([FOLDER]), rows=10_000)[0]


def test_quality_is_not_worse_than_accepted(measured: list[SourceQuality]) -> None:
    worse = [str(change) for change in compare_with_baseline(BASELINE, measured) if change.worse]
    assert not worse, "\n".join((*worse, "repair it, or accept it with:", ACCEPT))


def test_baseline_states_its_tolerances_and_reasons() -> None:
    stored = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert stored["tolerances"] == TOLERANCES
    assert all(entry["reason"] and date.fromisoformat(entry["on"]) for entry in stored["accepted"])


def test_a_drop_is_found_and_a_gain_is_no_failure(measured: list[SourceQuality], tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    accept_baseline(path, measured, reason="first", today=date(2026, 1, 2))
    assert compare_with_baseline(path, measured) == []
    stored = json.loads(path.read_text(encoding="utf-8"))
    figures = stored["figures"]["made_up_persons"]
    figures["pairF1"] += 0.02
    figures["bCubedF1"] -= 0.02
    path.write_text(json.dumps(stored), encoding="utf-8")
    assert [(c.figure, c.worse) for c in compare_with_baseline(path, measured)] == [
        ("pairF1", True),
        ("bCubedF1", False),
    ]


def test_other_names_are_not_compared(measured: list[SourceQuality], tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    accept_baseline(path, measured, reason="first", today=date(2026, 1, 2))
    first = measured[0]
    less = replace(first, names=first.names.take(range(len(first.names) - 1)))
    changes = compare_with_baseline(path, [less, *measured[1:]])
    assert [(c.source, c.figure, c.worse) for c in changes] == [(first.names.title, "names", True)]
    assert [c.figure for c in compare_with_baseline(path, measured[1:])] == ["source"]


def test_reasons_are_kept_and_asked_for(measured: list[SourceQuality], tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    accept_baseline(path, measured[:1], reason="first", today=date(2026, 1, 2))
    accept_baseline(path, measured[:1], reason=" second\nline ", today=date(2026, 1, 3))
    assert json.loads(path.read_text(encoding="utf-8"))["accepted"] == [
        {"on": "2026-01-02", "reason": "first"},
        {"on": "2026-01-03", "reason": "second line"},
    ]
    with pytest.raises(TableError, match="needs a reason"):
        accept_baseline(path, measured, reason=" ", today=date(2026, 1, 4))


@pytest.mark.parametrize("text", ["", "[]", '{"figures": 1}', '{"figures": {}, "accepted": 1}'])
def test_a_file_that_is_no_baseline_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match="not a baseline"):
        compare_with_baseline(path, [])
