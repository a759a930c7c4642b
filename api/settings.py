"""All settings: environment variables with the prefix GID_, nested by `__`, as in GID_MATCH__REVIEW_FROM=0.4."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.chain import ChainSettings
from api.errors import SettingsError
from api.intake.limits import IntakeLimits
from api.proposals.policy import Policy
from api.store.engine import sqlite_url
from matching.config import MatchConfig
from matching.errors import MatchingError


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The HTTP server.

    Attributes:
        host: Address to listen on; this version has no sign-in, so keep it on the loopback address.
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

    @property
    def store_url(self) -> str:
        """The database URL that holds."""
        return self.database_url or sqlite_url(self.home)


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: a variable has a value of the wrong kind; the message names it, never its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = [f"{variable_name(entry['loc'])}: {entry['msg']}" for entry in error.errors(include_input=False)]
        raise SettingsError("; ".join(problems), advice="`gid settings` lists every variable and its default") from None
    except MatchingError as error:
        raise SettingsError(f"GID_MATCH__...: {error}") from None


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
