"""ST.97 JSON: the parties of the ST.96 export by the rules of naming that ST.97 shares with it.

First letters of a component are lowered, a Bag becomes an array, an element with attributes keeps its text in `value`,
one without is a plain string, nothing empty is written. What may repeat within a fixed sequence is always an array;
what repeats by choice (identifiers, names) is an array when there are several.
"""

import io
import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from api.exports.entries import ExportEntry
from api.exports.form import LEGAL_NOTICE, ExportContext
from api.exports.st96 import VERSION, parties
from api.exports.st96_tree import Element

_ALWAYS_LISTS = frozenset({"organizationOtherName", "transliterationName"})
_FIRST_RUN = re.compile(r"^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+")

Json = dict[str, Any]


def write_st97(entries: Iterable[ExportEntry], out: BinaryIO, context: ExportContext) -> None:
    """Write one UTF-8 document; `legalNotice` is ours and no component of ST.97."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="\n", write_through=True)
    text.write(f'{{"st96Version":"{VERSION}","legalNotice":{json.dumps(LEGAL_NOTICE)},"applicantBag":[')
    for number, party in enumerate(parties(entries, context)):
        text.write(",\n" if number else "\n")
        text.write(json.dumps(component(party), ensure_ascii=False, separators=(",", ":")))
    text.write("\n]}\n")
    text.detach()


def component(element: Element) -> Json | str:
    """One component as JSON."""
    if not element.attributes and not element.children:
        return element.text
    found: Json = {component_name(name): value for name, value in element.attributes}
    if element.text:
        found["value"] = element.text
    grouped: dict[str, list[Json | str]] = {}
    for child in element.children:
        grouped.setdefault(component_name(child.name), []).append(component(child))
    for name, values in grouped.items():
        found[name] = values if name in _ALWAYS_LISTS or len(values) > 1 else values[0]
    return found


def component_name(name: str) -> str:
    """The JSON name of an ST.96 component or attribute: `com:IPOfficeCode` becomes `ipOfficeCode`."""
    local = name.partition(":")[2] or name
    return _FIRST_RUN.sub(lambda run: run.group().lower(), local, count=1)
