"""What all forms of export share: the question, the context they write in, and the definition that goes with a file."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

from api.exports.entries import ExportEntry
from api.exports.losses import Loss, Losses
from node.identifiers import NOT_A_WIPO_IDENTIFIER, Gid

LEGAL_NOTICE = f"{NOT_A_WIPO_IDENTIFIER} A standard name is an index entry; the register of the office prevails."


class ExportForm(StrEnum):
    """The forms in which applicants go out."""

    CSV = "csv"
    PARQUET = "parquet"
    ST96 = "st96"
    ST97 = "st97"
    AUTHORITY = "authority"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class ExportQuestion:
    """What is asked for.

    Attributes:
        since: 0 for everything, else only what the chain changed after this sequence number.
        gid: One applicant only; the form `query` needs it.
        persons: Natural persons' data too. Only whoever has the database may ask for that.
    """

    since: int = 0
    gid: Gid | None = None
    persons: bool = False


@dataclass(slots=True)
class ExportContext:
    """What a form is told and what it tells back while it writes.

    Attributes:
        sequence: The last change on the chain that is in the export: `since` of the next differential one.
        exceptions: How many entries carry which exception code; only the authority file has such codes.
    """

    question: ExportQuestion
    sequence: int
    generated_at: str
    losses: Losses = field(default_factory=Losses)
    applicants: int = 0
    records: int = 0
    withheld: int = 0
    exceptions: dict[str, int] = field(default_factory=dict)

    @property
    def differential(self) -> bool:
        """Whether only changes are written."""
        return self.question.since > 0

    def shows(self, entry: ExportEntry) -> bool:
        """Whether names and records of this applicant may be written; counts it as withheld if not."""
        if entry.is_erased or (entry.is_person and not self.question.persons):
            self.withheld += 1
            return False
        return True

    def count(self, entry: ExportEntry) -> None:
        """Count one applicant that is written with its records."""
        self.applicants += 1
        self.records += len(entry.records)


WriteForm = Callable[[Iterable[ExportEntry], BinaryIO, ExportContext], None]
"""Writes applicants in one form; must hold no more than a page of them."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What goes with an exported file, in the manner of the definition file of WIPO ST.37.

    Attributes:
        category: "full" or "differential".
        sequence: Give this as `since` to get what changed after this export.
        withheld: Applicants whose data are not in it: natural persons and erased ones.
        size: Of the file, in bytes.
    """

    form: str
    media_type: str
    category: str
    since: int
    sequence: int
    block_number: int
    generated_at: str
    applicants: int
    records: int
    withheld: int
    exceptions: dict[str, int]
    size: int
    sha256: str
    losses: tuple[Loss, ...]
    legal_notice: str = LEGAL_NOTICE

    def as_json(self) -> dict[str, Any]:
        """The definition with camelCase names."""
        return {_camel(name): value for name, value in asdict(self).items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
