"""Documents of ST.96, ST.97, ST.36 and ST.26 by the names that they share: which applicants each of them names.

Only applicants and the numbers of their document are kept while reading; claims, descriptions and pictures pass by.
Prefixes, versions and the extensions of single offices do not matter: elements are told by their plain names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from api.intake.notes import Notes
from api.intake.readers.elements import MAX_DEPTH, MAX_ELEMENTS, MAX_TEXT_CHARS, DocumentError, Element
from api.intake.readers.parties import PartyReader
from api.intake.rows import RawRecord, RowProblem

DOCUMENTS = frozenset({
    "document", "publication", "exchangedocument", "uspatentapplication", "uspatentgrant", "patentdocument",
    "eppatentdocument", "wopatentdocument", "cnpatentdocument", "jpofficialgazette", "bibliographicdata",
    "usbibliographicdataapplication", "usbibliographicdatagrant", "patentpublication", "patentgrant",
    "patentapplication", "patentrecord", "patentdata", "patentfilewrapperdata", "patent", "trademarkapplication",
    "trademark", "tradmark", "designapplication", "design", "st26sequencelisting", "application",
})  # fmt: skip
"""Elements that are one document: their applicants belong to their numbers."""

APPLICANTS = frozenset(["applicant", "usapplicant", "owner", "holder", "assignee", "usassignee"])
"""Elements that are one applicant, in whatever role: the same party in several roles is one applicant."""

NUMBERS = frozenset({
    "applicationidentification", "applicationreference", "publicationreference", "publicationidentification",
    "patentpublicationidentification", "patentgrantidentification", "priorityclaim", "applicationnumber",
    "applicationnumbertext", "registrationnumber", "publicationnumber", "earliestpublicationnumber", "ipofficecode",
    "officecode", "applicantfilereference", "earliestpriorityapplicationidentification",
})  # fmt: skip
"""Elements with the numbers of a document."""

SEQUENCE_LISTING = "st26sequencelisting"
SEQUENCE_NAMES = frozenset(("applicantname", "applicantnamelatin"))

PASSED_BY = frozenset({
    "referencescited", "usreferencescited", "citation", "patcit", "nplcit", "relateddocuments", "usrelateddocuments",
    "relateddocument", "description", "claims", "abstract", "drawings", "sequencedata", "sequencedatabag",
    "registeredpractitionerbag", "correspondenceaddress", "correspondenceaddressbag", "recordattorney",
    "parentcontinuitybag", "childcontinuitybag", "eventdatabag", "assignmentbag",
})  # fmt: skip
"""Elements in which numbers and parties are those of others."""

MOST_WAITING = 2_000
"""Applicants of one document that wait for its end; then those so far are handed on with the numbers known so far."""


@dataclass(slots=True)
class _Document:
    """A document that is open: what it inherits, and what it has said so far."""

    depth: int
    numbers: list[Element]
    parties: list[tuple[int, Element]] = field(default_factory=list)


class DocumentListener:
    """Collects applicants with the numbers of their document; hands records on when the document ends.

    Attributes:
        seen: Applicants met so far; each counts as a row.
    """

    def __init__(self, reader: PartyReader, notes: Notes) -> None:
        self._reader = reader
        self._notes = notes
        self._depth = 0
        self._passing = 0  # depth at which something to pass by began; 0 = nothing
        self._open: list[Element] = []  # the element that is collected, down to its innermost open child
        self._size = 0
        self._listing = False
        self._documents = [_Document(0, [])]
        self._ready: list[tuple[int, RawRecord | RowProblem]] = []
        self.seen = 0

    def drain(self) -> Iterator[tuple[int, RawRecord | RowProblem]]:
        """What is ready."""
        ready, self._ready = self._ready, []
        return iter(ready)

    def finish(self) -> None:
        """The file is at its end."""
        while self._documents:
            self._hand_on(self._documents.pop())

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See `Listener`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise DocumentError(f"elements are nested deeper than {MAX_DEPTH}")
        if self._passing:
            return
        if self._open:
            self._collect(name, attributes)
        elif name in PASSED_BY:
            self._passing = self._depth
        elif name in APPLICANTS or name in NUMBERS or (self._listing and name in SEQUENCE_NAMES):
            self._size = 0
            self._open.append(Element(name, attributes))
        elif name in DOCUMENTS:
            self._begin_document(name, attributes)
        elif self._depth == 1:
            self._documents[0].numbers.append(Element(name, attributes))

    def text(self, text: str) -> None:
        """See `Listener`."""
        if self._open and not self._passing:
            parts = self._open[-1].parts
            parts.append(text)
            if len(parts) > 1 or len(text) > MAX_TEXT_CHARS:
                self._check_text(parts)

    def end(self) -> None:
        """See `Listener`."""
        if self._passing:
            if self._passing == self._depth:
                self._passing = 0
        elif self._open:
            element = self._open.pop()
            if not self._open:
                self._keep(element)
        elif self._documents[-1].depth == self._depth:
            self._hand_on(self._documents.pop())
            if not self._documents or len(self._documents) == 1:
                self._listing = False
        self._depth -= 1

    def _collect(self, name: str, attributes: dict[str, str]) -> None:
        self._size += 1
        if self._size > MAX_ELEMENTS:
            raise DocumentError(f"an applicant or number has more than {MAX_ELEMENTS:,} elements inside")
        if name in PASSED_BY:
            self._passing = self._depth
            return
        child = Element(name, attributes)
        self._open[-1].children.append(child)
        self._open.append(child)

    def _check_text(self, parts: list[str]) -> None:
        if sum(map(len, parts)) > MAX_TEXT_CHARS:
            raise DocumentError(f"a text has more than {MAX_TEXT_CHARS:,} characters")
        parts[:] = ["".join(parts)]

    def _begin_document(self, name: str, attributes: dict[str, str]) -> None:
        outer = self._documents[-1]
        self._documents.append(_Document(self._depth, [*outer.numbers, Element(name, attributes)]))
        self._listing = self._listing or name == SEQUENCE_LISTING

    def _keep(self, element: Element) -> None:
        document = self._documents[-1]
        if element.name in NUMBERS:
            if len(document.numbers) < MOST_WAITING:
                document.numbers.append(element)
            return
        if element.name == "applicantnamelatin" and document.parties:
            document.parties[-1][1].children.append(element)
            return
        if element.name == "applicantname":
            element = Element("applicant", {}, [element])
        nested = list(element.all(*APPLICANTS))  # JSON of one kind names both the list and its members "applicant"
        for party in nested or [element]:
            self.seen += 1
            document.parties.append((self.seen, party))
        if len(document.parties) >= MOST_WAITING:
            self._hand_on(document)
            document.parties = []

    def _hand_on(self, document: _Document) -> None:
        if document.parties:
            self._ready += self._reader.read(document.numbers, document.parties, self._notes)
