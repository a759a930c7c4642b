"""Reasons for and against, in words a clerk reads; each with the share of the belief it accounts for."""

from dataclasses import dataclass

__all__ = ["GROUPS", "Evidence", "PairFacts", "describe"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against two records being one applicant; shown to the reviewer as it stands.

    Attributes:
        feature: Id of the comparison, e.g. "words".
        score: 0.0 (contradicts) to 1.0 (agrees), dimensionless.
        left: The exact form compared, after folding.
        right: The same of the other record.
        weight: Log-odds it contributes, positive for, negative against; all weights and the starting belief sum to
            the log-odds of the decision.
        sentence: English, without jargon.
    """

    feature: str
    score: float
    left: str
    right: str
    weight: float
    sentence: str


GROUPS: dict[str, tuple[str, ...]] = {
    "words": (
        "cover_less", "cover_more", "exact_less", "exact_more", "lost_less", "lost_more", "matched_information",
        "matched_peak", "unmatched_fewer", "unmatched_more", "words_fewer", "words_more", "first_words", "last_words",
        "spelling_doubt", "own_less", "own_more", "own_peak", "slip_gap", "slip_known",
    ),
    "spelling": ("letters", "prefix", "native_letters", "same_spelling", "length_ratio"),
    "sound": ("sound", "scripts", "abjad", "han", "native_covered", "latin_covered", "own_sound"),
    "translation": ("concepts_matched",),
    "word order": ("crossed_words", "same_order", "initials"),
    "numbers": ("numbers",),
    "acronym": ("acronym",),
    "legal form": ("legal_form",),
    "kind": ("kinds",),
    "country": ("country", "country_information"),
    "place": ("city", "city_information"),
    "frequency": ("name_frequency_less", "name_frequency_more"),
}  # fmt: skip
"""Features of the pair model by the reason they stand for."""


@dataclass(frozen=True, slots=True)
class PairFacts:
    """What the sentences quote: the forms compared on either side, by reason, and the feature values."""

    forms: dict[str, tuple[str, str]]
    values: dict[str, float]


def describe(reason: str, weight: float, facts: PairFacts) -> Evidence:
    """Put one reason into words."""
    left, right = facts.forms[reason]
    score, sentence = _SENTENCES[reason](facts.values)
    return Evidence(reason, max(0.0, min(1.0, score)), left, right, weight, sentence)


Sentence = tuple[float, str]
"""Score and sentence of one reason."""


def _words(value: dict[str, float]) -> Sentence:
    share = value["cover_less"]
    if share > 0.999 and value["unmatched_more"] == 0:
        return share, "Every word of either name is found in the other."
    if value["unmatched_fewer"] == 0 and value["unmatched_more"] > 0:
        return share, f"One name has every word of the other and {value['unmatched_more']:.0f} more."
    if value["matched_information"] == 0:
        return share, "The names have no word in common."
    if value["spelling_doubt"] > 0 and value["unmatched_more"] == 0:
        return share, "All words match, some only approximately."
    return share, f"About {share:.0%} of what is distinctive in the names is shared, counted by rarity of the words."


def _spelling(value: dict[str, float]) -> Sentence:
    if value["same_spelling"] > 0:
        return 1.0, "Written without spaces and marks, the names are the same."
    return value["letters"], f"Letter by letter the names agree to {value['letters']:.0%}."


def _sound(value: dict[str, float]) -> Sentence:
    if value["scripts"] >= 3:
        return value["sound"], f"The names are in different scripts; their consonants agree to {value['sound']:.0%}."
    return value["sound"], f"The consonants agree to {value['sound']:.0%}."


def _translation(value: dict[str, float]) -> Sentence:
    count = value["concepts_matched"]
    return min(1.0, count / 2), f"{count:.0f} word(s) agree as translations." if count else "No word is a translation."


def _order(value: dict[str, float]) -> Sentence:
    if value["initials"] > 0:
        return 0.5, "An initial in one name fits a full word in the other."
    if value["same_order"] < 1:
        return value["same_order"], "The words that match come in another order."
    return 1.0, "The words that match come in the same order."


def _numbers(value: dict[str, float]) -> Sentence:
    states = {
        0.0: (0.5, "Neither name contains a number."),
        1.0: (1.0, "The numbers in the names agree."),
        2.0: (0.3, "Only one name contains a number that the other lacks."),
    }
    return states.get(value["numbers"], (0.0, "The names contain different numbers."))


def _acronym(value: dict[str, float]) -> Sentence:
    if value["acronym"] > 0:
        return 1.0, "One name is made of the first letters of the other."
    return 0.5, "Neither name is an acronym of the other."


def _legal_form(value: dict[str, float]) -> Sentence:
    states = {
        0.0: (0.5, "Neither name states a legal form."),
        1.0: (0.5, "Only one name states a legal form."),
        2.0: (1.0, "The legal forms agree."),
        3.0: (0.7, "The legal forms agree in part."),
    }
    return states.get(value["legal_form"], (0.0, "The legal forms differ."))


def _kind(value: dict[str, float]) -> Sentence:
    states = {0.0: (0.5, "Whether both are persons or both organisations is not known."),
              1.0: (1.0, "Both are organisations."), 2.0: (1.0, "Both are natural persons.")}  # fmt: skip
    return states.get(value["kinds"], (0.0, "One is a natural person, the other an organisation."))


def _country(value: dict[str, float]) -> Sentence:
    if value["country"] < 0:
        return 0.5, "The country of at least one is not known."
    return (1.0, "Both are in the same country.") if value["country"] else (0.0, "They are in different countries.")


def _place(value: dict[str, float]) -> Sentence:
    if value["city"] < 0:
        return 0.5, "The city or address of at least one is not known."
    if value["city"] >= 1:
        return 1.0, "The city or address is the same."
    return value["city"], f"The city or address agrees to {value['city']:.0%}."


def _frequency(value: dict[str, float]) -> Sentence:
    if value["name_frequency_more"] > 0.7:
        return 0.3, "Several records are spelt like this, so agreement says less."
    return 0.5, "No other record is spelt like this."


_SENTENCES = {
    "words": _words,
    "spelling": _spelling,
    "sound": _sound,
    "translation": _translation,
    "word order": _order,
    "numbers": _numbers,
    "acronym": _acronym,
    "legal form": _legal_form,
    "kind": _kind,
    "country": _country,
    "place": _place,
    "frequency": _frequency,
}
