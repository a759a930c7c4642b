"""From the applicants of one document to raw records: names, the office's own number, country and city."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from api.intake.countries import OFFICES_ONLY, country_code, country_codes
from api.intake.joined import split_joined
from api.intake.notes import Notes
from api.intake.readers.elements import Element
from api.intake.readers.numbers import DocumentNumbers, read_numbers
from api.intake.readers.party_names import PERSON, PartyName, party_names
from api.intake.rows import MAX_LOCAL_ID_CHARS, OtherName, RawRecord, RowProblem
from api.intake.st3 import is_office_code
from matching.records import NameKind

_PRIVATE = ("nationalidentificationnumber", "passportnumber", "taxidentifier")
"""Categories of numbers that belong to persons as persons: they never come in. A tax number may be one."""
_OF_OTHERS = ("professionalregistrationnumber", "employeenumber", "contractworkernumber")
"""Categories of numbers of whoever acts for the applicant."""
_NUMBERS = ("partyidentifier", "registerednumber", "organizationcode", "applicantidentifier", "iid")

ATTORNEYS_NUMBER = "US customer numbers belong to attorneys; they were not taken as numbers of applicants"
PRIVATE_NUMBER = "national, passport and tax numbers were left out"
NO_COUNTRY = "a country that is none in ISO 3166-1, or an office code, was left blank"
DERIVED_COPY = "names in EPODOC form, which the EPO derives, were left out"


@dataclass(frozen=True, slots=True)
class PartyReader:
    """Reads applicants for one office, or for the office that each document names when `office` is ""."""

    office: str = ""

    def read(
        self, elements: Sequence[Element], parties: Sequence[tuple[int, Element]], notes: Notes
    ) -> Iterator[tuple[int, RawRecord | RowProblem]]:
        """One record for each applicant of a document, however many roles or moments name it."""
        numbers = read_numbers(elements, self.office)
        known: set[object] = set()
        place = 0
        for row, party in parties:
            if party.attributes.get("dataformat") in ("epodoc", "docdba"):
                notes.add(DERIVED_COPY, row)
                continue
            names = party_names(party)
            if not names and party.value("operationcategory").lower() == "delete":
                names = [PartyName("", "", NameKind.LEGAL)]
            if not names:
                yield (
                    row,
                    RowProblem(
                        "the applicant has no name", field=party.name, expected="a name of an organisation or person"
                    ),
                )
                continue
            office, number, further = self._numbers(party, numbers, row, notes)
            for part, name in enumerate(split_joined(names[0].text) or [names[0].text]):
                key = (number, part) if number else re.sub(r"\W", "", name).casefold()
                if key in known:
                    continue
                known.add(key)
                place += 1
                listed = names if part == 0 and name == names[0].text else [replace(names[0], text=name)]
                local_id = number if number and name == names[0].text else ""
                raw = self._raw(party, listed, numbers, row, notes)
                yield row, _numbered(raw, office, local_id, further, numbers, place)

    def _raw(
        self, party: Element, names: Sequence[PartyName], numbers: DocumentNumbers, row: int, notes: Notes
    ) -> RawRecord:
        filed, *others = names
        kinds = {name.party for name in names if name.party}
        category = re.sub(r"\W", "", party.value("applicantcategory", "apptype")).lower()
        kind = kinds.pop() if len(kinds) == 1 else PERSON if not kinds and category == "applicantinventor" else ""
        return RawRecord(
            office="",
            local_id="",
            name=filed.text,
            name_language=filed.language,
            applicant_type=kind,
            country=_country(party, row, notes),
            city=_said(party.words("cityname", "city", "town")),
            other_names=tuple(OtherName(_kind(name, filed), name.language, name.text) for name in others),
            families=numbers.families,
            operation=party.value("operationcategory").lower(),
        )

    def _numbers(
        self, party: Element, numbers: DocumentNumbers, row: int, notes: Notes
    ) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """The office, its own number of the party ("" when it has none), and the numbers of others."""
        office = self.office or numbers.office
        own, further = "", []
        for found in party.all(*_NUMBERS, outside=("correspondenceaddress", "agent", "agents", "attorney")):
            value = _said(found.text)
            category = re.sub(r"\W", "", found.value("partyidentifiercategory", "category", "type")).lower()
            issuer = found.value("officecode", "office").upper() or numbers.office or office
            if not value or category in _OF_OTHERS:
                continue
            if category in _PRIVATE:
                notes.add(PRIVATE_NUMBER, row)
            elif issuer == "US" and category in ("", "customernumber"):
                notes.add(ATTORNEYS_NUMBER, row)
            elif found.name == "organizationcode" and len(value) == 18:
                further.append(("cn-uscc", value.upper()))
            elif issuer == (office or issuer) or not is_office_code(issuer):
                own, office = own or value, office or (issuer if is_office_code(issuer) else "")
            else:
                further.append((f"office-{issuer.lower()}", value))
        return office, own, tuple(further)


def _numbered(
    raw: RawRecord,
    office: str,
    number: str,
    identifiers: tuple[tuple[str, str], ...],
    numbers: DocumentNumbers,
    place: int,
) -> RawRecord | RowProblem:
    """A party without a number of its own is filed under its place in its document, which no other feed changes."""
    if not office:
        return RowProblem(
            "neither the document nor the upload says which office it is of", field="office",
            expected="a WIPO ST.3 code", advice="say the office when you send the file",
        )  # fmt: skip
    if not number and not numbers.number:
        return RowProblem(
            "the applicant has no number, and its document has none either", field="local_id",
            expected="a party identifier, or a number of the application or publication",
        )  # fmt: skip
    local_id = number or f"{numbers.number[: MAX_LOCAL_ID_CHARS - 8]}#{place}"
    return replace(raw, office=office, local_id=local_id, identifiers=identifiers)


def _said(text: str) -> str:
    """Nothing, where an office fills what it does not know with zeros."""
    return "" if text and not text.strip("0０- ") else text


def _kind(name: PartyName, filed: PartyName) -> str:
    if name.kind is NameKind.LEGAL and name.language and name.language != filed.language:
        return str(NameKind.TRANSLATION)
    return str(name.kind)


def _country(party: Element, row: int, notes: Notes) -> str:
    """Residence before address before nationality; the first that is a country."""
    residence, nationality = party.find("residence"), party.find("nationality")
    said = [
        party.value("residencecountrycode"),
        residence.words("country", "countrycode") if residence else "",
        *(
            found.text
            for found in party.all("countrycode", "wipost3code", "country", outside=("residence", "nationality"))
        ),
        party.value("incorporationcountrycode"),
        party.value("nationalitycode"),
        nationality.words("country") if nationality else "",
    ]
    codes = [country_code(text) for text in said if _said(text)]
    usable = [code for code in codes if code in country_codes()]
    if usable:
        return usable[0]
    if any(code in OFFICES_ONLY or code for code in codes):
        notes.add(NO_COUNTRY, row)
    return ""
