"""Cut a folded name into comparable words: segmentation for scripts without spaces, light stemming for the others.

The lexicon is learnt over exactly these words and looked up with them, so this module is used by both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from matching.romanise.chinese import fold_han
from matching.romanise.kana import to_katakana
from matching.romanise.latin import romanise_latin
from matching.romanise.scripts import script_runs

LONGEST_WORD = 8  # characters of a vocabulary word in an unspaced script
UNKNOWN_CHARACTER = -14.0  # natural log probability of a character outside the vocabulary
UNKNOWN_KANA = -5.0  # the same for katakana, which mostly spells names
UNSPACED = frozenset({"Jpan", "Hang", "Thai", "Laoo", "Khmr", "Mymr"})
_WORD = re.compile(r"[\w׳]+")  # geresh belongs to its Hebrew letter
_KANA_OR_NOT = re.compile(r"[ァ-ヺー]+|[^ァ-ヺー]+")
# Legal forms glued to a name would otherwise be learnt as part of the word beside them. Simplified shapes.
GLUED_FORM = re.compile(
    "((?:一般|公益|特定非营利活动|国立研究开发|国立大学|地方独立行政|独立行政|学校|医疗|社会福祉|投资)?(?:财团|社团)?法人|株式会社|有限会社|合同会社"
    "|合资会社|股份有限公司|有限责任公司|有限公司|주식회사|유한회사|재단법인|사단법인|학교법인)"
)
MIN_KANA_WORD = 3  # shorter pieces of katakana words are chance
_MIN_STEM = 4
_MIN_COMPOUND, _MIN_HEAD = 11, 6  # letters: forschungs-zentrum; shorter tails are chance
_CYRILLIC_ENDING = re.compile(
    "(?:ого|его|ому|ему|ыми|ими|ая|яя|ое|ее|ой|ей|ый|ий|ої|ых|их|им|ым|ую|юю|ия|ии|ию|ие|ів|ов|ев|ам|ям|ами|ями|ах|ях"
    "|а|я|о|е|у|ю|ы|и|і|ї|є|ь|й)$"
)
_GREEK_ENDING = re.compile("(?:ικων|ικου|ικης|ικο|ικη|ικα|ων|ου|ης|ας|ος|ον|ες|ια|η|α|ο|ι|ω|ς)$")


def _stem_latin(word: str) -> str:
    if len(word) <= _MIN_STEM or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    return word[:-1]


def _stem_arabic(word: str) -> str:
    for prefix in ("وال", "بال", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word[1:] if word[0] == "و" and len(word) > 5 else word


def _stem_hebrew(word: str) -> str:
    return word[1:] if word[0] in "הל" and len(word) > 4 else word


def stem_word(word: str, script: str) -> str:
    """Take inflection, articles and attached prefixes off a word, as far as cheap rules go.

    Args:
        word: One folded word; Latin in bare ASCII.
        script: ISO 15924 code of the word itself.

    Returns:
        The stem; the word itself for scripts without rules and for short words.
    """
    if script == "Latn":
        return _stem_latin(word)
    if script == "Arab":
        return _stem_arabic(word)
    if len(word) <= _MIN_STEM:
        return word
    if script == "Hebr":
        return _stem_hebrew(word)
    ending = _CYRILLIC_ENDING if script == "Cyrl" else _GREEK_ENDING if script == "Grek" else None
    if ending is None:
        return word
    stem = ending.sub("", word)
    return stem if len(stem) >= _MIN_STEM else word


def shorter_forms(word: str, script: str) -> tuple[str, ...]:
    """Return what else to look an unknown word up as.

    Args:
        word: A stemmed word.
        script: ISO 15924 code of the word itself.

    Returns:
        Arabic and Hebrew without a one-letter prefix; the last part of a long Latin compound, longest first.
    """
    if script == "Arab" and len(word) > 4 and word[0] in "لبوك":
        return (word[1:], stem_word(word[1:], script))
    if script == "Hebr" and len(word) > 4 and word[0] in "ובלמש":
        return (word[1:], stem_word(word[1:], script))
    if script == "Latn" and len(word) >= _MIN_COMPOUND:
        return tuple(word[cut:] for cut in range(3, len(word) - _MIN_HEAD + 1))
    return ()


def segment(text: str, vocabulary: Mapping[str, float]) -> list[str]:
    """Cut unspaced text into its most probable words (unigram model, Viterbi).

    Args:
        text: A run without spaces; at most 512 characters, as folding guarantees.
        vocabulary: Word to natural log probability.

    Returns:
        Words in order; neighbouring single characters stay together as one word.
    """
    kana = "ァ" <= text[:1] <= "ヺ"
    shortest, unknown = (MIN_KANA_WORD, UNKNOWN_KANA) if kana else (1, UNKNOWN_CHARACTER)
    best = [0.0] * (len(text) + 1)
    start_of = [0] * (len(text) + 1)
    lookup = vocabulary.get
    for end in range(1, len(text) + 1):
        single = unknown if kana else lookup(text[end - 1], unknown)
        top, top_start = best[end - 1] + single, end - 1
        for start in range(max(0, end - LONGEST_WORD), end - shortest + 1):
            known = lookup(text[start:end])
            if known is not None and best[start] + known > top:
                top, top_start = best[start] + known, start
        best[end], start_of[end] = top, top_start
    words: list[str] = []
    end = len(text)
    while end:
        words.append(text[start_of[end] : end])
        end = start_of[end]
    words.reverse()
    return _join_singles(words)


def _join_singles(words: list[str]) -> list[str]:
    """Put back together what was cut to single characters: it is a name the vocabulary does not know."""
    joined: list[str] = []
    open_run = False
    for word in words:
        if len(word) == 1 and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = len(word) == 1
    return joined


class NameWord(NamedTuple):
    """One word of a name."""

    script: str  # ISO 15924; "Jpan" for Han and kana alike
    text: str  # for comparison: Latin in bare ASCII, Han in simplified shape, hiragana as katakana
    stem: str  # what the lexicon knows it as
    surface: str  # as written: what a reading in Japanese must be made from


def _runs(folded: str) -> Iterator[tuple[str, str, str]]:
    """Yield (script, run for comparison, run as written); both are equally long in unspaced scripts."""
    for script, written in script_runs(folded):
        if script == "Latn":
            for word in _WORD.findall(written):
                yield script, romanise_latin(word)[0], word
        elif script in UNSPACED:
            plain = to_katakana(fold_han(written)) if script == "Jpan" else written
            for match in _WORD.finditer(plain):
                start = match.start()
                for piece in _cut_unspaced(match[0]):
                    yield script, piece, written[start : start + len(piece)]
                    start += len(piece)
        else:
            for word in _WORD.findall(written):
                yield script, word, word


def split_runs(folded: str) -> list[tuple[str, str]]:
    """Cut a folded name into runs of letters and digits of one script, normalised for comparison.

    Args:
        folded: A name after `folding.fold_name`.

    Returns:
        (script, run): Latin in bare ASCII, Han in simplified shape, hiragana as katakana; katakana apart from Han.
    """
    return [(script, run) for script, run, _ in _runs(folded)]


def _cut_unspaced(run: str) -> list[str]:
    return [part for piece in GLUED_FORM.split(run) if piece for part in _KANA_OR_NOT.findall(piece)]


def whole_words(folded: str, vocabulary: Mapping[str, float]) -> list[NameWord]:
    """Cut a folded name into words.

    Args:
        folded: A name after `folding.fold_name`.
        vocabulary: Words of the unspaced scripts with log probabilities.

    Returns:
        Words in order of writing.
    """
    words: list[NameWord] = []
    for script, run, written in _runs(folded):
        if script not in UNSPACED:
            words.append(NameWord(script, run, stem_word(run, script), written))
            continue
        start = 0
        for word in segment(run, vocabulary):
            words.append(NameWord(script, word, word, written[start : start + len(word)]))
            start += len(word)
    return words


def split_words(folded: str, vocabulary: Mapping[str, float]) -> list[tuple[str, str]]:
    """Cut a folded name into stems: (script, stem) in order of writing; see `whole_words`."""
    return [(word.script, word.stem) for word in whole_words(folded, vocabulary)]
