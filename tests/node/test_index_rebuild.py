"""A rebuild that is killed half-way leaves the index as it was; the next one starts cleanly, on either database."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy import Engine

from devnet.network import Devnet
from node.index import FIRST_STEP, ChainIndex
from tests.node.desk import JP, KR, Desk

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


def test_a_killed_rebuild_leaves_the_index_and_the_next_one_is_whole(chain: Devnet, engine: Engine) -> None:
    desk = Desk(chain, engine)
    desk.register(JP, "one", 3)
    desk.rpc.call("anvil_mine", hex(FIRST_STEP + 5))
    desk.register(KR, "two", 2)  # in another slice of blocks than the first
    desk.index.follow()
    before = desk.index.digest()
    config = desk.config
    url = engine.url.render_as_string(hide_password=False)
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
