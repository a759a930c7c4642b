"""One office record as the party of ST.96: the tree that both the XML and the ST.97 JSON are written from.

A trademark applicant (`tmk:Applicant`) is used, because only there one party may carry several identifiers, and because
`tmk:TransactionData` is the one root of ST.96 that holds applicants without an application around them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from api.exports.entries import ExportEntry
from api.exports.losses import Losses
from api.exports.party_names import PartyNames
from api.exports.st96_codes import COUNTRIES, OFFICES, UNKNOWN_OFFICE
from api.exports.st96_tree import Element, token_text, xml_text
from api.store.records import StoredRecord
from node.identifiers import Gid, compact_gid

GID_SCHEME = "gid"
"""Stands before a GID in a party identifier, as the scheme stands before every number of others."""


@dataclass(frozen=True, slots=True)
class PartyWriter:
    """Turns office records into parties and notes what has no counterpart there."""

    losses: Losses

    def party(self, entry: ExportEntry, stored: StoredRecord, *, sequence: int, operation: str) -> Element:
        """The party of one office record.

        Args:
            entry: The applicant; its GID becomes one of the identifiers.
            stored: The record.
            sequence: Its number in the file.
            operation: "Insert" or "Update" in a differential file, "" in a full one.
        """
        record = stored.record
        if record.families:
            self.losses.note("families", "left out: a party has no priorities", record.record_id)
        if any(xml_text(text) != text for text in (record.city, *(form.text for form in record.name_forms))):
            self.losses.note("nameForms.text", "characters that XML cannot hold are replaced", record.record_id)
        identifiers = [self._office_number(stored), gid_identifier(entry.gid), *self._numbers(stored)]
        return Element(
            "tmk:Applicant",
            attributes=_numbered(sequence, operation),
            children=(*identifiers, self._contact(stored)),
        )

    def _office_number(self, stored: StoredRecord) -> Element:
        office, record_id = stored.record.office, stored.record.record_id
        if office not in OFFICES:
            self.losses.note("office", "written as XX: the schema does not know this office code", record_id)
            office = UNKNOWN_OFFICE
        attributes = (("com:officeCode", office), ("com:partyIdentifierCategory", "Customer number"))
        return Element("com:PartyIdentifier", attributes, text=self._token(stored.local_id, "localId", record_id))

    def _numbers(self, stored: StoredRecord) -> list[Element]:
        record_id = stored.record.record_id
        return [
            _identifier(f"{each.scheme}:{self._token(each.value, 'identifiers', record_id)}")
            for each in stored.record.identifiers
        ]

    def _token(self, value: str, element: str, record_id: str) -> str:
        token = xml_text(token_text(value))
        if token != value:
            self.losses.note(element, "spaces are collapsed, as in every token, or characters replaced", record_id)
        return token

    def _contact(self, stored: StoredRecord) -> Element:
        record = stored.record
        names = PartyNames(record, self.losses)
        children: list[Element] = [names.element()]
        if record.city:
            children.append(Element("com:CityName", text=record.city))
        if record.country in COUNTRIES:
            children.append(Element("com:CountryCode", text=record.country))
        elif record.country:
            self.losses.note("country", "left out: not in the schema's ISO 3166-1 list", record.record_id)
        return Element("com:PublicationContact", names.language_attribute(), tuple(children))


def ended_party(gid: Gid, *, sequence: int) -> Element:
    """The party of a GID that is to be dropped: only its identifier."""
    return Element("tmk:Applicant", _numbered(sequence, "Delete"), (gid_identifier(gid),))


def gid_identifier(gid: Gid) -> Element:
    """A GID as a party identifier; it has no office code, because the registry gave it."""
    return _identifier(f"{GID_SCHEME}:{compact_gid(gid)}")


def _identifier(text: str) -> Element:
    return Element("com:PartyIdentifier", (("com:partyIdentifierCategory", "Entity identifier"),), text=text)


def _numbered(sequence: int, operation: str) -> Sequence[tuple[str, str]]:
    chosen = (("com:operationCategory", operation),) if operation else ()
    return (*chosen, ("com:sequenceNumber", str(sequence)))
