"""A piece of an ST.96 document in memory, and its text as XML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

COMMON = "http://www.wipo.int/standards/XMLSchema/ST96/Common"
TRADEMARK = "http://www.wipo.int/standards/XMLSchema/ST96/Trademark"

_SPACES = re.compile("[ \t\n\r]+")  # what XML calls white space: no-break and ideographic spaces stay
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its prefixed name; text comes before the children, as mixed content does here."""

    name: str
    attributes: Sequence[tuple[str, str]] = ()
    children: Sequence["Element"] = ()
    text: str = ""

    def xml(self, indent: str = "") -> str:
        """The element as XML; one line where it holds no children."""
        start = "".join(f" {name}={quoteattr(xml_text(value))}" for name, value in self.attributes)
        inner = escape(xml_text(self.text))
        if not self.children:
            return f"{indent}<{self.name}{start}>{inner}</{self.name}>\n"
        below = "".join(child.xml("" if self.text else indent + "  ") for child in self.children)
        if self.text:  # mixed content: white space would become part of the name
            return f"{indent}<{self.name}{start}>{inner}{below.replace(chr(10), '')}</{self.name}>\n"
        return f"{indent}<{self.name}{start}>\n{below}{indent}</{self.name}>\n"


def xml_text(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def token_text(text: str) -> str:
    """The text as `xsd:token` reads it."""
    return _SPACES.sub(" ", text).strip(" ")
