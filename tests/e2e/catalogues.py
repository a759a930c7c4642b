"""The console's message files read as data: they are JavaScript that holds nothing but texts."""

import json
import re
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).parents[2] / "api" / "console" / "messages"
Catalogue = dict[str, Any]

TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\n]*|/\*.*?\*/|export default|;)"
    r"|'(?P<text>(?:[^'\\\n]|\\.)*)'|(?P<name>[A-Za-z_]\w*)|(?P<mark>[{}\[\]:,])",
    re.S,
)
PLURAL = {
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "zh": ("other",),
    "en": ("one", "other"),
    "fr": ("one", "many", "other"),
    "ru": ("one", "few", "many", "other"),
    "es": ("one", "many", "other"),
}
"""The categories of whole numbers by CLDR; the browser's own list is compared in test_languages."""

ONE_NUMBER_EACH = {"ar": ("zero", "one", "two"), "en": ("one",), "es": ("one",)}
"""Categories of a single number: a text for it need not say the number ("مقترحان" is two proposals)."""


def read_catalogue(language: str) -> Catalogue:
    return parse((MESSAGES / f"{language}.js").read_text(encoding="utf-8"))


def parse(source: str) -> Catalogue:
    """Read a module whose default export is a literal of objects, lists and single-quoted texts."""
    parts: list[str] = []
    at = 0
    while at < len(source):
        token = TOKEN.match(source, at)
        assert token, f"not a text, name or mark: {source[at : at + 40]!r}"
        at = token.end()
        if (text := token["text"]) is not None:
            parts.append(json.dumps(re.sub(r"\\(.)", r"\1", text)))
        elif token["name"]:
            parts.append(json.dumps(token["name"]))
        elif token["mark"]:
            if token["mark"] in "}]" and parts[-1] == ",":
                parts.pop()
            parts.append(token["mark"])
    read: Catalogue = json.loads("".join(parts), object_pairs_hook=_each_once)
    return read


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), f"a key twice: {sorted({name for name in names if names.count(name) > 1})}"
    return dict(pairs)


def is_plural(value: Any) -> bool:
    return isinstance(value, dict) and "other" in value and set(value) <= set(PLURAL["ar"])


def entries(catalogue: Catalogue, path: str = "") -> dict[str, Any]:
    """Each text, list or set of plural forms under its dotted key."""
    found: dict[str, Any] = {}
    for name, value in catalogue.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, dict) and not is_plural(value):
            found |= entries(value, key)
        else:
            found[key] = value
    return found


def faults(catalogue: Catalogue, english: Catalogue, language: str) -> list[str]:
    """Where a catalogue differs from the English one in keys, places or plural forms, one line each."""
    own, wanted = entries(catalogue), entries(english)
    lines = [f"{key}: missing" for key in wanted if key not in own]
    lines += [f"{key}: not in en.js" for key in own if key not in wanted]
    for key in own.keys() & wanted.keys():
        lines += [f"{key}: {fault}" for fault in _text_faults(own[key], wanted[key], language)]
    return sorted(lines)


def _text_faults(own: Any, wanted: Any, language: str) -> list[str]:
    if is_plural(wanted):
        return _plural_faults(own, wanted, language) if is_plural(own) else ["has no plural forms"]
    if isinstance(wanted, list):
        same = isinstance(own, list) and len(own) == len(wanted) and all(own)
        return [] if same else [f"must be a list of {len(wanted)} texts"]
    if not isinstance(own, str) or not own:
        return ["must be a text"]
    return [] if places(own) == places(wanted) else [f"places {places(own)} instead of {places(wanted)}"]


def _plural_faults(own: dict[str, str], wanted: dict[str, str], language: str) -> list[str]:
    lines = [f"no form “{form}”" for form in PLURAL[language] if not own.get(form)]
    lines += [f"the language has no form “{form}”" for form in own if form not in PLURAL[language]]
    for form, text in own.items():
        free = {"count"} if form in ONE_NUMBER_EACH.get(language, ()) else set()
        if set(places(text)) | free != set(places(wanted["other"])) | free:
            lines.append(f"form “{form}” has places {places(text)} instead of {places(wanted['other'])}")
    return lines


def places(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))
