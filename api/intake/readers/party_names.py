"""The names of one applicant in a document: every form with its language and kind, the filed one first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.intake.readers.elements import Element
from matching.records import NameKind

ORGANISATION, PERSON = "organisation", "person"

_OTHERS = frozenset({
    "correspondenceaddress", "correspondenceaddressbag", "agent", "agents", "attorney", "representative",
    "representativebag", "registeredpractitioner", "registeredpractitionerbag", "inventor", "inventorbag", "deputy",
    "nationalrepresentative",
})  # fmt: skip
"""Inside an applicant: people who are not the applicant."""

_ORGANISATION = frozenset(
    ("organizationstandardname", "orgname", "organisationname", "organizationnametext", "assigneenametext")
)
_ENTITY = frozenset(("entityname", "name", "applicantname", "applicantnametext", "partyname"))
_PERSON = frozenset(("personfullname", "personnametext", "fullname"))
_OTHER_NAMES = frozenset(("organizationothername", "personothername", "preferredname", "synonym", "alias"))
_GIVEN, _MIDDLE = ("firstname", "givenname"), ("middlename",)
_FAMILY = ("lastname", "familyname", "firstlastname")
_LATIN = frozenset(("transliterationname", "applicantnamelatin", "inventornamelatin"))

_KINDS = {
    "legalname": NameKind.LEGAL, "officialname": NameKind.LEGAL, "formername": NameKind.FORMER,
    "maidenname": NameKind.FORMER, "shortname": NameKind.SHORT,
}  # fmt: skip
_NO_NAMES = ("organizationdepartmentname", "composedof", "matronym", "patronym")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class PartyName:
    """One written name; `party` says whether the element stands for organisations, persons or either."""

    text: str
    language: str
    kind: NameKind
    party: str = ""


def party_names(party: Element) -> list[PartyName]:
    """Every name once, in the order of the document, the first legal one in front."""
    found = dict.fromkeys(_walk(party, language_of(party)))
    names: dict[str, PartyName] = {}
    for name in found:
        known = names.get(name.text)
        if known is None or (name.party and not known.party):
            names[name.text] = name
    ordered = sorted(names.values(), key=lambda name: name.kind is not NameKind.LEGAL)
    return ordered or _legal_entity(party)


def language_of(element: Element) -> str:
    """The language an element says its text is in, ISO 639, "" when it says none that can be read."""
    said = element.attributes.get("languagecode") or element.attributes.get("lang") or element.value("languagecode")
    language = said.strip().lower()
    return language if re.fullmatch("[a-z]{2,3}", language) else ""


def _walk(element: Element, language: str) -> Iterator[PartyName]:
    given, family = _first(element, _GIVEN), _first(element, _FAMILY)
    if family or given:
        second = "" if _first(element, ("lastname", "familyname")) else _first(element, ("secondlastname",))
        full = _in_order(given, _first(element, _MIDDLE), f"{family} {second}".strip())
        yield PartyName(full, language, NameKind.LEGAL, PERSON)
    for child in element.children:
        if child.name in _OTHERS:
            continue
        spoken = language_of(child) or language
        if child.name in _LATIN:
            yield from _named(child, spoken if language_of(child) else "", NameKind.TRANSLITERATION, "")
        elif child.name in _OTHER_NAMES:
            kind = _other_kind(child)
            yield from _named(child, spoken, kind, "") if kind else ()
        elif child.name in _ORGANISATION:
            yield from _named(child, spoken, NameKind.LEGAL, ORGANISATION)
        elif child.name in _PERSON:
            yield from _named(child, spoken, NameKind.LEGAL, PERSON)
        elif child.name in _ENTITY and not _holds_names(child):
            yield from _named(child, spoken, NameKind.LEGAL, "")
            yield from _walk(child, spoken)
        elif child.name not in ("applicantname", "legalentityname") or child.children:
            yield from _walk(child, spoken)


def _named(element: Element, language: str, kind: NameKind, party: str) -> Iterator[PartyName]:
    if text := element.text:
        yield PartyName(text, language, kind, party)
    for inner in element.children:
        if inner.name in _LATIN and inner.text:
            yield PartyName(inner.text, language_of(inner), NameKind.TRANSLITERATION)


def _holds_names(element: Element) -> bool:
    """`name` is a text in ST.36 and a container in ST.96."""
    return any(child.children or child.name in _ORGANISATION or child.name in _PERSON for child in element.children)


def _first(element: Element, names: tuple[str, ...]) -> str:
    return next(
        (text for name in names for child in element.children if child.name == name and (text := child.text)), ""
    )


def _in_order(given: str, middle: str, family: str) -> str:
    """Given name first, but in East Asian letters the family name."""
    parts = (family, given, middle) if _EAST_ASIAN.search(family + given) else (given, middle, family)
    return " ".join(part for part in parts if part)


def _other_kind(element: Element) -> NameKind | None:
    category = re.sub(r"[\W_]", "", element.value("organizationnamecategory", "personothernamecategory")).lower()
    return None if category in _NO_NAMES else _KINDS.get(category, NameKind.TRADING)


def _legal_entity(party: Element) -> list[PartyName]:
    """`LegalEntityName` is a name only where no other name is: one office writes the legal form there."""
    if party.find("nationallegalentitycode") is not None:
        return []
    return [PartyName(found.text, "", NameKind.LEGAL) for found in party.all("legalentityname") if found.text][:1]
