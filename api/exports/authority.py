"""Applicant authority file: every GID once, with what became of it, in the manner of WIPO ST.37.

ST.37 itself lists published documents and has no applicants; its idea is kept: one line per number, exception codes, a
definition file with counts, full and differential editions.
"""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from api.bulk.cells import guard_cell
from api.exports.entries import ExportEntry
from api.exports.form import LEGAL_NOTICE, ExportContext
from node.entries import EntryStatus
from node.identifiers import Gid, compact_gid

COLUMNS = (
    "gid",
    "exception",
    "survivor",
    "office",
    "offices",
    "records",
    "kind",
    "country",
    "standard_name",
    "standard_name_latin",
    "commitment",
    "version",
    "batch",
    "block",
    "transaction",
    "legal_notice",
)

MERGED, REVOKED, ERASED, WITHHELD, DISPUTED = "M", "R", "E", "P", "D"
EXCEPTIONS = {
    MERGED: "merged: `survivor` answers for it",
    REVOKED: "revoked: never given out again",
    ERASED: "erased: the record and its salt were destroyed on request",
    WITHHELD: "a natural person: the name is not given out",
    DISPUTED: "disputed: a merge that concerns it waits for a decision",
}
"""Exception codes; where several fit, the first in this order. A line without one is a plain living applicant."""


def write_authority(entries: Iterable[ExportEntry], out: BinaryIO, context: ExportContext) -> None:
    """Write UTF-8 CSV with CRLF; natural persons and erased applicants have a line without a name."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for entry in entries:
        shown = context.shows(entry)
        code = _exception(entry, shown=shown)
        if code:
            context.exceptions[code] = context.exceptions.get(code, 0) + 1
        context.count(entry)
        rows.writerow([guard_cell(cell) for cell in _line(entry, code, shown=shown)])
    text.detach()


def _exception(entry: ExportEntry, *, shown: bool) -> str:
    if entry.status is EntryStatus.MERGED:
        return MERGED
    if entry.status is EntryStatus.REVOKED:
        return REVOKED
    if not shown:
        return ERASED if entry.is_erased else WITHHELD
    return DISPUTED if entry.is_disputed else ""


def _line(entry: ExportEntry, code: str, *, shown: bool) -> list[str]:
    row, chain = entry.row, entry.anchored
    return [
        compact_gid(entry.gid),
        code,
        compact_gid(Gid(entry.survivor)) if entry.survivor is not None else "",
        row.office,
        " ".join(sorted({stored.record.office for stored in entry.records})),
        str(len(entry.records)),
        row.kind,
        row.country if shown else "",
        row.standard_name["text"] if shown else "",
        row.standard_name["latin"] if shown else "",
        "0x" + chain.commitment.hex() if chain else "",
        str(chain.version) if chain else "",
        str(chain.batch) if chain else "",
        str(chain.block) if chain else "",
        "0x" + chain.transaction.hex() if chain else "",
        LEGAL_NOTICE,
    ]
