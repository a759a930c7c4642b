"""The development files are made into names and labels as the README of the benchmarks says."""

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.datasets import fold, is_unseen, load_dataset, load_hard_pairs, says_less
from benchmarks.harness.generated import read_generated
from benchmarks.harness.question_sets import load_questions
from benchmarks.queries import hit_shares

HEADER = (
    "record_id,source,office,name,country,city,applicant_type,entity_id,name_kind,lang,script,n_mentions,label_flag"
)


def _write(path: Path, header: str, rows: Sequence[str]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as text:
        text.write("\n".join((header, *rows)) + "\n")


@pytest.fixture
def assignees(tmp_path: Path) -> Path:
    """Two spellings of one company, one of them twice, and another company of the same name."""
    _write(
        tmp_path / "org_patent_assignee_dev.csv.gz",
        HEADER,
        [
            "1,NBER,US,Alder Tools Inc,,,organisation,e1,assignee,,Latn,3,",
            "2,NBER,US,Alder Tools Inc,,,organisation,e1,assignee,,Latn,3,",
            "3,NBER,US,Alder Tool Incorporated,,,organisation,e1,assignee,,Latn,9,",
            "4,NBER,US,Alder Tools Inc,,,organisation,e2,assignee,,Latn,1,",
        ],
    )
    return tmp_path


def test_a_name_comes_once_per_entity(assignees: Path) -> None:
    dataset = load_dataset("assignees", assignees)
    assert dataset.names.record_id == ["1", "3", "4"]
    assert dataset.entity == ("e1", "e1", "e2")
    assert dataset.names.office == ["US"] * 3


def test_unseen_keeps_whole_entities_by_the_split_training_uses(assignees: Path) -> None:
    dataset = load_dataset("assignees", assignees, keeps=is_unseen)
    assert set(dataset.entity) == {entity for entity in ("e1", "e2") if fold(entity) >= 50}


def test_the_split_is_the_one_training_uses() -> None:
    assert fold("nber:0009b58c76") == 97  # sha256 of "gid-dev|nber:0009b58c76" begins with c0c09b21


def test_limit_takes_whole_entities(assignees: Path) -> None:
    dataset = load_dataset("assignees", assignees, limit=1)
    assert set(dataset.entity) in ({"e1"}, {"e2"})
    assert len(dataset.names) == (2 if set(dataset.entity) == {"e1"} else 1)


def test_rows_the_source_calls_suspect_are_left_out(tmp_path: Path) -> None:
    rows = [
        "1,ALS,,Ann Alder,,,person,p1,inventor,,Latn,1,",
        "2,ALS,,Bo Birch,,,person,p1,inventor,,Latn,1,suspect",
        "3,Lai-2011,,Cy Cedar,,,person,p2,inventor,,Latn,1,",
    ]
    _write(tmp_path / "person_inventor_dev.csv.gz", HEADER, rows)
    assert load_dataset("persons-als", tmp_path).names.name == ["Ann Alder"]
    assert load_dataset("persons-lai", tmp_path).names.name == ["Cy Cedar"]


def test_former_names_and_acronyms_are_apart(tmp_path: Path) -> None:
    rows = [
        "1,EDINET,,Hikari KK,JP,,organisation,j1,english,en,Latn,1,",
        "2,EDINET,,Kageboshi KK,JP,,organisation,j1,english_former,en,Latn,1,",
    ]
    _write(tmp_path / "org_japan_edinet_dev.csv.gz", HEADER, rows)
    assert load_dataset("japanese", tmp_path).names.name == ["Hikari KK"]
    assert len(load_dataset("japanese-former", tmp_path).names) == 2


def test_an_unknown_dataset_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no dataset 'x'; there are: assignees"):
        load_dataset("x", tmp_path)


def test_names_of_hard_pairs_come_once(tmp_path: Path) -> None:
    header = "pair_id,relation,applicant_type,name_a,country_a,entity_a,name_b,country_b,entity_b,is_match"
    rows = [
        "1,lookalike,organisation,Alder Tools,US,e1,Alder Pools,US,e2,0",
        "2,lookalike,organisation,Alder Tools,US,e1,Elder Tools,US,e3,0",
    ]
    _write(tmp_path / "hard_negative_pairs_dev.csv.gz", header, rows)
    hard = load_hard_pairs(tmp_path)
    assert hard.names.name == ["Alder Tools", "Alder Pools", "Elder Tools"]
    assert hard.pairs == (("lookalike", 0, 1), ("lookalike", 0, 2))
    assert hard.entity == ("e1", "e2", "e3")


def test_questions_are_not_in_the_reference(assignees: Path) -> None:
    questions = load_questions("assignees", assignees, keeps=lambda _: True, limit=10)
    assert questions.reference.name == ["Alder Tool Incorporated", "Alder Tools Inc"]
    assert questions.queries.name == ["Alder Tools Inc"]
    found = {questions.queries.record_id[0]: [questions.reference.record_id[1], questions.reference.record_id[0]]}
    assert hit_shares(found, questions) == (0.0, 1.0)
    assert hit_shares({}, questions) == (0.0, 0.0)


def test_generated_files_lose_their_labels_on_the_way_in(tmp_path: Path) -> None:
    path = tmp_path / "scale.csv"
    with path.open("w", newline="") as text:
        csv.writer(text).writerows(
            [["record_id", "office", "name", "country", "entity_id"], ["r0", "US", "A", "", "e9"]]
        )
    names, entities = read_generated(path)
    assert (names.record_id, names.name, names.office, names.lang) == (["r0"], ["A"], ["US"], [""])
    assert entities == ["e9"]


@pytest.mark.parametrize(
    ("one", "other", "less"),
    [
        ("Karen Alder", "Karen J. Alder", True),
        ("Jerome P. Alder", "Jerome Philip Alder", True),
        ("Wei-Wei Alder", "Weiwei Alder", True),
        ("Wei-Wei Alder", "Wei Alder", True),
        ("Karen R. Alder", "Karen J. Alder", False),
        ("Karin Alder", "Karen J. Alder", False),
    ],
)
def test_a_name_that_only_says_less_is_told_from_one_that_contradicts(one: str, other: str, less: bool) -> None:
    assert says_less(one, other) == less
    assert says_less(other, one) == less
