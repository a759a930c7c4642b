"""Which forms of the sources are fit to stand in an extract, and in which language and script they are."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from devnet.pilot.scripts import is_kana_only, main_script
from devnet.pilot.sources import Organisation, SourceForm

MAX_LENGTH = 160  # code points; longer labels of the sources are descriptions
SCRIPTS_OF_LANGUAGE = {
    "ja": {"Jpan", "Hani", "Latn"},
    "zh": {"Hani"},
    "ko": {"Hang"},
    **{code: {"Arab"} for code in ("ar", "fa", "ur", "ps", "ku", "sd")},
    **{code: {"Cyrl"} for code in ("ru", "uk", "be", "bg", "kk", "ky", "mk", "mn", "sr", "tg", "tt")},
}
LANGUAGE_OF_COUNTRY = {"JP": "ja", "CN": "zh", "TW": "zh", "HK": "zh", "MO": "zh", "SG": "zh", "KR": "ko", "KP": "ko"}
ARABIC_OF_COUNTRY = {"IR": "fa", "PK": "ur", "IN": "ur"}
_SINDHI, _URDU, _NOT_ARABIC = re.compile("[ڻٽڊڄڳڦٻڀ]"), re.compile("[ٹڈڑںےہ]"), re.compile("[پچژگ]")
_KURDISH = re.compile("[ەێۆڵڕ]")
_EDGES = " \t\u200e\u200f\u202a\u202c\ufeff\u00a0,;"
# Page titles, journals, signatures and sentences that the source holds as labels; each was met in the data.
_NOT_A_NAME = re.compile(
    r"https?:|www\.|[;|\n\t]|官方网站|官网$|^简称|简介$|首页|ホームページ|公式サイト|학회지$|올림$|은\s.*하여$|홈페이지"
    r"|^معرفی |^بوابة |^درباره |^عن |^موقع |الصفحة الرئيسية"
    r"|حقوق محفوظة|_|وب ?سایت|официальный сайт|офіційний сайт|Главная"
    r"|市の病院$|[.] ?\w$|\?\?|�"
)
_RANK = {"legal": 0, "display": 0, "label": 1, "english": 1, "alias": 2, "reading": 4}


@dataclass(frozen=True, slots=True)
class FitForm:
    """One checked form: what an office may file it under."""

    text: str
    language: str  # BCP 47, "" when neither the source nor the country tells
    script: str  # ISO 15924
    kind: str  # name | alias | former | short | reading

    @property
    def is_name(self) -> bool:
        """Whether an office may hold a record under this form."""
        return self.kind in ("name", "alias", "former")


def country_qualifiers(organisations: Iterable[Organisation]) -> dict[str, str]:
    """Return, by country, the words a register of research organisations appends to tell namesakes apart: ` (Japan)`.

    They are no part of the name. Told from the data: the ending in brackets that the country's names have most often.
    """
    endings: dict[str, Counter[str]] = {}
    for organisation in organisations:
        for form in organisation.forms:
            found = re.search(r" \([^()]+\)$", form.text)
            if form.kind == "display" and found:
                endings.setdefault(organisation.country, Counter())[found[0]] += 1
    common = {country: counts.most_common(1)[0] for country, counts in endings.items()}
    return {country: ending for country, (ending, count) in common.items() if count >= 3}


def fit_forms(organisation: Organisation, qualifiers: dict[str, str]) -> tuple[FitForm, ...]:
    """Return the forms of an organisation that are names, best first, each once.

    A form is dropped when its script does not fit its language, when it is a sentence or a page title, or when it is
    too long; an abbreviation is kept as `short` and a kana reading as `reading`, for neither is filed as a name.
    """
    ending = qualifiers.get(organisation.country, "")
    found: dict[str, FitForm] = {}
    for form in sorted(organisation.forms, key=lambda each: _RANK.get(each.kind.removesuffix("_former"), 3)):
        if form.kind == "reading_former":
            continue  # it would stand beside the current name as if it were its reading
        text = (form.text.removesuffix(ending) if ending else form.text).strip(_EDGES)
        script = main_script(text)
        language = _language(form, script, organisation.country)
        if _is_fit(text, language, script):
            found.setdefault(text.casefold(), FitForm(text, language, script, _kind(form, text, script)))
    return _mark_readings(tuple(found.values()))


def _language(form: SourceForm, script: str, country: str) -> str:
    """Correct the language where it cannot be true and fill it where the script and the country tell."""
    if script in ("Latn", "Zyyy", "Zzzz"):
        return form.language if script != "Latn" or form.language not in SCRIPTS_OF_LANGUAGE else ""
    if script == "Arab":
        return _arabic_script_language(form, country)
    if script in SCRIPTS_OF_LANGUAGE.get(form.language, set()):
        return form.language
    if script == "Jpan":
        return "ja"
    if script == "Hang":
        return "ko"
    return LANGUAGE_OF_COUNTRY.get(country, "") if script == "Hani" else ""


def _arabic_script_language(form: SourceForm, country: str) -> str:
    """Trust the source unless it says Arabic, Urdu or nothing and the letters or the country say otherwise."""
    if form.language in ("fa", "ps", "ku"):
        return "ku" if _KURDISH.search(form.text) else form.language
    if _KURDISH.search(form.text):
        return "ku"
    if _SINDHI.search(form.text):
        return "sd"
    if _URDU.search(form.text):
        return "ur"
    looks_arabic = "ة" in form.text or re.search(r"\bال", form.text)
    if (
        form.language == "ar"
        and (looks_arabic or country not in ARABIC_OF_COUNTRY)
        and not _NOT_ARABIC.search(form.text)
    ):
        return "ar"
    return ARABIC_OF_COUNTRY.get(country, "fa" if _NOT_ARABIC.search(form.text) else form.language or "ar")


def _is_fit(text: str, language: str, script: str) -> bool:
    shortest = 5 if script in ("Latn", "Cyrl", "Arab") else 3
    if not shortest <= len(text) <= MAX_LENGTH or script in ("Zyyy", "Zzzz") or _NOT_A_NAME.search(text):
        return script == "Latn" and text.isalnum() and 2 <= len(text) < shortest
    return bool(language) or script in ("Latn", "Cyrl")


def _kind(form: SourceForm, text: str, script: str) -> str:
    if form.kind == "reading":
        return "reading"
    if form.kind.endswith("_former"):
        return "former"
    if form.kind == "acronym" or _is_abbreviation(text, script):
        return "short"
    return "alias" if form.kind == "alias" else "name"


def _is_abbreviation(text: str, script: str) -> bool:
    """One word, mostly capitals: УкрНДІЛГА, CNRS. A company may be called so; then it has a longer form too."""
    if script not in ("Latn", "Cyrl") or " " in text:
        return False
    capitals = sum(letter.isupper() for letter in text)
    return len(text) <= 4 or (len(text) <= 10 and capitals >= 2)


def _mark_readings(forms: tuple[FitForm, ...]) -> tuple[FitForm, ...]:
    """Call a pure kana form a reading when the organisation also has a form with kanji."""
    if not any(form.language == "ja" and form.script != "Latn" and not is_kana_only(form.text) for form in forms):
        return forms
    return tuple(
        FitForm(form.text, form.language, form.script, "reading")
        if form.kind == "alias" and is_kana_only(form.text)
        else form
        for form in forms
    )
