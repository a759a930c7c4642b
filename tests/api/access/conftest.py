"""Strategy: a pilot with one account per role, each with a living key; requests go through the whole application."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from api.access.accounts import NewAccount
from api.access.roles import Role
from api.app import create_app
from api.pilot import Pilot, open_pilot
from api.settings import Settings
from tests.api.extracts import ALL, Clock, write_extract
from tests.stores import NewStore, Stores

PASSWORD = "correct horse battery"


def serve(pilot: Pilot) -> TestClient:
    return TestClient(create_app(pilot), base_url="http://127.0.0.1", raise_server_exceptions=False)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@dataclass
class Staffed:
    """A pilot that is open no more: `boss` signs in with PASSWORD, the others have a key each."""

    pilot: Pilot
    client: TestClient
    keys: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, *roles: Role, office: str = "") -> str:
        new = NewAccount(name=name, kind="program", roles=frozenset(roles), office=office)
        self.keys[name] = self.pilot.accounts.add(new, by="boss").secret
        return self.keys[name]

    def ask(self, method: str, path: str, *, by: str, **request: object):
        headers = bearer(self.keys[by]) | request.pop("headers", {})  # type: ignore[operator]
        return self.client.request(method, path, headers=headers, **request)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Original:
    """A staffed pilot that every test gets a copy of, made once; the keys are by name."""

    settings: Settings
    keys: dict[str, str]


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, session_store: NewStore) -> Original:
    folder = tmp_path_factory.mktemp("staffed")
    settings = Settings(home=folder / "home", database_url=session_store())
    with open_pilot(settings, clock=Clock()) as pilot:
        pilot.import_extract(write_extract(folder / "all.csv", *ALL))
        pilot.propose()
        boss = NewAccount("boss", "person", frozenset({Role.ADMINISTRATOR}), password=PASSWORD)
        pilot.accounts.add(boss, by="local")
        programs = [NewAccount(str(role), "program", frozenset({role})) for role in Role]
        return Original(settings, {new.name: pilot.accounts.add(new, by="boss").secret for new in programs})


@pytest.fixture
def staffed(original: Original, stores: Stores, tmp_path: Path) -> Iterator[Staffed]:
    home, url = tmp_path / "home", original.settings.database_url
    shutil.copytree(original.settings.home, home, dirs_exist_ok=True) if original.settings.home.exists() else None
    if url:
        url = stores.copied(create_engine(url), tmp_path)
    with open_pilot(Settings(home=home, database_url=url), clock=Clock()) as pilot, serve(pilot) as client:
        yield Staffed(pilot, client, dict(original.keys))
    if url:
        stores.drop(url)
