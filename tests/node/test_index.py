import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, delete, select

from devnet.network import Devnet
from node.consents import prepare_merge, prepare_split
from node.errors import (
    ChainUnavailableError,
    GidError,
    IndexMismatchError,
    NotFoundError,
    UnknownGidError,
    WrongChainError,
)
from node.events import ChangeKind, OfficeStatus
from node.identifiers import Gid
from node.index import FIRST_STEP, ChainIndex
from node.operations import AmendRecords, LinkRecords, Operation, RegisterBatch, RevokeApplicant, UnlinkRecords
from node.rpc import Rpc, RpcError
from node.tables import blocks, entries, identity, metadata
from tests.node.desk import EA, JP, KR, SA, WO, Desk, commitments


def a_little_of_everything(desk: Desk) -> None:
    jp, kr = desk.register(JP, "jp", 5), desk.register(KR, "kr", 3)
    desk.submit(LinkRecords(SA, tuple(jp[:3])), LinkRecords(EA, (kr[0],)))
    desk.submit(AmendRecords(JP, tuple(jp[1:3]), commitments("amended", 2)))
    desk.submit(prepare_merge(desk.client, KR, (jp[0], kr[0]), signers=desk.devnet.signers))
    desk.submit(prepare_merge(desk.client, JP, (jp[3], jp[1]), signers=desk.devnet.signers))
    desk.submit(prepare_split(desk.client, JP, jp[3], signers=desk.devnet.signers))
    desk.submit(RevokeApplicant(KR, kr[2], b"\x01" * 32), UnlinkRecords(JP, (jp[2],)))


def test_index_equals_the_contract_gid_by_gid(desk: Desk) -> None:
    a_little_of_everything(desk)
    desk.index.follow()
    desk.assert_index_equals_contract()


def test_following_in_pieces_and_rebuilding_give_one_digest(desk: Desk) -> None:
    a_little_of_everything(desk)
    tip = desk.client.tip().number
    for until in range(tip + 1):
        assert desk.index.follow(until=until).block_number == until
    stepwise = desk.index.digest()
    report = desk.index.rebuild()
    assert (report.block_number, report.ids, report.rolled_back) == (tip, 8, 0)
    assert desk.index.digest() == stepwise
    elsewhere = create_engine("sqlite://")
    metadata.create_all(elsewhere)
    other = ChainIndex(elsewhere, desk.client, keep_blocks=2)
    other.follow()
    assert other.digest() == stepwise


