"""Python's trees against the contract's: same roots, every leaf proven, no forged path accepted."""

import pytest

from node.identifiers import Gid
from node.merkle import batch_root, path_for, tree_root
from node.operations import RegisterBatch
from tests.node.desk import JP, Desk, commitments

FLIPPED = bytes(31) + b"\x01"


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13, 64, 100, 257])
def test_roots_and_paths_agree_with_the_contract(desk: Desk, count: int) -> None:
    leaves = commitments(f"chain/{count}", count)
    (result,) = desk.submit(RegisterBatch(JP, leaves))
    assert result.first_gid is not None
    assert result.batch is not None
    stored = desk.client.batch(result.batch)
    config = desk.config
    bound = batch_root(
        tree_root(leaves), chain_id=config.chain_id, registry=config.registry, first_gid=result.first_gid, count=count
    )
    assert (stored.root, stored.count) == (bound, count)
    for index in {0, 1, count // 2, count - 2, count - 1} & set(range(count)):
        gid, path = Gid(result.first_gid + index), path_for(leaves, index)
        assert desk.client.verify(gid, leaves[index], path)
        assert not desk.client.verify(gid, FLIPPED, path)
        assert not desk.client.verify(gid, leaves[index], (*path, FLIPPED))
        assert not (path and desk.client.verify(gid, leaves[index], path[:-1]))
        if count > 1:
            assert not desk.client.verify(Gid(result.first_gid + (index + 1) % count), leaves[index], path)


def test_an_operation_id_is_used_once_mined(desk: Desk) -> None:
    batch = RegisterBatch(JP, commitments("used", 3))
    assert not desk.client.is_operation_used(0, batch.op_id)
    desk.submit(batch)
    assert desk.client.is_operation_used(0, batch.op_id)
    assert not desk.client.is_operation_used(1, batch.op_id)
