"""Strategy: one anvil for the session, the contracts deployed once; every test works in a snapshot that is taken back.

The bytes under test are the committed artifacts of node/abi, which `test_artifacts.py` compares with the sources.
"""

from collections.abc import Iterator

import pytest
from web3 import Web3

from tests.contracts.chain import run_anvil, undone
from tests.contracts.world import World, build_world


@pytest.fixture(scope="session")
def web3() -> Iterator[Web3]:
    with run_anvil() as connection:
        yield connection


@pytest.fixture(scope="session")
def deployed(web3: Web3) -> World:
    return build_world(web3)


@pytest.fixture
def world(deployed: World) -> Iterator[World]:
    with undone(deployed.web3):
        yield World(deployed.web3, deployed.registry, deployed.offices, dict(deployed.keys))
