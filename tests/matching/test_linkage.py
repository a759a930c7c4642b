"""Groups linked side by side come out exactly as one at a time, ties and gaps included."""

import numpy as np
import pytest

from matching.clusters import agglomerate
from matching.forest import Forest
from matching.lockstep import link_groups

JOIN_FROM = 0.4


def random_pairs(seed, nodes, share):
    random = np.random.default_rng(seed)
    left, right = np.triu_indices(nodes, 1)
    met = random.random(len(left)) < share
    log_odds = np.round(random.normal(0.5, 2.0, met.sum()), 1).astype(np.float32)  # rounded, so that there are ties
    return left[met], right[met], log_odds


def one_at_a_time(nodes, left, right, log_odds):
    forest = Forest(range(nodes))
    forest.connect(left.tolist(), right.tolist(), log_odds.tolist())
    forest.link([], [], join_from=JOIN_FROM)
    return [forest.find(node) for node in range(nodes)]


@pytest.mark.parametrize("seed", range(8))
def test_groups_of_all_sizes_come_out_as_one_at_a_time(seed):
    offsets, expected, group, parts = 0, [], [], []
    for number, nodes in enumerate([1, 2, 3, 5, 8, 13, 40, 3, 80]):
        left, right, log_odds = random_pairs(seed * 100 + number, nodes, 0.3 + 0.07 * seed)
        expected += [offsets + first for first in one_at_a_time(nodes, left, right, log_odds)]
        parts.append((left + offsets, right + offsets, log_odds))
        group += [number] * nodes
        offsets += nodes
    shuffled = np.random.default_rng(seed).permutation(9)  # numbers of groups are not in the order of their nodes
    left, right, log_odds = (np.concatenate(column) for column in zip(*parts, strict=True))
    found = link_groups(shuffled[group], left, right, log_odds, join_from=JOIN_FROM)
    assert found.tolist() == expected


def test_whole_graph_equals_the_queue_over_all_pairs():
    left, right, log_odds = random_pairs(7, 300, 0.02)
    found = agglomerate(300, left, right, log_odds, join_from=JOIN_FROM)
    assert found.tolist() == one_at_a_time(300, left, right, log_odds)


def test_groups_that_constraints_speak_of_come_out_alike_when_nothing_is_asked():
    left, right, log_odds = random_pairs(8, 300, 0.02)
    nothing_new = np.array([[0, 0], [7, 7]])
    plain = agglomerate(300, left, right, log_odds, join_from=JOIN_FROM)
    assert agglomerate(300, left, right, log_odds, join_from=JOIN_FROM, together=nothing_new).tolist() == plain.tolist()


def test_no_pairs_leave_every_node_alone():
    none = np.zeros(0, np.int64)
    assert agglomerate(4, none, none, np.zeros(0, np.float32), join_from=JOIN_FROM).tolist() == [0, 1, 2, 3]
