"""All settings: environment variables with the prefix GID_, nested by `__`, as in GID_MATCH__REVIEW_FROM=0.4."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.access.limits import AccessSettings
from api.chain import ChainSettings
from api.erasure.retention import RetentionSettings
from api.errors import SettingsError
from api.intake.limits import IntakeLimits
from api.proposals.policy import Policy
from api.ranges import require_ranges
from api.store.engine import sqlite_url
from matching.config import MatchConfig
from matching.errors import MatchingError

OF_THE_TESTS = ("GID_TEST_", "GID_HISTORIES", "GID_CHROMIUM", "GID_SHOTS")
"""How variables begin that the tests read, and the program leaves alone."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The HTTP server.

    Attributes:
        host: Address to listen on; another than the loopback address only with accounts, and behind TLS.
        port: 0 lets the system choose one.
        max_body_bytes: Longest request body taken.
    """

    host: str = "127.0.0.1"
    port: int = 0
    max_body_bytes: int = 8 * 1024 * 1024


class Settings(BaseSettings):
    """Built once by an entry point and handed down in parts; nothing below `api.pilot` knows it.

    Attributes:
        home: Folder of the running pilot: database, devnet state, keys.
        database_url: SQLAlchemy URL; empty = SQLite in `home`.
        log_level: debug, info, warning or error.
    """

    model_config = SettingsConfigDict(env_prefix="GID_", env_nested_delimiter="__", frozen=True, extra="ignore")

    home: Path = Path(".gid")
    database_url: str = ""
    log_level: str = "warning"
    chain: ChainSettings = ChainSettings()
    intake: IntakeLimits = IntakeLimits()
    match: MatchConfig = MatchConfig()
    policy: Policy = Policy()
    server: ServerSettings = ServerSettings()
    access: AccessSettings = AccessSettings()
    retention: RetentionSettings = RetentionSettings()

    @property
    def store_url(self) -> str:
        """The database URL that holds."""
        return self.database_url or sqlite_url(self.home)


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: a variable has a value of the wrong kind or outside its range, or there is no such setting;
            the message names the variable, never its value.
    """
    _refuse_unknown(os.environ)
    try:
        settings = Settings()
    except ValidationError as error:
        problems = [f"{variable_name(entry['loc'])}: {entry['msg']}" for entry in error.errors(include_input=False)]
        raise SettingsError("; ".join(problems), advice="`gid settings` lists every variable and its default") from None
    except MatchingError as error:
        raise SettingsError(f"GID_MATCH__...: {error}") from None
    require_ranges(dict(settings_table(settings)))
    return settings


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = [name for name, _ in settings_table(Settings.model_construct())]
    given = {name.upper() for name in environment if name.upper().startswith("GID_")}
    for name in sorted(given.difference(known)):
        if not name.startswith(OF_THE_TESTS):
            close = get_close_matches(name, known, n=1)
            advice = f"did you mean {close[0]}? " if close else ""
            raise SettingsError(f"{name[:60]} is not a setting", advice=f"{advice}`gid settings` lists all of them")


def variable_name(location: tuple[Any, ...]) -> str:
    """The environment variable of a field, given as its path."""
    return "GID_" + "__".join(str(part).upper() for part in location)


def settings_table(settings: Settings) -> Iterator[tuple[str, Any]]:
    """Every variable with its value, in the order of declaration; passwords in the database URL are left out."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if name == "database_url":
            value = value.rpartition("@")[2] if "@" in value else value
        if hasattr(value, "__dataclass_fields__"):
            for field in fields(value):
                yield variable_name((name, field.name)), getattr(value, field.name)
        else:
            yield variable_name((name,)), value
