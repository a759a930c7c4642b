"""The stated rule: which office holds an organisation, and under which of its names.

- JP holds the Japanese forms, KR those in Hangul, SA those in Arabic script, EA those in Cyrillic, WO the Chinese
  ones: one form of each organisation that has such forms, the office's main language first.
- WO holds a part of the organisations under a Latin form, and all that have no other form.
- Some organisations file abroad: KR, SA and EA then hold them under a Latin form, not always the same one.
  Organisations of their own countries without a native form they hold under a Latin one too.
- Some organisations stand twice at one office: a second record under an alias, another spelling or a former name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from devnet.pilot.choice import EURASIAN_STATES
from devnet.pilot.labels import FitForm
from devnet.pilot.scripts import is_kana_only
from devnet.pilot.sources import Organisation, draw
from devnet.pilot.twins import core_name

OFFICES = ("JP", "KR", "SA", "EA", "WO")
MAIN_LANGUAGE = {"JP": "ja", "KR": "ko", "SA": "ar", "EA": "ru", "WO": "en"}
LATIN_AT_WO = 0.27  # share of organisations with another form that WO holds in Latin letters too
ABROAD = 0.07  # share of organisations that file in Latin letters at other offices, at each of them with ABROAD_EACH
ABROAD_EACH = 0.6
TWICE = 0.6  # share of second records made of those that could be made, when the forms look alike
TWICE_UNLIKE = 0.06  # the same when they do not: such pairs cannot be found from the names
ALIKE_FROM = 0.35  # Dice coefficient of the character pairs


@dataclass(frozen=True, slots=True)
class Filing:
    """One office record to be: an organisation at an office under a name."""

    office: str
    organisation: Organisation
    form: FitForm
    serial: int  # 0 for the organisation's first record at the office under this script, then 1


def file_at_offices(organisation: Organisation, forms: Sequence[FitForm]) -> list[Filing]:
    """Return the records of one organisation at all offices, by the rule at the head of this module."""
    names = [form for form in forms if form.is_name]
    latin = [name for name in names if name.script == "Latn"]
    filings: list[Filing] = []
    for office in OFFICES:
        native = _best_first([name for name in names if _is_native(office, name)], office)
        filings += _records(office, organisation, native)
    if not latin:
        return filings
    entity = organisation.entity_id
    if _files_at_home_in_latin(organisation) and not filings:
        filings += _records(_home(organisation), organisation, _best_first(latin, "WO"))
        wo = draw("WO", entity) < LATIN_AT_WO
    else:
        wo = not filings or draw("WO", entity) < LATIN_AT_WO
    if wo:
        filings += _records("WO", organisation, _best_first(latin, "WO"))
    if draw("abroad", entity) < ABROAD:
        held = {filing.office for filing in filings}
        for office in ("KR", "SA", "EA"):
            if office not in held and draw("abroad", office, entity) < ABROAD_EACH:
                chosen = min(latin, key=lambda name: draw("abroad", office, entity, name.text))
                filings.append(Filing(office, organisation, chosen, 0))
    return filings


def _is_native(office: str, name: FitForm) -> bool:
    if office == "JP":
        return name.language == "ja" and name.script in ("Jpan", "Hani")
    if office == "WO":
        return name.language == "zh" and name.script == "Hani"
    return name.script == {"KR": "Hang", "SA": "Arab", "EA": "Cyrl"}[office]


def _home(organisation: Organisation) -> str:
    return "EA" if organisation.country in EURASIAN_STATES else organisation.country


def _files_at_home_in_latin(organisation: Organisation) -> bool:
    return organisation.country in EURASIAN_STATES | {"KR", "SA"}


def _best_first(names: list[FitForm], office: str) -> list[FitForm]:
    """Order forms by kind, then language; the order of the source decides between equals."""
    kinds = ("name", "alias", "former")
    return sorted(names, key=lambda name: (kinds.index(name.kind), name.language != MAIN_LANGUAGE[office]))


def _records(office: str, organisation: Organisation, names: list[FitForm]) -> list[Filing]:
    """Return the first record under the best form and, for some, a second one under another."""
    if not names:
        return []
    filings = [Filing(office, organisation, names[0], 0)]
    others = [name for name in names[1:] if _is_other_spelling(name, names[0])]
    if others:
        entity = organisation.entity_id
        second = min(others, key=lambda name: draw("second", entity, name.text))
        share = TWICE if alikeness(names[0].text, second.text) >= ALIKE_FROM else TWICE_UNLIKE
        if draw("twice", office, entity) < share:
            filings.append(Filing(office, organisation, second, 1))
    return filings


def _is_other_spelling(name: FitForm, main: FitForm) -> bool:
    """Refuse bare readings and forms of which nothing but generic words is left."""
    return not is_kana_only(name.text) and len(core_name(name.text)) >= 3 and name.text != main.text


def alikeness(left: str, right: str) -> float:
    """Return the Dice coefficient of the sets of character pairs of two names, 0.0 to 1.0."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (left.casefold(), right.casefold())]
    return 2 * len(pairs[0] & pairs[1]) / max(1, len(pairs[0]) + len(pairs[1]))
