"""The chain replaces blocks; after every replacement the index equals one built from nothing."""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, create_engine

from devnet.network import Devnet
from node.consents import prepare_merge
from node.errors import DeepReorgError
from node.index import ChainIndex
from node.operations import AmendRecords, LinkRecords, UnlinkRecords
from node.tables import metadata
from tests.node.desk import JP, KR, SA, Desk, commitments

REORGS = 12


def clean_digest(desk: Desk) -> str:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    index = ChainIndex(engine, desk.client)
    index.follow()
    return index.digest()


def test_replaced_blocks_are_taken_back(own_desk: Desk) -> None:
    desk = own_desk
    first = desk.register(JP, "stays", 3)
    desk.index.follow()
    before = desk.client.tip().number
    gone = desk.register(KR, "goes", 2)
    desk.submit(
        LinkRecords(SA, (first[0], gone[0])), AmendRecords(JP, (first[1],), commitments("a", 1)),
        UnlinkRecords(JP, (first[2],)),
    )  # fmt: skip
    desk.submit(prepare_merge(desk.client, JP, (first[0], gone[1]), signers=desk.devnet.signers))
    desk.index.follow()
    assert desk.index.applicant(first[1]).version == 2
    depth = desk.client.tip().number - before
    desk.rpc.call("anvil_reorg", depth, [])
    report = desk.index.follow()
    assert report.rolled_back == depth
    assert desk.client.next_gid() == 4
    desk.assert_index_equals_contract()
    assert desk.index.digest() == clean_digest(desk)
    assert desk.index.applicant(first[1]).version == 1
    assert desk.index.resolve(first[0]) == (first[0], (first[0],))


def test_sixty_four_replaced_blocks_are_taken_back(own_desk: Desk) -> None:
    desk = own_desk
    gids = desk.register(JP, "stays", 3)
    desk.rpc.call("anvil_mine", "0x14")
    before = desk.client.tip().number
    desk.submit(LinkRecords(SA, tuple(gids)))
    desk.register(KR, "goes", 2)
    desk.rpc.call("anvil_mine", hex(before + 63 - desk.client.tip().number))
    desk.submit(AmendRecords(JP, (gids[1],), commitments("a", 1)))
    desk.index.follow()
    assert desk.client.tip().number - before == 64
    desk.rpc.call("anvil_reorg", 64, [])
    assert desk.index.follow().rolled_back == 64
    assert desk.client.next_gid() == 4
    desk.assert_index_equals_contract()
    assert desk.index.digest() == clean_digest(desk)


def test_a_shorter_chain_is_followed_too(own_desk: Desk) -> None:
    """A load balancer's lagging node, or a replacement that is not longer yet."""
    desk = own_desk
    desk.register(JP, "one", 1)
    snapshot = desk.rpc.call("evm_snapshot")
    desk.register(JP, "two", 1)
    desk.index.follow()
    desk.rpc.call("evm_revert", snapshot)
    assert desk.index.follow().rolled_back == 1
    desk.assert_index_equals_contract()


def test_random_reorganisations_with_everything_in_flight(own_desk: Desk) -> None:
    """Depths 1 to 12, also several between two follows; the index equals a clean rebuild after each."""
    desk, drawn = own_desk, random.Random(20261123)
    for number in range(REORGS):
        for step in range(drawn.randint(1, 3)):
            gids = desk.register(drawn.choice((JP, KR)), f"{number}/{step}", drawn.randint(1, 3))
            desk.submit(LinkRecords(SA, (gids[0],)))
            if desk.client.next_gid() > 4:
                desk.submit(AmendRecords(JP, (1,), commitments(f"amend/{number}/{step}", 1)))  # type: ignore[arg-type]
        if drawn.random() < 0.7:
            desk.index.follow()
        for _ in range(drawn.randint(1, 2)):
            deepest = desk.client.tip().number - 8  # below lie the contracts themselves
            desk.rpc.call("anvil_reorg", min(drawn.randint(1, 12), max(deepest, 1)), [])
        desk.index.follow()
        assert desk.index.digest() == clean_digest(desk), f"reorganisation {number}"
    desk.assert_index_equals_contract()


def test_deeper_than_the_kept_hashes_stops_loudly_and_a_rebuild_heals(own_chain: Devnet, engine: Engine) -> None:
    desk = Desk(own_chain, engine)
    index = ChainIndex(engine, desk.client, keep_blocks=3)
    for number in range(5):
        desk.register(JP, f"deep/{number}", 1)
    index.follow()
    desk.rpc.call("anvil_reorg", 4, [])
    with pytest.raises(DeepReorgError) as caught:
        index.follow()
    assert caught.value.depth == 3
    assert "rebuild" in caught.value.advice
    index.rebuild()
    assert index.digest() == clean_digest(desk)


def test_a_replacement_while_reading_is_read_again(own_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chain changes between logs and headers, and between headers and the running hash."""
    desk = own_desk
    desk.register(JP, "one", 2)
    desk.register(KR, "two", 1)
    once(monkeypatch, desk, "logs")
    desk.index.follow()
    assert desk.index.digest() == clean_digest(desk)
    desk.register(KR, "three", 1)
    once(monkeypatch, desk, "head")
    desk.index.follow()
    assert desk.index.digest() == clean_digest(desk)


def once(monkeypatch: pytest.MonkeyPatch, desk: Desk, method: str) -> None:
    """Reorganise the chain directly after the next call of a client's method."""
    original: Callable[..., object] = getattr(desk.client, method)
    done: list[bool] = []

    def and_then_replace(*arguments: object) -> object:
        answer = original(*arguments)
        if not done:
            done.append(True)
            desk.rpc.call("anvil_reorg", 1, [])
        return answer

    monkeypatch.setattr(desk.client, method, and_then_replace)
