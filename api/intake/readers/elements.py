"""What XML and JSON have in common: named elements with attributes, text and children, and caps on all of them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from api.errors import ExtractError

MAX_DEPTH = 64
MAX_ATTRIBUTES = 64
MAX_TEXT_CHARS = 65_536
MAX_ELEMENTS = 4_000
"""Elements inside one applicant or one block of numbers; the richest seen have two hundred."""
MAX_NAMES = 5_000
"""Different names of elements and attributes in a file; ST.96 has about four thousand in all."""
MAX_SILENT_BYTES = 1_000_000
"""Bytes without any element or text ending: one value that long is no name."""


class DocumentError(ExtractError):
    """A document is deeper, wider or longer than any that an office sends, or it is damaged."""


@lru_cache(maxsize=2 * MAX_NAMES)
def plain_name(name: str) -> str:
    """A tag or key without prefix, hyphens and case: `us-applicant`, `pat:Applicant`, `applicantBag`."""
    return re.sub(r"[-_. ]", "", name.rpartition(":")[2].rpartition("}")[2]).lower()


@dataclass(slots=True)
class Element:
    """One element; attributes of XML and plain properties of JSON are looked up alike with `value`."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text as written, without the white space that lays a document out."""
        own = "".join(self.parts).strip(" \t\r\n")
        if own or not self.children:
            return own
        said = [child.text for child in self.children if child.name in ("value", "content", "text", "$", "#text")]
        return next((text for text in said if text), "")

    def value(self, *names: str) -> str:
        """The first of these attributes, or children that hold only text, that says something."""
        for name in names:
            if said := self.attributes.get(name, ""):
                return said.strip()
            for child in self.children:
                if child.name == name and (text := child.text):
                    return text
        return ""

    def find(self, *names: str) -> "Element | None":
        """The first element of one of these names below this one, in document order."""
        return next(self.all(*names), None)

    def all(self, *names: str, outside: Collection[str] = ()) -> Iterator["Element"]:
        """Every element of these names below this one, not looking below what is found or inside `outside`."""
        for child in self.children:
            if child.name in names:
                yield child
            elif child.name not in outside:
                yield from child.all(*names, outside=outside)

    def words(self, *names: str) -> str:
        """The text of the first element of these names that has any, at whatever depth."""
        return next((found.text for name in names for found in self.all(name) if found.text), "")
