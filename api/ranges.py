"""The values that settings may have, checked once when they are read: the parts below take them as they come."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.errors import SettingsError
from api.logs import LEVELS
from matching.folding import MAX_NAME_CHARS

MAX_BYTES = 2**40
MAX_COUNT = 10**9
MAX_CHAIN_NUMBER = 2**63 - 1
MAX_WAIT_S = 3_600
MAX_BATCH_AGE_S = 86_400
MAX_APPROVALS = 1_000
"""Identifiers in one registration: what fits the gas of one transaction with room to spare."""
BYTES_PER_CHARACTER = 4
"""Most bytes that one character takes in UTF-8."""

_ADDRESS = re.compile(r"(0x[0-9a-fA-F]{40})?")
_URL = re.compile(r"(https?://\S+)?")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a setting may be: a test, and its words for people."""

    holds: Callable[[Any], bool]
    words: str


def _between(least: float, most: float) -> Allowed:
    return Allowed(lambda value: least <= value <= most, f"expected {least:,} to {most:,}")


def _matching(pattern: re.Pattern[str], words: str) -> Allowed:
    return Allowed(lambda value: pattern.fullmatch(value) is not None, words)


ALLOWED: Mapping[str, Allowed] = {
    "GID_LOG_LEVEL": Allowed(lambda value: value.lower() in LEVELS, f"expected one of {', '.join(LEVELS)}"),
    "GID_CHAIN__RPC_URL": _matching(_URL, "expected an address such as http://127.0.0.1:8545"),
    "GID_CHAIN__CHAIN_ID": _between(0, MAX_CHAIN_NUMBER),
    "GID_CHAIN__REGISTRY": _matching(_ADDRESS, "expected 0x and 40 hexadecimal digits"),
    "GID_CHAIN__OFFICES": _matching(_ADDRESS, "expected 0x and 40 hexadecimal digits"),
    "GID_CHAIN__FINALITY_DEPTH": _between(0, MAX_COUNT),
    "GID_CHAIN__TIMEOUT_S": _between(0.1, MAX_WAIT_S),
    "GID_INTAKE__MAX_FILE_BYTES": _between(1, MAX_BYTES),
    "GID_INTAKE__MAX_ROWS": _between(1, MAX_COUNT),
    "GID_INTAKE__MAX_RECORDS_PER_REQUEST": _between(1, MAX_COUNT),
    "GID_INTAKE__MAX_NAME_CHARS": _between(1, MAX_NAME_CHARS),
    "GID_INTAKE__MAX_NAME_BYTES": _between(1, BYTES_PER_CHARACTER * MAX_NAME_CHARS),
    "GID_INTAKE__MAX_ERRORS_LISTED": _between(1, 1_000),
    "GID_INTAKE__MAX_UPLOADS_BYTES": _between(1, MAX_BYTES),
    "GID_INTAKE__KEEP_UPLOADS_H": _between(0, 24 * 366),
    "GID_POLICY__BATCH_SIZE": _between(1, MAX_APPROVALS),
    "GID_POLICY__BATCH_AGE_S": _between(0, MAX_BATCH_AGE_S),
    "GID_SERVER__HOST": Allowed(lambda value: bool(value.strip()), "expected an address such as 127.0.0.1"),
    "GID_SERVER__PORT": _between(0, 65_535),
    "GID_SERVER__MAX_BODY_BYTES": _between(1, MAX_BYTES),
    "GID_ACCESS__SESSION_HOURS": _between(1, 24 * 30),
    "GID_ACCESS__COST_PER_MINUTE": _between(200, MAX_COUNT),
    "GID_ACCESS__COST_PER_DAY": _between(200, MAX_COUNT),
    "GID_ACCESS__ANSWERS_KEPT_HOURS": _between(1, 24 * 30),
    "GID_RETENTION__EARLIER_DAYS": _between(0, 36_500),
}
"""By variable. What is not here is free, or is checked where it is defined, as the settings of matching are."""


def require_ranges(values: Mapping[str, Any]) -> None:
    """Refuse values outside their ranges; `values` by variable.

    Raises:
        SettingsError: names each of them with what was expected, never its value.
    """
    wrong = [f"{name}: {ALLOWED[name].words}" for name, value in values.items() if not _fits(name, value)]
    if wrong:
        raise SettingsError("; ".join(wrong), advice="`gid settings --markdown` shows the defaults")


def _fits(name: str, value: Any) -> bool:
    return name not in ALLOWED or ALLOWED[name].holds(value)
