"""The numbers of a document: which office, which application or publication, which priorities."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.intake.readers.elements import Element
from api.intake.st3 import is_office_code

MOST_FAMILIES = 100

_OFFICE = ("ipofficecode", "officecode", "office", "country", "wipost3code")
_NUMBER = (
    "applicationnumbertext", "st13applicationnumber", "st13applicationnumbertext", "docnumber", "publicationnumber",
    "publicationnumbertext", "patentnumber", "registrationnumber", "registrationnumbertext", "number",
    "priorityclaimnumber",
)  # fmt: skip
_APPLICATION = frozenset(
    ("applicationidentification", "applicationreference", "applicationnumber", "applicationnumbertext")
)
_PRIORITY = frozenset(("priorityclaim", "earliestpriorityapplicationidentification"))
_FILE_REFERENCE = "applicantfilereference"


@dataclass(frozen=True, slots=True)
class DocumentNumbers:
    """What applicants of a document share.

    Attributes:
        office: ST.3 code of the office whose document it is, "" when not said.
        number: Of the application, else of the publication, else the applicant's own reference; "" when not said.
        families: Keys of the priorities, or of the application itself when it claims none.
    """

    office: str
    number: str
    families: tuple[str, ...]


def read_numbers(elements: Sequence[Element], sender: str = "") -> DocumentNumbers:
    """Read what a document said before its end; what it said last, being innermost, comes first.

    `sender` is the office that sends it, for documents that do not say whose they are.
    """
    office = application = other = reference = ""
    priorities: dict[str, None] = {}
    for element in reversed(elements):
        said, number = _office_of(element), _number_of(element)
        if element.name in _PRIORITY:
            if said and number and len(priorities) < MOST_FAMILIES:
                priorities[family_key(said, number)] = None
            continue
        office = office or said
        if element.name == _FILE_REFERENCE:
            reference = reference or element.text
        elif element.name in _APPLICATION:
            application = application or number
        else:
            other = other or number
    whose = office or sender
    own = (family_key(whose, application),) if whose and application else ()
    return DocumentNumbers(office, application or other or reference, tuple(priorities)[::-1] or own)


def family_key(office: str, number: str) -> str:
    """Office and number without what offices put between digits: US 62/123,456 and US62123456 are one priority."""
    return office + re.sub(r"[^0-9A-Z]", "", number.upper())


def _office_of(element: Element) -> str:
    for name in _OFFICE:
        said = element.value(name) or element.words(name)
        if is_office_code(said.upper()):
            return said.upper()
    text = element.text
    return text if element.name in ("ipofficecode", "officecode") and is_office_code(text) else ""


def _number_of(element: Element) -> str:
    if element.name in ("ipofficecode", "officecode"):
        return ""
    for name in _NUMBER:
        if said := element.value(name) or element.words(name):
            return said
    return element.text if element.name.endswith(("number", "numbertext")) else ""
