"""What clustering promises whatever the input."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.clusters import Constraints
from matching.errors import InvalidRecordError
from matching.pipeline import Clustering, cluster_names, cluster_records
from matching.records import Identifier, NameForm, NameTable, OfficeRecord

NAMES = (
    "Nordwind Turbines GmbH", "NORDWIND TURBINES G.M.B.H.", "Nordwind Turbine GmbH", "Sudwind Turbines GmbH",
    "Acme Optical Corporation", "Acme Optical Corp.", "Acme Logistics Inc",
    "株式会社青空電機", "青空電機株式会社", "Aozora Denki K.K.",
    "Общество с ограниченной ответственностью Ромашка", "OOO Romashka", "شركة النخيل", "Al Nakheel Company",
)  # fmt: skip


def record(number: int, name: str, **fields: object) -> OfficeRecord:
    return OfficeRecord(f"r{number:03}", (NameForm(name),), **fields)  # type: ignore[arg-type]


def partition(clustering: Clustering) -> set[tuple[str, ...]]:
    return {cluster.record_ids for cluster in clustering.clusters}


def test_variants_of_one_name_share_a_cluster_and_others_do_not() -> None:
    clusters = partition(cluster_records([record(n, name, country="DE") for n, name in enumerate(NAMES[:4])]))
    assert ("r000", "r001", "r002") in clusters
    assert ("r003",) in clusters


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(len(NAMES))))
def test_order_of_records_does_not_matter(order: list[int]) -> None:
    records = [record(n, name) for n, name in enumerate(NAMES)]
    expected = cluster_records(records)
    shuffled = cluster_records([records[place] for place in order])
    assert shuffled == expected


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=12))
def test_any_unicode_survives(names: list[str]) -> None:
    clustering = cluster_records([record(n, name) for n, name in enumerate(names)])
    assert sorted(i for c in clustering.clusters for i in c.record_ids) == [f"r{n:03}" for n in range(len(names))]


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_cannot_link_is_respected(chance: random.Random) -> None:
    records = [record(n, chance.choice(NAMES[:3])) for n in range(8)]
    apart = frozenset({("r000", "r001"), ("r002", "r005")})
    clustering = cluster_records(records, constraints=Constraints(cannot_link=apart))
    where = {i: cluster.cluster_id for cluster in clustering.clusters for i in cluster.record_ids}
    assert all(where[a] != where[b] for a, b in apart)


def test_must_link_joins_what_names_would_not() -> None:
    records = [record(0, "Alpha"), record(1, "Omega")]
    clustering = cluster_records(records, constraints=Constraints(must_link=frozenset({("r000", "r001")})))
    assert partition(clustering) == {("r000", "r001")}


def test_agreeing_identifier_settles_it() -> None:
    lei = (Identifier("lei", "529900T8BM49AURSDO55"),)
    clustering = cluster_records([record(0, NAMES[7], identifiers=lei), record(1, NAMES[9], identifiers=lei)])
    assert clustering.clusters[0].probability >= 0.999


def test_homonyms_in_two_countries_are_never_accepted_by_name_alone() -> None:
    clustering = cluster_records([record(0, NAMES[0], country="DE"), record(1, NAMES[0], country="JP")])
    assert all(link.probability < 0.999 for link in clustering.links)


def test_repeated_record_id_is_refused() -> None:
    with pytest.raises(InvalidRecordError, match="twice") as caught:
        cluster_records([record(1, "a"), record(1, "b")])
    assert caught.value.record_id == "r001"


def test_many_identical_names_are_one_comparison() -> None:
    rows = 20_000
    table = NameTable(record_id=[str(n) for n in range(rows)], name=["Acme Optical Corp."] * rows)
    result = cluster_names(table)
    assert result.standard_name == ["Acme Optical Corp."]
    assert result.statistics.nodes == 1


def test_one_shared_word_does_not_blow_up() -> None:
    rows = 5_000
    table = NameTable(record_id=[str(n) for n in range(rows)], name=[f"Acme {n:05}" for n in range(rows)])
    result = cluster_names(table)
    assert result.statistics.candidate_pairs < rows * 40


def test_rows_that_say_nothing_stay_apart() -> None:
    names = ["", " ", "🙂", "🙂", "Acme Optical Corporation", "ACME OPTICAL CORP"]
    blank = [""] * len(names)
    found = cluster_names(NameTable([str(n) for n in range(len(names))], names, *[blank] * 6))
    assert len(set(found.cluster[:4].tolist())) == 4
    assert found.cluster[4] == found.cluster[5]
    assert found.standard_name[found.cluster[2]] == "🙂"
