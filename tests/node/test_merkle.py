from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sha3 import keccak_256

from node.errors import BatchSizeError, InvalidInputError
from node.merkle import MAX_BATCH, batch_root, leaf_hash, path_for, root_from_path, tree_root, verify_path
from tests.node.desk import commitments

LEAVES = commitments("merkle", 300)


def rfc6962(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1 word for word, with keccak: split at the largest power of two below the size."""
    if len(leaves) == 1:
        return keccak_256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return keccak_256(b"\x01" + rfc6962(leaves[:half]) + rfc6962(leaves[half:])).digest()


@pytest.mark.parametrize("count", [*range(1, 70), 127, 128, 129, 255, 256, 257, 300])
def test_root_and_every_path_follow_rfc_6962(count: int) -> None:
    leaves = LEAVES[:count]
    root = tree_root(leaves)
    assert root == rfc6962(leaves)
    for index in range(count):
        path = path_for(leaves, index)
        assert verify_path(leaves[index], path, index=index, count=count, root=root)


def test_a_path_holds_for_its_position_only() -> None:
    leaves = LEAVES[:13]
    root = tree_root(leaves)
    for index in range(13):
        path = path_for(leaves, index)
        held = [
            (other, count)
            for count in range(1, 20)
            for other in range(count)
            if verify_path(leaves[index], path, index=other, count=count, root=root)
        ]
        assert (index, 13) in held
        # A path says its index only together with the count, which the batch root binds; other indices never pass.
        assert {other for other, count in held if count == 13} == {index}


@given(st.integers(1, 60), st.data())
def test_any_changed_path_fails(count: int, data: st.DataObject) -> None:
    leaves = LEAVES[:count]
    index = data.draw(st.integers(0, count - 1))
    path, root = list(path_for(leaves, index)), tree_root(leaves)
    change = data.draw(st.sampled_from(["longer", "shorter", "flipped", "leaf"]))
    leaf = leaves[index]
    if change == "longer":
        path.append(data.draw(st.binary(min_size=32, max_size=32)))
    elif change == "shorter" and path:
        del path[data.draw(st.integers(0, len(path) - 1))]
    elif change == "flipped" and path:
        at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
        path[at] = (int.from_bytes(path[at], "big") ^ 1 << bit).to_bytes(32, "big")
    else:
        leaf = data.draw(st.binary(min_size=32, max_size=32).filter(lambda other: other != leaves[index]))
    assert not verify_path(leaf, path, index=index, count=count, root=root)


def test_a_node_cannot_pass_for_a_leaf() -> None:
    leaves = LEAVES[:2]
    node = tree_root(leaves)
    assert leaf_hash(node) != node
    assert not verify_path(node, (), index=0, count=1, root=node)
    assert tree_root([leaf_hash(leaves[0]) + leaf_hash(leaves[1])]) != node


def test_last_odd_leaf_is_not_doubled() -> None:
    assert tree_root(LEAVES[:3]) != tree_root((*LEAVES[:3], LEAVES[2]))


@pytest.mark.parametrize("size", [0, MAX_BATCH + 1])
def test_sizes_outside_the_contracts_bounds_are_refused(size: int) -> None:
    with pytest.raises(BatchSizeError) as caught:
        tree_root([bytes(32)] * size)
    assert (caught.value.size, caught.value.limit) == (size, MAX_BATCH)


@pytest.mark.parametrize("index", [-1, 3])
def test_leaf_outside_the_batch_is_refused(index: int) -> None:
    with pytest.raises(InvalidInputError, match="outside a batch of 3"):
        path_for(LEAVES[:3], index)
    assert root_from_path(LEAVES[0], (), index=index, count=3) is None


def test_batch_root_binds_chain_contract_range_and_count() -> None:
    usual = {"chain_id": 4242, "registry": "0x" + "ab" * 20, "first_gid": 7, "count": 3}
    roots = {batch_root(bytes(32), **usual)}  # type: ignore[arg-type]
    for other in ({"chain_id": 1}, {"registry": "0x" + "ac" * 20}, {"first_gid": 8}, {"count": 4}):
        roots.add(batch_root(bytes(32), **(usual | other)))  # type: ignore[arg-type]
    assert len(roots) == 5
