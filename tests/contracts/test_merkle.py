"""The contract's tree against RFC 6962's definition by recursion: every size from 1 to 300, every index."""

import random

import pytest

from tests.contracts.machine import Deployed, Machine, RefusedError, read_both_artifacts
from tests.contracts.merkle import batch_root, leaf_hash, path_for, tree_root
from tests.contracts.world import make_key, new_id

LARGEST = 300
NOBODY = "0x" + "00" * 20


@pytest.fixture(scope="module")
def registry() -> Deployed:
    machine = Machine()
    registry, council = read_both_artifacts()
    offices = machine.deploy(council, [b"JP"], [make_key("JP").address], NOBODY, 0)
    return machine.deploy(registry, offices.address, 2000, 16)


@pytest.fixture(scope="module")
def leaves() -> list[bytes]:
    return [new_id("commitment") for _ in range(LARGEST)]


@pytest.fixture(scope="module")
def first_gids(registry: Deployed, leaves: list[bytes]) -> dict[int, int]:
    """Batch size to first GID: one batch of every size, whose commitments are the first `size` leaves."""
    found, sender = {}, make_key("JP").address
    for size in range(1, LARGEST + 1):
        found[size] = registry.read("nextGid")
        registry.send(sender, "register", leaves[:size])
    return found


def test_roots_agree_for_every_size(registry: Deployed, first_gids: dict[int, int], leaves: list[bytes]) -> None:
    for size, first in first_gids.items():
        expected = batch_root(registry.address, registry.machine.chain_id, first, size, tree_root(leaves[:size]))
        assert registry.read("batch", size - 1)[0] == expected, f"size {size}"


def test_every_path_of_every_size_verifies(registry: Deployed, first_gids: dict[int, int], leaves: list[bytes]) -> None:
    subtrees: dict[tuple[int, int], bytes] = {}
    for size, first in first_gids.items():
        for index in range(size):
            path = _path(leaves, 0, size, index, subtrees)
            assert registry.read("verify", first + index, leaves[index], path), f"size {size}, index {index}"


def test_the_remembering_path_is_the_path_of_the_definition(leaves: list[bytes]) -> None:
    for size in (1, 2, 3, 7, 8, 9, 100):
        for index in range(size):
            assert _path(leaves, 0, size, index, {}) == path_for(leaves[:size], index)


def test_a_path_proves_no_other_position(registry: Deployed, first_gids: dict[int, int], leaves: list[bytes]) -> None:
    for size in (2, 3, 5, 8, 13):
        for index in range(size):
            path = path_for(leaves[:size], index)
            for other in set(range(size)) - {index}:
                assert not registry.read("verify", first_gids[size] + other, leaves[index], path)


def test_changed_paths_are_refused(registry: Deployed, first_gids: dict[int, int], leaves: list[bytes]) -> None:
    seed = random.Random(6962)
    for _ in range(4000):
        size = seed.randrange(2, LARGEST + 1)
        index = seed.randrange(size)
        path = _spoil(path_for_cached(leaves, size, index), seed)
        assert not registry.read("verify", first_gids[size] + index, leaves[index], path), f"size {size}, index {index}"


def test_inner_nodes_and_leaf_hashes_are_not_commitments(
    registry: Deployed, first_gids: dict[int, int], leaves: list[bytes]
) -> None:
    first = first_gids[4]
    left = tree_root(leaves[:2])
    right = tree_root(leaves[2:4])
    assert not registry.read("verify", first, left, [right])
    assert not registry.read("verify", first, leaf_hash(leaves[0]), path_for(leaves[:4], 0))


def test_verify_refuses_an_unknown_gid(registry: Deployed, first_gids: dict[int, int], leaves: list[bytes]) -> None:
    unknown = registry.read("nextGid")
    with pytest.raises(RefusedError, match="RegistryUnknownGid") as caught:
        registry.read("verify", unknown, leaves[0], [])
    assert caught.value.arguments == {"gid": unknown}


def test_zero_commitments_hash_like_any_other(registry: Deployed, first_gids: dict[int, int]) -> None:
    first = registry.read("nextGid")
    zeros = [bytes(32)] * 3
    registry.send(make_key("JP").address, "register", zeros)
    assert registry.read("verify", first + 2, bytes(32), path_for(zeros, 2))


_remembered: dict[tuple[int, int], bytes] = {}


def path_for_cached(leaves: list[bytes], size: int, index: int) -> list[bytes]:
    """`path_for`, remembering subtrees between calls."""
    return _path(leaves, 0, size, index, _remembered)


def _path(leaves: list[bytes], start: int, end: int, index: int, known: dict[tuple[int, int], bytes]) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + (1 << ((end - start - 1).bit_length() - 1))
    if index < middle:
        return [*_path(leaves, start, middle, index, known), _root(leaves, middle, end, known)]
    return [*_path(leaves, middle, end, index, known), _root(leaves, start, middle, known)]


def _root(leaves: list[bytes], start: int, end: int, known: dict[tuple[int, int], bytes]) -> bytes:
    if (start, end) not in known:
        known[start, end] = tree_root(leaves[start:end])
    return known[start, end]


def _spoil(path: list[bytes], seed: random.Random) -> list[bytes]:
    """Change a path in one way: a flipped bit, an entry too few, too many, swapped or replaced."""
    place = seed.randrange(len(path))
    kind = seed.randrange(5)
    if kind == 0:
        spoilt = bytearray(path[place])
        spoilt[seed.randrange(32)] ^= 1 << seed.randrange(8)
        return [*path[:place], bytes(spoilt), *path[place + 1 :]]
    if kind == 1:
        return path[:place] + path[place + 1 :]
    if kind == 2:
        return [*path[:place], path[place], *path[place:]]
    if kind == 3 and len(path) > 1:
        return path[::-1]
    return [*path[:place], seed.randbytes(32), *path[place + 1 :]]
