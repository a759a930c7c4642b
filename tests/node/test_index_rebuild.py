"""A rebuild that is killed half-way leaves the index as it was; the next one starts cleanly, on either database."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from devnet.network import Devnet
from node.index import FIRST_STEP, ChainIndex
from node.tables import metadata
from tests.node.desk import JP, KR, Desk
from tests.node.postgres import running_postgres, unavailable

KILLED_AT_FIRST_SLICE = """
import os, signal, sys
from sqlalchemy import create_engine
from node.client import RegistryClient
from node.connection import ChainConfig
from node.index import ChainIndex

url, rpc_url, chain_id, registry, offices = sys.argv[1:]
client = RegistryClient(ChainConfig(rpc_url, int(chain_id), registry, offices))
ChainIndex(create_engine(url), client).rebuild(progress=lambda *_: os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'gid.db'}"
        return
    if unavailable():
        pytest.skip(unavailable())
    with running_postgres() as served:
        yield served


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_a_killed_rebuild_leaves_the_index_and_the_next_one_is_whole(chain: Devnet, engine: Engine, url: str) -> None:
    desk = Desk(chain, engine)
    desk.register(JP, "one", 3)
    desk.rpc.call("anvil_mine", hex(FIRST_STEP + 5))
    desk.register(KR, "two", 2)  # in another slice of blocks than the first
    desk.index.follow()
    before = desk.index.digest()
    config = desk.config
    arguments = [url, config.rpc_url, str(config.chain_id), config.registry, config.offices]
    killed = subprocess.run([sys.executable, "-c", KILLED_AT_FIRST_SLICE, *arguments], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert desk.index.digest() == before
    assert desk.index.follow().rolled_back == 0
    assert desk.index.rebuild().ids == 5
    assert desk.index.digest() == before


def test_following_that_is_stopped_goes_on_where_it_stopped(chain: Devnet, engine: Engine) -> None:
    """Each slice of blocks is a transaction of its own: that is the checkpoint."""
    desk = Desk(chain, engine)
    desk.register(JP, "one", 3)
    desk.rpc.call("anvil_mine", hex(FIRST_STEP + 5))
    desk.register(KR, "two", 2)
    reached: list[int] = []

    class StoppedError(Exception):
        pass

    def stop(_stage: str, block: int, _aim: int) -> None:
        reached.append(block)
        raise StoppedError

    with pytest.raises(StoppedError):
        desk.index.follow(progress=stop)
    point = desk.index.checkpoint()
    assert point is not None
    assert point.block_number == reached[0] < desk.client.tip().number
    report = ChainIndex(engine, desk.client).follow()
    assert report.blocks == desk.client.tip().number - reached[0]
    desk.assert_index_equals_contract()
