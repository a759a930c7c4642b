"""ST.96 V6_0 XML: applicants as `tmk:TransactionData`, strict, one party per office record."""

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from api.exports.entries import ExportEntry
from api.exports.form import LEGAL_NOTICE, ExportContext
from api.exports.party import PartyWriter, ended_party
from api.exports.st96_tree import COMMON, TRADEMARK, Element
from node.entries import EntryStatus

VERSION = "V6_0"
NOBODY = Element("com:PartyIdentifierBag", children=(Element("com:PartyIdentifier", text="none"),))
"""Stands in an export without applicants: the schema wants at least one entry."""


def write_st96(entries: Iterable[ExportEntry], out: BinaryIO, context: ExportContext) -> None:
    """Write UTF-8 XML without a document type; the notice is a comment before the root."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="\n", write_through=True)
    text.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {LEGAL_NOTICE} -->\n')
    text.write(f'<tmk:TransactionData xmlns:tmk="{TRADEMARK}" xmlns:com="{COMMON}" com:st96Version="{VERSION}">\n')
    text.write("  <tmk:ApplicantBag>\n")
    anybody = False
    for party in parties(entries, context):
        text.write(party.xml("    "))
        anybody = True
    if not anybody:
        text.write(NOBODY.xml("    "))
    text.write("  </tmk:ApplicantBag>\n</tmk:TransactionData>\n")
    text.detach()


def parties(entries: Iterable[ExportEntry], context: ExportContext) -> Iterator[Element]:
    """The parties of an export: all office records of living applicants and, in a differential one, what ended."""
    writer = PartyWriter(context.losses)
    sequence = 0
    for entry in entries:
        ended = entry.status is not EntryStatus.ACTIVE
        if ended and context.differential:
            sequence += 1
            yield ended_party(entry.gid, sequence=sequence)
        if ended or not context.shows(entry):
            continue
        context.count(entry)
        operation = ("Insert" if entry.is_new else "Update") if context.differential else ""
        for stored in entry.records:
            sequence += 1
            yield writer.party(entry, stored, sequence=sequence, operation=operation)