@pytest.mark.parametrize("answers", [0, 1])
def test_a_rebuild_that_fails_leaves_the_old_index(desk: Desk, answers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chain goes away before the first slice of blocks and, with one folded, before the second."""
    a_little_of_everything(desk)
    desk.rpc.call("anvil_mine", hex(FIRST_STEP))
    desk.index.follow()
    before, left = desk.index.digest(), iter(range(answers))
    logs = desk.client.logs

    def gone_after_some(first: int, last: int) -> object:
        if next(left, None) is None:
            raise ChainUnavailableError(desk.config.rpc_url, "nothing answers there")
        return logs(first, last)

    monkeypatch.setattr(desk.client, "logs", gone_after_some)
    with pytest.raises(ChainUnavailableError):
        desk.index.rebuild()
    assert desk.index.digest() == before
    monkeypatch.undo()
    assert desk.index.rebuild().rolled_back == 0
    assert desk.index.digest() == before


def test_a_rebuild_from_a_lying_node_leaves_the_old_index(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    a_little_of_everything(desk)
    desk.index.follow()
    before, logs = desk.index.digest(), desk.client.logs
    monkeypatch.setattr(desk.client, "logs", lambda first, last: logs(first, last)[:-1])
    with pytest.raises(IndexMismatchError):
        desk.index.rebuild()
    assert desk.index.digest() == before


def test_a_digest_sees_a_single_changed_field(desk: Desk) -> None:
    a_little_of_everything(desk)
    desk.index.follow()
    before = desk.index.digest()
    with desk.engine.begin() as connection:
        connection.execute(entries.update().where(entries.c.gid == 4).values(version=2))
    assert desk.index.digest() != before
    desk.index.rebuild()
    assert desk.index.digest() == before


def test_following_again_changes_nothing(desk: Desk) -> None:
    a_little_of_everything(desk)
    desk.index.follow()
    before = desk.index.digest()
    report = desk.index.follow()
    assert (report.blocks, report.events, report.ids) == (0, 0, 0)
    assert desk.index.digest() == before


def test_history_tells_what_happened_in_order(desk: Desk) -> None:
    a_little_of_everything(desk)
    desk.index.follow()
    kinds = [(event.kind, event.office, event.gid) for event in desk.index.history(Gid(1))]
    assert kinds == [
        (ChangeKind.REGISTERED, JP, 1),
        (ChangeKind.LINKED, SA, 1),
        (ChangeKind.MERGED, None, 6),
    ]
    assert [event.kind for event in desk.index.history(Gid(4))] == [
        ChangeKind.REGISTERED,
        ChangeKind.MERGED,
        ChangeKind.SPLIT,
    ]
    assert desk.index.history(Gid(4))[0].gid == 4


def test_a_merged_gid_leads_to_its_survivor_with_the_path(desk: Desk) -> None:
    first, second, third = (desk.register(JP, str(number), 1)[0] for number in range(3))
    desk.submit(prepare_merge(desk.client, JP, (third, second), signers=desk.devnet.signers))
    desk.submit(prepare_merge(desk.client, JP, (second, first), signers=desk.devnet.signers))
    desk.index.follow()
    assert desk.index.resolve(third) == (first, (third, second, first))
    assert desk.index.resolve(first) == (first, (first,))


def test_what_the_index_does_not_hold_is_not_found(desk: Desk) -> None:
    desk.index.follow()
    with pytest.raises(UnknownGidError) as caught:
        desk.index.applicant(Gid(77))
    assert caught.value.gid == 77
    for ask in (desk.index.resolve, desk.index.history):
        with pytest.raises(UnknownGidError):
            ask(Gid(77))
    with pytest.raises(NotFoundError):
        desk.index.batch(0)


def test_offices_are_folded_from_their_events(desk: Desk) -> None:
    desk.index.follow()
    assert [(office.code, office.status) for office in desk.index.offices()] == [
        (code, OfficeStatus.ACTIVE) for code in (JP, KR, SA, EA, WO)
    ]
    keys = {office.code: office.key for office in desk.index.offices()}
    assert keys == {code: signer.address.lower() for code, signer in desk.devnet.signers.items()}


def test_only_recent_block_hashes_are_kept(chain: Devnet, engine: Engine, desk: Desk) -> None:
    index = ChainIndex(engine, desk.client, keep_blocks=5)
    index.follow()
    Rpc(chain.chain.rpc_url).call("anvil_mine", "0x14")
    index.follow()
    tip = desk.client.tip().number
    with engine.connect() as connection:
        kept = list(connection.execute(select(blocks.c.number).order_by(blocks.c.number)).scalars())
    assert kept == list(range(tip - 4, tip + 1))


def test_progress_is_told_and_reaches_the_end(desk: Desk) -> None:
    desk.register(JP, "one", 1)
    told: list[tuple[str, int, int]] = []
    report = desk.index.follow(progress=lambda *step: told.append(step))
    assert told[-1] == ("index", report.block_number, report.block_number)


def test_another_chains_index_is_refused_until_it_is_rebuilt(desk: Desk) -> None:
    desk.index.follow()
    with desk.engine.begin() as connection:
        connection.execute(identity.update().values(genesis=bytes(32)))
    with pytest.raises(WrongChainError):
        desk.index.follow()
    desk.index.rebuild()
    with desk.engine.begin() as connection:
        connection.execute(delete(identity))


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["register", "amend", "link", "unlink", "merge", "split", "revoke"]),
        st.sampled_from([JP, KR, SA]),
        st.integers(1, 6),
        st.integers(1, 6),
    ),
    max_size=25,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(ACTIONS)
def test_any_sequence_of_operations_leaves_index_and_contract_equal(devnet: Devnet, actions: list[tuple]) -> None:  # type: ignore[type-arg]
    """Small ids, so that the operations meet each other; what the contract refuses changes neither."""
    rpc = Rpc(devnet.chain.rpc_url)
    snapshot = rpc.call("evm_snapshot")
    try:
        engine = create_engine("sqlite://")
        metadata.create_all(engine)
        desk = Desk(devnet, engine)
        desk.register(JP, "start", 2)
        for number, (action, office, left, right) in enumerate(actions):
            try:
                desk.enqueue(build(desk, action, office, Gid(left), Gid(right), number))
            except GidError:
                continue
            if number % 3 == 0:
                desk.outbox.drain()
        desk.outbox.drain()
        desk.index.follow()
        desk.assert_index_equals_contract()
        digest = desk.index.digest()
        desk.index.rebuild()
        assert desk.index.digest() == digest
    finally:
        rpc.call("evm_revert", snapshot)


def build(desk: Desk, action: str, office, left: Gid, right: Gid, number: int) -> Operation:  # type: ignore[no-untyped-def]
    match action:
        case "register":
            return RegisterBatch(office, commitments(f"any/{number}", left))
        case "amend":
            return AmendRecords(office, (left,), commitments(f"amend/{number}", 1))
        case "link":
            return LinkRecords(office, tuple({left, right}))
        case "unlink":
            return UnlinkRecords(office, (left,))
        case "merge":
            return prepare_merge(desk.client, office, (left, right), signers=desk.devnet.signers)
        case "split":
            return prepare_split(desk.client, office, left, signers=desk.devnet.signers)
        case _:
            return RevokeApplicant(office, left, b"\x02" * 32)


def test_a_node_that_limits_its_answers_is_asked_for_less(desk: Desk) -> None:
    """Nodes limit blocks or logs of one answer, each with its own error; the range is halved until it fits."""
    desk.register(JP, "one", 2)
    desk.register(KR, "two", 2)
    asked: list[int] = []

    class Limited(Rpc):
        def call(self, method: str, *params: object) -> object:
            if method == "eth_getLogs":
                query: dict[str, str] = params[0]  # type: ignore[assignment]
                asked.append(int(query["toBlock"], 16) - int(query["fromBlock"], 16) + 1)
                if asked[-1] > 3:
                    raise RpcError(method, code=-32005, message="query returned more than 3 blocks")
            return super().call(method, *params)

    desk.client.rpc = Limited(desk.config.rpc_url)
    desk.index.follow()
    assert max(asked) > 3
    desk.assert_index_equals_contract()
