"""Which column of a table is which of ours: guessed from its heading in many languages, for a person to confirm."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml

from api.errors import ExtractError, UnknownWordError
from matching.records import NameKind

Mapped = dict[str, str]
"""Heading of the file by our name of the column."""

_SCHEME = re.compile(r"identifier:[a-z0-9][a-z0-9-]{0,39}")
_LANGUAGE = re.compile(r"name@[a-z]{2,3}")
_NAMED = frozenset(f"name:{kind}" for kind in NameKind)


@cache
def _columns() -> dict[str, list[str]]:
    table = files("api.intake.readers").joinpath("column_names.yml").read_text(encoding="utf-8")
    return {name: [str(word) for word in words] for name, words in yaml.safe_load(table).items()}


@cache
def _targets() -> dict[str, str]:
    return {key_of(word): name for name, words in _columns().items() for word in (name, *words)}


def key_of(heading: str) -> str:
    """A heading as it is compared."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", heading[:200]).casefold())


def guess_mapping(headings: Sequence[str]) -> Mapped:
    """The columns that can be told by their headings; of two that mean the same, the one like ours, then the first."""
    found: Mapped = {}
    for heading in headings:
        target = _targets().get(key_of(heading))
        if target and (target not in found or _words(heading) == target != _words(found[target])):
            found[target] = heading
    if "local_id" in found and key_of(found["local_id"]) in ("no", "number") and "application_number" in found:
        del found["local_id"]  # beside applications, a running number is that of the line
    return found


def _words(heading: str) -> str:
    return heading.strip().lower()


def require_mapping(asked: Mapping[str, str], headings: Sequence[str], name: str) -> Mapped:
    """What a person says about the columns, held against the file; "" takes a column out.

    Raises:
        UnknownWordError: one of our columns is none.
        ExtractError: the file has no such heading.
    """
    known = set(headings)
    for target, heading in asked.items():
        if target not in _columns() and not _is_pattern(target):
            raise UnknownWordError(
                "column", target, [*_columns(), "identifier:<scheme>", "name:<kind>", "name@<language>"]
            )
        if heading and heading not in known:
            listed = ", ".join(repr(one[:40]) for one in headings[:12])
            raise ExtractError(f"{name}: there is no column {heading[:40]!r}", advice=f"its columns are {listed}")
    return {target: heading for target, heading in asked.items() if heading}


def _is_pattern(target: str) -> bool:
    return target in _NAMED or bool(_SCHEME.fullmatch(target) or _LANGUAGE.fullmatch(target))


@cache
def applicant_types() -> dict[str, str]:
    """Our word for a kind of applicant, by what offices write, in lower case."""
    table = files("api.intake.readers").joinpath("column_values.yml").read_text(encoding="utf-8")
    return {str(word).casefold(): kind for kind, words in yaml.safe_load(table).items() for word in words}
