"""All names of one applicant as a search query: for people who look for all its documents in all spellings."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from api.exports.entries import ExportEntry
from api.exports.form import LEGAL_NOTICE, ExportContext
from node.identifiers import compact_gid

NAMES_PER_QUERY = 20
"""Espacenet's own bound of search terms in one query; longer lists are divided."""

_OPERATES = re.compile(r"[\"“”„\\*?#$~^]")
"""Quotation marks and wildcards: inside a quoted name they would end it or stand for other letters."""


def write_query(entries: Iterable[ExportEntry], out: BinaryIO, context: ExportContext) -> None:
    """Write JSON: the spellings, former names among them, and queries in three notations."""
    for entry in entries:
        shown = context.shows(entry)
        names = _spellings(entry, context) if shown else []
        if shown:
            context.count(entry)
        parts = [names[start : start + NAMES_PER_QUERY] for start in range(0, len(names), NAMES_PER_QUERY)]
        document = {
            "gid": compact_gid(entry.gid),
            "names": names,
            "boolean": [" OR ".join(quoted(part)) for part in parts],
            "espacenet": [" OR ".join(f"pa={name}" for name in quoted(part)) for part in parts],
            "patentscope": [f"PA:({' OR '.join(quoted(part))})" for part in parts],
            "legalNotice": LEGAL_NOTICE,
        }
        out.write(json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n")


def quoted(names: Sequence[str]) -> list[str]:
    """The names as phrases."""
    return [f'"{name}"' for name in names]


def _spellings(entry: ExportEntry, context: ExportContext) -> list[str]:
    """Every spelling once, whatever its capitals; the standard name first."""
    found: dict[str, str] = {}
    texts = [entry.row.standard_name["text"]]
    texts += [form.text for stored in entry.records for form in stored.record.name_forms]
    for text in texts:
        plain = " ".join(_OPERATES.sub(" ", text).split())
        if plain != text:
            context.losses.note("nameForms.text", "marks that search engines act upon are left out", str(entry.gid))
        if plain:
            found.setdefault(plain.casefold(), plain)
    return list(found.values())
