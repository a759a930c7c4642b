"""The page of all sets: what ours states against the labels, goals beside the figures, the small set's choice."""

import csv
from pathlib import Path

import pytest

from benchmarks.datasets import Dataset, fold
from benchmarks.harness.contest import OURS, Answer
from benchmarks.harness.measuring import Measurement
from benchmarks.harness.ours import GOALS, TOLD_BY_NAMES, SetFigures, measure_stated, summary_table
from benchmarks.harness.results import score_answers
from benchmarks.labelled_set import CHOICES, PERSONS, Choice, choose
from benchmarks.made_up_persons import made_up_persons
from benchmarks.peers.names import Names

NAMES = ["Acme Optical Corp", "Acme Optical Corporation", "Acme Optical Corp", "Quarz", "Feldberg"]
ENTITIES = ("a", "a", "b", "c", "c")


def dataset(key: str) -> Dataset:
    blank = [""] * len(NAMES)
    names = Names([str(n) for n in range(len(NAMES))], NAMES, *([blank] * 6))
    return Dataset(key, f"set {key}", "x.csv.gz", names, ENTITIES)


def figures(key: str, problem: str = "") -> SetFigures:
    one = dataset(key)
    clusters = {} if problem else dict(zip(one.names.record_id, ["1", "1", "1", "2", "3"], strict=True))
    answer = Answer(OURS, "ours", None, (), Measurement(problem, 1.0, 1.0, 1.0, ""), clusters)
    line = score_answers([answer], one.names.record_id, one.entity, resamples=0)[0]
    return SetFigures(one, line, measure_stated(one, one.names))


def test_what_strings_cannot_tell_is_counted() -> None:
    stated = measure_stated(dataset("x"), dataset("x").names)
    assert stated.unlike == pytest.approx(1 / 2)
    assert stated.homonyms == pytest.approx(2 / 5)
    assert "none is believed 0.999" in stated.as_text()


def test_all_rows_stand_beside_rows_as_named() -> None:
    table = summary_table({"japanese": figures("japanese"), "japanese-former": figures("japanese-former")}, {})
    lines = table.splitlines()
    assert len(lines) == 3
    assert lines[2].startswith(f"| set japanese | 5 | 0.400 / 0.765 | {GOALS['japanese']} | 0.400 / 0.765 |")


def test_a_run_that_failed_is_shown_with_its_reason() -> None:
    assert "| set x |  | out of memory |" in summary_table({"x": figures("x", "out of memory")}, {})


def test_look_alikes_are_held_to_two_per_cent_where_names_can_tell() -> None:
    table = summary_table({}, {TOLD_BY_NAMES[0]: 0.011, "homonym_person": 0.5})
    assert f"| {TOLD_BY_NAMES[0]} | 1.10% | ≤ 2% |" in table
    assert "| homonym_person | 50.00% | not by names alone |" in table


def test_neighbourhoods_are_taken_whole_and_unseen_only() -> None:
    rows = [
        {"record_id": f"{n:03}", "entity_id": f"e{n // 2}", "city": f"c{n // 6}", "country": "DE", "name": "x"}
        for n in range(120)
    ]
    taken = choose(rows, Choice("x", 10, CHOICES["research_organisations"].neighbourhood))
    towns = {row["city"] for row in taken}
    assert taken == [row for row in rows if row["city"] in towns and fold(row["entity_id"]) >= 50]
    assert len(taken) >= 10


def test_made_up_persons_are_the_same_every_time_and_differ_from_each_other() -> None:
    persons = list(made_up_persons(60, seed=1))
    assert persons == list(made_up_persons(60, seed=1))
    by_entity: dict[str, set[str]] = {}
    for person in persons:
        by_entity.setdefault(person.entity, set()).add(person.name)
    assert len(by_entity) == 60
    assert all(len(names) >= 2 for names in by_entity.values())


def test_the_committed_set_is_what_the_generator_makes() -> None:
    path = Path(__file__).parents[1] / "matching" / "labelled" / "made_up_persons.csv"
    with path.open(encoding="utf-8", newline="") as text:
        committed = [(row["entity_id"], row["name"]) for row in csv.DictReader(text)]
    assert committed == [(person.entity, person.name) for person in made_up_persons(PERSONS, seed=1)]
