"""Several applicants in one text: told where at least two of its parts have a legal form of their own."""

import re

from matching.errors import MatchingError
from matching.folding import fold_name
from matching.legal_forms import parse_legal_form

_SEPARATOR = re.compile(r"\s*[;；|\n]\s*|\s+/\s+|、")
_MOST_PARTS = 50


def split_joined(text: str) -> list[str]:
    """The applicants joined in `text`, or nothing when it is one name, which may well hold a semicolon."""
    if len(text) > 2_000 or not _SEPARATOR.search(text):
        return []
    parts = [part for part in _SEPARATOR.split(text) if part]
    if not 2 <= len(parts) <= _MOST_PARTS or not all(map(_has_form, parts)):
        return []
    return parts


def _has_form(part: str) -> bool:
    try:
        parsed = parse_legal_form(fold_name(part))
    except MatchingError:
        return False
    return bool(parsed.forms) and any(character.isalnum() for character in parsed.stem)
