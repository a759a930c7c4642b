"""Strategy: whatever touches a store is tested on both kinds, SQLite first, then PostgreSQL from one real server.

A fixture that needs one asks for `new_store`, `lasting_store` or `session_store`; that alone lets every test that
stands on it run twice. `--store sqlite` leaves the second run out.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.postgres import running_postgres, unavailable
from tests.stores import NewStore, PostgresStores, SqliteStores, Stores, lending

KINDS = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=(*KINDS, "both"), default="both", help="the databases to test on")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stores" in metafunc.fixturenames:
        chosen, only = metafunc.config.getoption("--store"), metafunc.definition.get_closest_marker("store")
        kinds = [kind for kind in KINDS if chosen in (kind, "both") and (only is None or only.args[0] == kind)]
        metafunc.parametrize("stores", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    """One kind of database; parametrised above."""
    if request.param == "sqlite":
        yield SqliteStores()
        return
    if unavailable():
        pytest.skip(unavailable())
    with running_postgres() as url, closing(PostgresStores(url)) as opened:
        yield opened


@pytest.fixture
def new_store(stores: Stores) -> Iterator[NewStore]:
    with lending(stores) as lend:
        yield lend


@pytest.fixture(scope="module")
def lasting_store(stores: Stores) -> Iterator[NewStore]:
    """As `new_store`, for pilots that the tests of a module share."""
    with lending(stores) as lend:
        yield lend


@pytest.fixture(scope="session")
def session_store(stores: Stores) -> Iterator[NewStore]:
    """As `new_store`, for pilots that are shared as long as one kind of database is tested."""
    with lending(stores) as lend:
        yield lend
