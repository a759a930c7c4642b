"""The kinds of difference between two names of one applicant by which figures are given."""

from enum import StrEnum

__all__ = ["VARIATION_MEANINGS", "Variation"]


class Variation(StrEnum):
    """Kinds of difference, in the order in which they are tried."""

    CASE = "capitals and punctuation"
    LEGAL_FORM = "legal form"
    DIACRITICS = "diacritics"
    SPACING = "spacing"
    WORD_ORDER = "word order"
    TRANSLITERATION = "transliteration"
    PART_TRANSLATED = "partly translated"
    ACRONYM = "acronym"
    FORMER_NAME = "former name"
    INITIALS = "initials"
    TYPING_ERROR = "typing error"
    ABBREVIATION = "abbreviation"
    TRUNCATION = "truncation"
    WORDS_LEFT_OUT = "words left out"
    TRANSLATION = "translation"
    OTHER_WORDING = "other wording"
    NOTHING_SHARED = "nothing in common"


VARIATION_MEANINGS = {
    Variation.CASE: "The same after folding: capitals, width, punctuation.",
    Variation.LEGAL_FORM: "The same once legal forms are taken away: Inc and Ltd, Corp. and Corporation, 株式会社.",
    Variation.DIACRITICS: "The same letters but for marks or spelling conventions: Müller and Mueller.",
    Variation.SPACING: "The same letters with other gaps between words.",
    Variation.WORD_ORDER: "The same words in another order.",
    Variation.TRANSLITERATION: "Two scripts, or kana beside Han: romanised, at least 60 % of the letters agree.",
    Variation.PART_TRANSLATED: "Two scripts: one word sounds alike (75 % of its letters), the rest does not.",
    Variation.ACRONYM: "The source says so, or one name is made of the initials of the other.",
    Variation.FORMER_NAME: "The source says that one of the names is no longer used.",
    Variation.INITIALS: "Persons: initials stand for words.",
    Variation.TYPING_ERROR: "At most two letters wrong, missing, added or swapped, and at most a fifth of the name.",
    Variation.ABBREVIATION: "Word by word the same, some shortened: Corp for Corporation.",
    Variation.TRUNCATION: "One name is the beginning of the other, cut inside a word or after twenty letters.",
    Variation.WORDS_LEFT_OUT: "One name has all words of the other and more.",
    Variation.TRANSLATION: "Other words in another script, or in another language as the source has it.",
    Variation.OTHER_WORDING: "At least one word in common, none of the above.",
    Variation.NOTHING_SHARED: "One script, no word in common, none of the above.",
}
"""One sentence per kind, for reports."""
