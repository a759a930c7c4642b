"""Two databases that follow one chain hold the same index, whatever their kind."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, Table, create_engine, select

from devnet.network import Devnet
from node.consents import prepare_merge
from node.index import ChainIndex
from node.operations import AmendRecords, LinkRecords, RegisterBatch
from node.tables import CHAIN_TABLES, metadata
from tests.node.desk import JP, KR, SA, Desk, commitments


@pytest.fixture
def lite(tmp_path: Path) -> Engine:
    """A SQLite file besides, against which the first run compares itself and the second one PostgreSQL."""
    engine = create_engine(f"sqlite:///{tmp_path / 'beside.db'}")
    metadata.create_all(engine)
    return engine


def test_both_databases_give_one_digest(desk: Desk, lite: Engine) -> None:
    jp, kr = desk.register(JP, "jp", 1_000), desk.register(KR, "kr", 30)
    desk.submit(LinkRecords(SA, tuple(jp[:100])), AmendRecords(JP, tuple(jp[:5]), commitments("amended", 5)))
    desk.submit(prepare_merge(desk.client, KR, (jp[0], kr[0]), signers=desk.devnet.signers))
    desk.index.follow()
    other = ChainIndex(lite, desk.client)
    other.follow()
    assert desk.index.digest() == other.digest()
    assert desk.index.history(jp[0]) == other.history(jp[0])
    assert desk.index.batch(0) == other.batch(0)
    before = desk.index.digest()
    for index in (desk.index, other):
        index.rebuild()
        assert index.digest() == before
    for table in CHAIN_TABLES:
        rows = rows_of(desk.engine, table)
        assert rows
        assert rows == rows_of(lite, table), table.name


def rows_of(engine: Engine, table: Table) -> list[tuple[object, ...]]:
    """Every value of every row, in the order of the primary key."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]


def test_a_reorganisation_is_taken_back_on_both(own_chain: Devnet, engine: Engine, lite: Engine) -> None:
    desk = Desk(own_chain, engine)
    gids = desk.register(JP, "stays", 3)
    desk.submit(LinkRecords(KR, tuple(gids)))
    desk.register(KR, "goes", 3)
    desk.submit(AmendRecords(JP, (gids[0],), commitments("amended", 1)))
    desk.index.follow()
    desk.rpc.call("anvil_reorg", 2, [])
    assert desk.index.follow().rolled_back == 2
    desk.assert_index_equals_contract()
    other = ChainIndex(lite, desk.client)
    other.follow()
    assert desk.index.digest() == other.digest()


def test_results_carry_text_of_every_script(desk: Desk) -> None:
    (result,) = desk.submit(RegisterBatch(JP, commitments("text", 1), ["JP:株式会社", "Ωμέγα", {"id": 1}]))
    assert result.reference == ["JP:株式会社", "Ωμέγα", {"id": 1}]
