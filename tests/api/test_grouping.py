"""Doubt is shown whole: what waits for each other is one group, with its sides, whatever the order of the input."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from api.proposals.grouping import MAX_CLUSTERS, MAX_SIDES, Crossing, Grouping, group_records
from api.proposals.partition import Partition
from matching.incremental.update import Membership
from matching.pipeline import Link


def cluster(*records: str, p: float = 1.0) -> Membership:
    return Membership(tuple(sorted(records)), p)


def group(clusters: list[Membership], links: list[Link], **options: object) -> Grouping:
    given_ = {"owners": {}, "foes": (), "certain_from": 0.999, "review_from": 0.3} | options
    return group_records(clusters, links, **given_)  # type: ignore[arg-type]


def sides(grouping: Grouping) -> list[tuple[tuple[str, ...], ...]]:
    return [each.sides for each in grouping.groups]


def test_certain_cluster_is_one_side() -> None:
    found = group([cluster("a", "b", p=0.9995)], [Link("a", "b", 0.9995)])
    assert sides(found) == [(("a", "b"),)]
    assert found.groups[0].probability == 0.9995


def test_doubtful_cluster_shows_its_sides() -> None:
    links = [Link("a", "b", 0.9999), Link("b", "c", 0.8), Link("c", "d", 0.9995)]
    found = group([cluster("a", "b", "c", "d", p=0.8)], links)
    assert sides(found) == [(("a", "b"), ("c", "d"))]
    assert found.groups[0].side_probabilities == (0.9999, 0.9995)


def test_doubtful_link_makes_two_clusters_wait_together() -> None:
    found = group([cluster("a"), cluster("b"), cluster("c")], [Link("a", "b", 0.4), Link("b", "c", 0.2)])
    assert sides(found) == [(("a",), ("b",)), (("c",),)]
    assert [each.probability for each in found.groups] == [0.4, 1.0]


def test_probability_falls_with_every_doubt() -> None:
    clusters = [cluster("a", "b", p=0.9), cluster("c"), cluster("d")]
    found = group(clusters, [Link("a", "b", 0.9), Link("b", "c", 0.5), Link("c", "d", 0.5)])
    assert found.groups[0].probability == 0.9 * 0.5 * 0.5


def test_chains_of_doubt_are_cut_and_the_rest_is_counted() -> None:
    names = "abcdefgh"
    clusters = [cluster(name) for name in names]
    links = [Link(one, other, 0.4) for one, other in pairwise(names)]
    found = group(clusters, links)
    assert all(len(each.sides) <= MAX_CLUSTERS for each in found.groups)
    assert sum(each.resembles for each in found.groups) > 0


def test_large_doubtful_cluster_is_shown_in_few_sides() -> None:
    names = [f"r{number:02d}" for number in range(30)]
    links = [Link(names[0], other, 0.9 - number / 100) for number, other in enumerate(names[1:])]
    (found,) = group([cluster(*names, p=0.6)], links).groups
    assert len(found.sides) == MAX_SIDES
    assert sorted(record for side in found.sides for record in side) == names


def test_judged_apart_records_never_wait_together_again() -> None:
    found = group([cluster("a"), cluster("b")], [Link("a", "b", 0.9)], foes=[("a", "b")])
    assert sides(found) == [(("a",),), (("b",),)]


def test_registered_records_stay_together_and_new_ones_join_them() -> None:
    owners = {"a": "gid 1", "b": "gid 1"}
    clusters = [cluster("a"), cluster("b", "c", p=0.9995)]
    (found,) = group(clusters, [Link("b", "c", 0.9995)], owners=owners).groups
    assert (found.owner, found.sides) == ("gid 1", (("a", "b", "c"),))


def test_two_owners_are_never_joined_and_their_crossing_is_told() -> None:
    owners = {"a": "gid 1", "b": "gid 2"}
    found = group([cluster("a", "b", p=0.97)], [Link("a", "b", 0.97)], owners=owners)
    assert sides(found) == [(("a",),), (("b",),)]
    assert found.crossings == (Crossing("gid 1", "gid 2", 0.97),)


def test_new_record_between_two_owners_goes_to_the_likelier_one() -> None:
    owners = {"a": "gid 1", "b": "gid 2"}
    found = group([cluster("a"), cluster("b"), cluster("n")], [Link("a", "n", 0.6), Link("b", "n", 0.4)], owners=owners)
    assert sides(found) == [(("a",), ("n",)), (("b",),)]
    assert found.crossings == ()


def test_crossing_that_was_judged_is_not_told_again() -> None:
    owners = {"a": "gid 1", "b": "gid 2"}
    found = group([cluster("a"), cluster("b")], [Link("a", "b", 0.97)], owners=owners, foes=[("a", "b")])
    assert found.crossings == ()


@given(
    st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 11), st.floats(0.3, 1.0)).filter(lambda link: link[0] < link[1]),
        max_size=30,
        unique_by=lambda link: link[:2],
    ),
    st.lists(st.integers(1, 4), min_size=12, max_size=12),
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_order_of_the_input_does_not_matter(
    pairs: list[tuple[int, int, float]], cut: list[int], apart: set[tuple[int, int]], shuffler: random.Random
) -> None:
    names = [f"r{number:02d}" for number in range(12)]
    members: dict[int, list[str]] = {}
    for name, number in zip(names, cut, strict=True):
        members.setdefault(number, []).append(name)
    clusters = [cluster(*records, p=0.9 if len(records) > 1 else 1.0) for records in members.values()]
    links = [Link(names[left], names[right], probability) for left, right, probability in pairs]
    foes = [(names[left], names[right]) for left, right in apart if left != right]
    owners = {names[0]: "gid 1", names[5]: "gid 2"}
    first = group(clusters, links, owners=owners, foes=foes)
    for values in (clusters, links, foes):
        shuffler.shuffle(values)
    assert group(clusters, links, owners=owners, foes=foes) == first
    assert sorted(record for each in first.groups for side in each.sides for record in side) == names
    for each in first.groups:
        together = {record for side in each.sides for record in side}
        assert not any(left in together and right in together for left, right in foes)


def test_partition_refuses_foes_of_whole_groups() -> None:
    partition = Partition("abc", {}, [("a", "c")])
    assert partition.join("a", "b")
    assert not partition.join("b", "c")
    assert partition.groups() == [("a", "b"), ("c",)]
