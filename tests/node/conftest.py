"""Strategy: one real devnet for the session (anvil, contracts, five offices); each test runs in a snapshot of the chain
that is taken back, on an empty database of its own, of either kind. Pure modules need none of these fixtures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from devnet.network import Devnet, running_devnet
from node.rpc import Rpc
from node.tables import metadata
from tests.node.desk import Desk
from tests.stores import Stores


@pytest.fixture(scope="session")
def devnet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devnet]:
    with running_devnet(tmp_path_factory.mktemp("devnet")) as network:
        yield network


@pytest.fixture
def chain(devnet: Devnet) -> Iterator[Devnet]:
    rpc = Rpc(devnet.chain.rpc_url)
    snapshot = rpc.call("evm_snapshot")
    try:
        yield devnet
    finally:
        assert rpc.call("evm_revert", snapshot)


@pytest.fixture
def engine(tmp_path: Path, stores: Stores) -> Iterator[Engine]:
    url = stores.empty(tmp_path)
    engine = create_engine(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()
    stores.drop(url)


@pytest.fixture
def desk(chain: Devnet, engine: Engine) -> Desk:
    return Desk(chain, engine)


@pytest.fixture
def own_chain(tmp_path: Path) -> Iterator[Devnet]:
    """A chain of its own for tests that reorganise it: that loses the snapshot other tests rely on."""
    with running_devnet(tmp_path / "own", old_states=200) as network:
        yield network


@pytest.fixture
def own_desk(own_chain: Devnet, engine: Engine) -> Desk:
    return Desk(own_chain, engine)
