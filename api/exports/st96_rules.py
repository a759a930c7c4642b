"""The rules of ST.96 V6.0 for what we export, checked on the finished file.

WIPO's own schemas state no terms of redistribution, so they are not here. This holds the part of them that an export
of applicants touches: namespaces, the version on the root, which elements may follow which, which attributes each may
have, and the code lists. A document that passes is valid against `TMK_TransactionData_V6_0.xsd`; the reverse does not
hold, because elements that we never write are refused too.
"""

import re
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from api.exports.st96 import VERSION
from api.exports.st96_codes import (
    COUNTRIES,
    ENTITY_NAME_CATEGORIES,
    LANGUAGES,
    OFFICES,
    OPERATION_CATEGORIES,
    ORGANIZATION_NAME_CATEGORIES,
    PARTY_IDENTIFIER_CATEGORIES,
)
from api.exports.st96_tree import COMMON, TRADEMARK

PREFIXES = {COMMON: "com", TRADEMARK: "tmk"}
MOST_SHOWN = 50
_REPEATS_KEPT = 3


class Rule(NamedTuple):
    """What an element may hold: a pattern over its children's names, its attributes, whether it has text."""

    children: str = ""
    attributes: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    text: bool = False


_LANGUAGE = frozenset({"com:languageCode"})
RULES = {
    "tmk:TransactionData": Rule(
        "tmk:ApplicantBag ",
        frozenset({"com:st96Version", "com:ipoVersion"}),
        required=frozenset({"com:st96Version"}),
    ),
    "tmk:ApplicantBag": Rule("((com:PartyIdentifierBag )+|(tmk:Applicant )+)"),
    "com:PartyIdentifierBag": Rule("(com:PartyIdentifier )+"),
    "tmk:Applicant": Rule(
        "(com:PartyIdentifier |com:PublicationContact )+", frozenset({"com:operationCategory", "com:sequenceNumber"})
    ),
    "com:PartyIdentifier": Rule("", frozenset({"com:officeCode", "com:partyIdentifierCategory"}), text=True),
    "com:PublicationContact": Rule("com:Name (com:CityName )?(com:CountryCode )?", _LANGUAGE),
    "com:Name": Rule("(com:PersonName |com:OrganizationName |com:EntityName )+"),
    "com:OrganizationName": Rule(
        "com:OrganizationStandardName (com:OrganizationOtherName )*(com:TransliterationName )*", _LANGUAGE
    ),
    "com:PersonName": Rule("com:PersonFullName (com:TransliterationName )*", _LANGUAGE),
    "com:EntityName": Rule("(com:TransliterationName )*", _LANGUAGE | {"com:entityNameCategory"}, text=True),
    "com:OrganizationStandardName": Rule(text=True),
    "com:OrganizationOtherName": Rule("", frozenset({"com:organizationNameCategory"}), text=True),
    "com:PersonFullName": Rule(text=True),
    "com:TransliterationName": Rule("", _LANGUAGE | {"com:transliterationScriptName"}, text=True),
    "com:CityName": Rule(text=True),
    "com:CountryCode": Rule(text=True),
}
"""Element by element; whatever is not named here is not written by us and refused."""

ROOT = "tmk:TransactionData"
CODES = {
    "com:st96Version": frozenset({VERSION}),
    "com:officeCode": OFFICES,
    "com:languageCode": LANGUAGES,
    "com:partyIdentifierCategory": PARTY_IDENTIFIER_CATEGORIES,
    "com:organizationNameCategory": ORGANIZATION_NAME_CATEGORIES,
    "com:entityNameCategory": ENTITY_NAME_CATEGORIES,
    "com:operationCategory": OPERATION_CATEGORIES,
    "com:CountryCode": COUNTRIES,
}
"""Values that an attribute, or the text of an element, may have."""


@dataclass(slots=True)
class _Open:
    name: str
    children: list[str] = field(default_factory=list)
    text: str = ""

    def add_child(self, name: str) -> None:
        """Remember a child; a long run of the same counts as a short one, so that a bag of a million stays small."""
        if self.children[-_REPEATS_KEPT:] != [name] * _REPEATS_KEPT:
            self.children.append(name)


class _Checker:
    """Hears what the parser finds, element by element, and keeps what is wrong."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.faults: list[str] = []
        self._parser = parser
        self._stack: list[_Open] = []
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype

    def fault(self, reason: str) -> None:
        """Keep one fault with its line."""
        if len(self.faults) < MOST_SHOWN:
            self.faults.append(f"line {self._parser.CurrentLineNumber}: {reason}")

    def _doctype(self, *_: object) -> None:
        raise ValueError("a document type declaration is not allowed")

    def _start(self, raw: str, attributes: dict[str, str]) -> None:
        name = _prefixed(raw)
        if self._stack:
            self._stack[-1].add_child(name)
        elif name != ROOT:
            self.fault(f"the root is {name}, expected {ROOT}")
        self._stack.append(_Open(name))
        rule = RULES.get(name)
        if rule is None:
            self.fault(f"{name} is not an element of this export")
            return
        given = {_prefixed(each): value for each, value in attributes.items()}
        for missing in sorted(rule.required - given.keys()):
            self.fault(f"{name} needs the attribute {missing}")
        for attribute, value in given.items():
            if attribute not in rule.attributes:
                self.fault(f"{name} may not have the attribute {attribute}")
            elif attribute in CODES and value not in CODES[attribute]:
                self.fault(f"{attribute}={value[:40]!a} is not in the schema's list")

    def _text(self, text: str) -> None:
        self._stack[-1].text += text

    def _end(self, _: str) -> None:
        closed = self._stack.pop()
        rule = RULES.get(closed.name)
        if rule is None:
            return
        if not re.fullmatch(rule.children, "".join(f"{child} " for child in closed.children)):
            self.fault(
                f"{closed.name} holds {' '.join(closed.children)[:200] or 'nothing'}, against the order of ST.96"
            )
        if closed.text.strip() and not rule.text:
            self.fault(f"{closed.name} may not hold text")
        elif rule.text and not closed.text.strip():
            self.fault(f"{closed.name} is empty")
        elif closed.name in CODES and closed.text not in CODES[closed.name]:
            self.fault(f"{closed.name} {closed.text[:40]!a} is not in the schema's list")


def st96_faults(document: BinaryIO) -> list[str]:
    """Check a document in bounded memory; returns what is wrong with it, each with its line, at most `MOST_SHOWN`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    checker = _Checker(parser)
    try:
        parser.ParseFile(document)
    except expat.ExpatError as error:
        checker.fault(f"not well-formed XML: {expat.ErrorString(error.code)}")
    except ValueError as error:
        checker.fault(str(error))
    return checker.faults


def _prefixed(raw: str) -> str:
    """`com:Name` for a name of the two namespaces; anything else as it is, so that no rule fits it."""
    namespace, _, local = raw.rpartition(" ")
    return f"{PREFIXES.get(namespace, namespace)}:{local}"
