"""Spell out what is abbreviated in names of organisations: "Univ. of N.C." is the University of North Carolina."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

__all__ = ["spell_out"]


@dataclass(frozen=True, slots=True)
class _Table:
    """What stands anywhere, and what stands for a state after "of"."""

    words: Mapping[str, str]
    states: Mapping[str, str]
    directions: Mapping[str, str]
    of_state: re.Pattern[str]


def spell_out(latin: str) -> str:
    """Replace the abbreviations in a romanised name of an organisation.

    Args:
        latin: Lower-case ASCII words with single spaces.

    Returns:
        The same name in full words, numbers in digits. Source of the table: data/abbreviations.yml.
    """
    table = _table()
    words = latin.split(" ")
    if not table.words.keys().isdisjoint(words):
        latin = " ".join(table.words.get(word, word) for word in words)
    return table.of_state.sub(_state, latin) if " of " in latin else latin


def _state(found: re.Match[str]) -> str:
    table = _table()
    direction = table.directions.get(found["direction"] or "", "")
    return " ".join(word for word in ("of", direction, table.states[found["state"]]) if word)


@cache
def _table() -> _Table:
    raw = yaml.safe_load(resources.files("matching").joinpath("data", "abbreviations.yml").read_bytes())
    words = {short: str(long) for short, long in (raw["words"] | raw["numbers"]).items()}
    pattern = rf"\bof (?:(?P<direction>{'|'.join(raw['directions'])}) )?(?P<state>{'|'.join(raw['states'])})\b"
    return _Table(words, raw["states"], raw["directions"], re.compile(pattern))
