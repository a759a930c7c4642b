"""The same work on PostgreSQL and on SQLite: same results, same digest."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, Table, create_engine, select

from devnet.network import Devnet
from node.consents import prepare_merge
from node.index import ChainIndex
from node.operations import AmendRecords, LinkRecords, RegisterBatch
from node.outbox import Outbox, Step
from node.tables import CHAIN_TABLES, metadata
from tests.node.desk import JP, KR, SA, Desk, commitments
from tests.node.postgres import running_postgres, unavailable
from tests.node.test_outbox_crash import EVERY_DRAIN, Crash, assert_all_done_once, crash_at, workload

pytestmark = pytest.mark.skipif(bool(unavailable()), reason=unavailable() or "available")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest.fixture
def postgres(server: str) -> Iterator[Engine]:
    engine = create_engine(server)
    metadata.create_all(engine)
    yield engine
    metadata.drop_all(engine)
    engine.dispose()


def test_both_databases_give_one_digest(chain: Devnet, postgres: Engine, engine: Engine) -> None:
    desk = Desk(chain, postgres)
    jp, kr = desk.register(JP, "jp", 1_000), desk.register(KR, "kr", 30)
    desk.submit(LinkRecords(SA, tuple(jp[:100])), AmendRecords(JP, tuple(jp[:5]), commitments("amended", 5)))
    desk.submit(prepare_merge(desk.client, KR, (jp[0], kr[0]), signers=chain.signers))
    desk.index.follow()
    lite = ChainIndex(engine, desk.client)
    lite.follow()
    assert desk.index.digest() == lite.digest()
    assert desk.index.history(jp[0]) == lite.history(jp[0])
    assert desk.index.batch(0) == lite.batch(0)
    before = desk.index.digest()
    for index in (desk.index, lite):
        index.rebuild()
        assert index.digest() == before
    for table in CHAIN_TABLES:
        rows = rows_of(postgres, table)
        assert rows
        assert rows == rows_of(engine, table), table.name


def rows_of(engine: Engine, table: Table) -> list[tuple[object, ...]]:
    """Every value of every row, in the order of the primary key."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]


@pytest.mark.parametrize("step", EVERY_DRAIN)
def test_stopped_after_any_step_and_drained_again(chain: Devnet, postgres: Engine, step: Step) -> None:
    desk = Desk(chain, postgres)
    workload(desk)
    with pytest.raises(Crash):
        Outbox(postgres, desk.client, chain.signers, on_step=crash_at(step, 2)).drain()
    desk.outbox.drain()
    assert_all_done_once(desk)


def test_a_reorganisation_is_taken_back(own_chain: Devnet, postgres: Engine, engine: Engine) -> None:
    desk = Desk(own_chain, postgres)
    gids = desk.register(JP, "stays", 3)
    desk.submit(LinkRecords(KR, tuple(gids)))
    desk.register(KR, "goes", 3)
    desk.submit(AmendRecords(JP, (gids[0],), commitments("amended", 1)))
    desk.index.follow()
    desk.rpc.call("anvil_reorg", 2, [])
    assert desk.index.follow().rolled_back == 2
    desk.assert_index_equals_contract()
    lite = ChainIndex(engine, desk.client)
    lite.follow()
    assert desk.index.digest() == lite.digest()


def test_results_carry_text_of_every_script(chain: Devnet, postgres: Engine) -> None:
    desk = Desk(chain, postgres)
    (result,) = desk.submit(RegisterBatch(JP, commitments("text", 1), ["JP:株式会社", "Ωμέγα", {"id": 1}]))
    assert result.reference == ["JP:株式会社", "Ωμέγα", {"id": 1}]
