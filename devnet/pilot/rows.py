"""Turn filings into the rows of the extracts: made-up local ids, and gaps as real registers have them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from devnet.pilot.filing import Filing
from devnet.pilot.labels import FitForm
from devnet.pilot.sources import draw

SCHEMES = {"ROR": "ror", "EDINET": "edinet", "GLEIF": "lei"}
WITH_IDENTIFIER = 0.2
WITH_LATIN = 0.38  # of the records not in Latin letters whose organisation has a Latin form in its source
PREFER_NAME = 0.7  # share of these that give a name of the source; the rest give any of its forms, aliases too
WITH_OTHER_NAME = {"former": 0.6, "short": 0.25, "transliteration": 0.3, "translation": 0.06}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an extract with the organisation it is about, which only the gold file tells."""

    values: tuple[str, ...]  # in the order of COLUMNS
    entity_id: str

    @property
    def record_id(self) -> str:
        """The key of the gold file: office and local id."""
        return f"{self.values[0]}:{self.values[1]}"


def extract_rows(filings: Iterable[tuple[Filing, Sequence[FitForm]]]) -> list[Row]:
    """Return one row for each filing, ordered by office and local id; the second of each pair is all forms known."""
    used: set[str] = set()
    rows = []
    for filing, forms in filings:
        key = f"{filing.office}/{filing.organisation.entity_id}/{filing.form.script}/{filing.serial}"
        local_id = _local_id(filing.office, key, used)
        rows.append(Row(_values(filing, forms, key, local_id), filing.organisation.entity_id))
    return sorted(rows, key=lambda row: row.values[:2])


def _local_id(office: str, key: str, used: set[str]) -> str:
    """Make up an id in the manner of the office, from a hash; the 9 in front marks it as made up."""
    for attempt in range(1000):
        number = int(draw("local id", key, str(attempt)) * 10_000_000)
        digits = f"{number:07d}"
        local_id = {
            "JP": f"90{digits}",
            "KR": f"9-0000-{digits[:6]}-{digits[6]}",
            "SA": f"SA9{digits}",
            "EA": f"EA9{digits}",
            "WO": f"IB9{digits}",
        }[office]
        if local_id not in used:
            used.add(local_id)
            return local_id
    raise AssertionError("ten million local ids are used up")


def _values(filing: Filing, forms: Sequence[FitForm], key: str, local_id: str) -> tuple[str, ...]:
    organisation, form = filing.organisation, filing.form
    identifier = ""
    if draw("identifier", key) < WITH_IDENTIFIER:
        identifier = f"{SCHEMES[organisation.source]}:{organisation.entity_id.partition(':')[2]}"
    return (
        filing.office,
        local_id,
        form.text,
        form.language,
        _latin_form(form, forms, key),
        "legalPerson",
        organisation.country,
        _city(filing),
        identifier,
        _other_names(form, forms, key),
        "",
    )


def _latin_form(filed: FitForm, forms: Sequence[FitForm], key: str) -> str:
    """Return the Latin form the applicant gave with the filing, for some: English or of no stated language."""
    latin = [form for form in forms if form.script == "Latn" and form.kind in ("name", "alias")]
    latin = [form for form in latin if form.language in ("", "en")] or latin
    if filed.script == "Latn" or not latin or draw("latin", key) >= WITH_LATIN:
        return ""
    names_first = draw("alias", key) < PREFER_NAME
    return min(latin, key=lambda form: (names_first and form.kind == "alias", draw("form", key, form.text))).text


def _other_names(filed: FitForm, forms: Sequence[FitForm], key: str) -> str:
    """Return `kind|language|text` of further forms, joined by `;`: one of each kind at most."""
    told: dict[str, FitForm] = {}
    for form in forms:
        kind = _other_kind(filed, form)
        if kind and kind not in told and form.text != filed.text and draw("other", kind, key) < WITH_OTHER_NAME[kind]:
            told[kind] = form
    return ";".join(f"{kind}|{told[kind].language}|{told[kind].text}" for kind in sorted(told))


def _other_kind(filed: FitForm, form: FitForm) -> str:
    same_script = (form.script == "Latn") == (filed.script == "Latn")
    if form.kind == "former" and same_script and filed.kind != "former":
        return "former"
    if form.kind == "short" and same_script:
        return "short"
    if form.kind == "reading" and filed.language == "ja":
        return "transliteration"
    return "translation" if form.kind == "name" and not same_script and filed.script == "Latn" else ""


def _city(filing: Filing) -> str:
    """Return the city as the source writes it; of a Japanese address the municipality, beside a Japanese name only."""
    city = filing.organisation.city
    if filing.organisation.source != "EDINET":
        return city
    if filing.form.script == "Latn":
        return ""
    found = re.match(
        r"(?:北海道|東京都|京都府|大阪府|..県|...県)?"
        r"(?!(?:大和)?郡山市|蒲郡市|小郡市)(.{1,5}?郡.{1,5}?[町村])|^(?:.{2,4}[都道府県])?(四日市市|八日市市|廿日市市|野々市市|.{1,5}?市|.{1,4}?区)",
        city,
    )
    return (found[1] or found[2]) if found else ""
