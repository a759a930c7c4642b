"""Read parties back from the XML and the JSON of an export, as another office would: `api.exports.party` undone."""

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any

from api.exports.st96_tree import COMMON, TRADEMARK
from matching.records import ApplicantKind, Identifier, NameForm, NameKind, OfficeRecord

COM, TMK = f"{{{COMMON}}}", f"{{{TRADEMARK}}}"

CATEGORY = {
    "Legal name": NameKind.LEGAL,
    "Former name": NameKind.FORMER,
    "Short name": NameKind.SHORT,
    "DBA TA AKA or FKA": NameKind.TRADING,
    "Common use": NameKind.TRANSLATION,
}


@dataclass(frozen=True, slots=True)
class Party:
    """A party as read; `record` is None where only a GID is told."""

    gid: str
    operation: str
    record: OfficeRecord | None


def parties_of_xml(document: bytes) -> list[Party]:
    return [_party(_tree(each)) for each in ET.fromstring(document).iter(f"{TMK}Applicant")]


def parties_of_json(document: bytes) -> list[Party]:
    return [_party(each) for each in json.loads(document)["applicantBag"]]


def _tree(element: ET.Element) -> dict[str, Any]:
    """An XML element in the shape of the JSON, every child in a list."""
    found: dict[str, Any] = {_lower(name): value for name, value in element.attrib.items()}
    for child in element:
        found.setdefault(_lower(child.tag), []).append(_tree(child))
    if element.text and element.text.strip():
        found["value"] = element.text
    return found


def _lower(tag: str) -> str:
    local = tag.partition("}")[2]
    return local[0].lower() + local[1:]


def _all(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = holder.get(name, [])
    values = value if isinstance(value, list) else [value]
    return [{"value": each} if isinstance(each, str) else each for each in values]


def _party(party: dict[str, Any]) -> Party:
    office, local_id, gid, identifiers = "", "", "", []
    for each in _all(party, "partyIdentifier"):
        if "officeCode" in each:
            office, local_id = each["officeCode"], each["value"]
            continue
        scheme, _, value = each["value"].partition(":")
        if scheme == "gid":
            gid = value
        else:
            identifiers.append(Identifier(scheme, value))
    record = None
    if contact := next(iter(_all(party, "publicationContact")), None):
        kind, forms = _names(_all(contact, "name")[0])
        record = OfficeRecord(
            record_id=f"{office}:{local_id}",
            name_forms=tuple(forms),
            office=office,
            kind=kind,
            country="".join(each["value"] for each in _all(contact, "countryCode")),
            city="".join(each["value"] for each in _all(contact, "cityName")),
            identifiers=tuple(identifiers),
        )
    return Party(gid, party.get("operationCategory", ""), record)


def _names(name: dict[str, Any]) -> tuple[ApplicantKind, list[NameForm]]:
    forms: list[NameForm] = []
    kind = ApplicantKind.UNKNOWN
    for element, stands_for, full in (
        ("organizationName", ApplicantKind.LEGAL_PERSON, "organizationStandardName"),
        ("personName", ApplicantKind.NATURAL_PERSON, "personFullName"),
        ("entityName", ApplicantKind.UNKNOWN, ""),
    ):
        for each in _all(name, element):
            kind = stands_for
            language = each.get("languageCode", "")
            text = _all(each, full)[0]["value"] if full else each["value"]
            trading = NameKind.TRADING if "entityNameCategory" in each else NameKind.LEGAL
            forms.append(NameForm(text, language, kind=trading))
            forms += [
                NameForm(other["value"], language, kind=CATEGORY[other["organizationNameCategory"]])
                for other in _all(each, "organizationOtherName")
            ]
            forms += [
                NameForm(
                    other["value"],
                    other.get("languageCode", ""),
                    other.get("transliterationScriptName", ""),
                    NameKind.TRANSLITERATION,
                )
                for other in _all(each, "transliterationName")
            ]
    return kind, forms
