"""Compare many pairs of names as whole strings, and many pairs of applicants by what else is known of them."""

from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from matching.analysis import ORGANISATION, PERSON, LegalKey, NameColumns, legal_form_of
from matching.features import KEY_EXPONENT, FeatureList, sound_features
from matching.legal_forms import compatible
from matching.nodes import Nodes
from matching.tokens import EncodedNames, TokenRarity, consonant_skeleton
from matching.transliteration import CrossScriptComparer

__all__ = ["NAME_FEATURES", "NODE_FEATURES", "NameStrings", "compare_names", "compare_nodes"]

NAME_FEATURES = (
    "letters", "prefix", "sound", "native_letters", "same_spelling", "acronym", "length_ratio", "legal_form",
    "kinds", "scripts", "abjad", "han", "native_covered", "latin_covered", "own_sound",
)  # fmt: skip
"""Columns of `compare_names`."""

NODE_FEATURES = ("country", "country_information", "city", "city_information")
"""Columns of `compare_nodes`."""

LEAST_HEARD = 0.15
"""Summed probability of shared transliteration keys below which two names are not heard to be alike."""

NOTHING_HEARD = -0.5
"""Value of the features across scripts for such pairs."""

NOT_COMPARABLE = -1.0
"""Value of a feature where one side lacks what it needs."""

SAME_PLACE = 0.8
"""Similarity from which two cities or addresses are taken for one."""

LEGAL_NONE, LEGAL_ONE_SIDED, LEGAL_SAME, LEGAL_OVERLAP, LEGAL_CONFLICT = 0.0, 1.0, 2.0, 3.0, 4.0
SCRIPT_LATIN, SCRIPT_SAME, SCRIPT_RELATED, SCRIPT_CROSS, SCRIPT_FOREIGN = 0.0, 1.0, 2.0, 3.0, 4.0

_SCRIPT_FAMILY = {"Latn": 0, "Zyyy": 0, "Hani": 1, "Hans": 1, "Hant": 1, "Jpan": 1, "Hira": 1, "Kana": 1, "Hrkt": 1}
_ABJADS = frozenset({"Arab", "Hebr", "Syrc"})


class NameStrings:
    """Per-name strings and codes that pair comparison needs, worked out once.

    Attributes:
        condensed: Romanised stem without spaces.
        sound: Consonant skeleton of the whole name.
        native: Stem in its own script without spaces, "" for Latin.
        across: Compares spellings across scripts, and remembers.
    """

    def __init__(self, names: NameColumns, encoded: EncodedNames, sounds: FeatureList | None = None) -> None:
        skeletons = {word: consonant_skeleton(word) for word in encoded.words}
        self.condensed = [latin.replace(" ", "") for latin in names.latin]
        self.lengths = np.fromiter(map(len, self.condensed), np.float32, len(self.condensed))
        self.sound = ["".join(skeletons[word] for word in words) for words in names.tokens]
        self.native = names.native
        self.stem = names.stem
        self.latin = names.latin
        self.language = names.language
        self.sounds = _sound_matrix(names, encoded, sounds)
        self.across = CrossScriptComparer()
        if any(names.native):
            self.across.load()
        self.legal = LegalForms(names.legal)
        self.kind = np.array(names.kind, np.int8)
        scripts = sorted(set(names.script))
        self.script = np.fromiter(map(scripts.index, names.script), np.int16, len(names.script))
        self.script_family = np.array(
            [_SCRIPT_FAMILY.get(script, 10 + n) for n, script in enumerate(scripts)], np.int16
        )
        self.script_abjad = np.array([script in _ABJADS for script in scripts], bool)
        self.tokens = names.tokens
        self.single = np.array([len(words) == 1 and 2 <= len(words[0]) <= 8 for words in names.tokens], bool)
        spellings = {text: number for number, text in enumerate(dict.fromkeys(self.condensed))}
        self.spelling = np.fromiter((spellings[text] for text in self.condensed), np.int64, len(self.condensed))


class LegalForms:
    """The legal forms of every name, numbered; how two of them go together is worked out once.

    Args:
        forms: Per name.
    """

    def __init__(self, forms: Sequence[tuple[LegalKey, ...]]) -> None:
        numbers: dict[tuple[LegalKey, ...], int] = {}
        self._code = np.fromiter((numbers.setdefault(one, len(numbers)) for one in forms), np.int64, len(forms))
        self._forms = list(numbers)
        self._states: dict[int, float] = {}

    def compare(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.float32]:
        """How the legal forms of both sides go together: `LEGAL_NONE` and its siblings, per pair of names."""
        pairs, inverse = np.unique(self._code[left] * len(self._forms) + self._code[right], return_inverse=True)
        states = np.fromiter(map(self._state, pairs.tolist()), np.float32, len(pairs))
        return states[inverse]

    def _state(self, pair: int) -> float:
        known = self._states.get(pair)
        if known is None:
            left, right = divmod(pair, len(self._forms))
            known = self._states[pair] = _legal_state(self._forms[left], self._forms[right])
        return known


def _sound_matrix(names: NameColumns, encoded: EncodedNames, sounds: FeatureList | None) -> sp.csr_matrix:
    """[names, keys] probability that a name's words are spelt like the key; empty when all names are Latin."""
    if not any(names.native):
        return sp.csr_matrix(np.zeros((len(names), 1), np.float32))
    heard = sound_features(names, encoded) if sounds is None else sounds
    keys, column = np.unique(heard.keys, return_inverse=True)
    likely = np.minimum(heard.factors ** (1 / KEY_EXPONENT), 1)
    shape = (len(names), max(1, len(keys)))
    return sp.csr_matrix((likely.astype(np.float32), (heard.rows, column)), shape=shape)


_PARTICLES = frozenset(
    {"of", "the", "and", "for", "in", "de", "la", "le", "du", "des", "et", "und", "fur", "der", "die"}
)


def _acronyms(words: tuple[str, ...]) -> tuple[str, str]:
    """First letters of the words, and of the words worth more than a particle."""
    every = "".join(word[0] for word in words)
    worthy = "".join(word[0] for word in words if word not in _PARTICLES)
    return every, worthy


def compare_names(strings: NameStrings, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.float32]:
    """Compare pairs of names as strings.

    Args:
        strings: Prepared names.
        left: Row numbers of names.
        right: Row numbers, as many.

    Returns:
        [pairs, len(NAME_FEATURES)] float32.
    """
    script_left, script_right = strings.script[left], strings.script[right]
    family_left, family_right = strings.script_family[script_left], strings.script_family[script_right]
    scripts = np.select(
        [
            (family_left == 0) & (family_right == 0),
            script_left == script_right,
            family_left == family_right,
            (family_left == 0) | (family_right == 0),
        ],
        [SCRIPT_LATIN, SCRIPT_SAME, SCRIPT_RELATED, SCRIPT_CROSS],
        SCRIPT_FOREIGN,
    )
    native = np.full(len(left), NOT_COMPARABLE, np.float32)
    same_native = np.flatnonzero((scripts == SCRIPT_SAME) | (scripts == SCRIPT_RELATED))
    native[same_native] = _paired(strings.native, left[same_native], right[same_native], OSA.normalized_similarity)
    lengths = strings.lengths[left], strings.lengths[right]
    shorter, longer = np.minimum(*lengths), np.maximum(*lengths)
    abjad = strings.script_abjad[script_left] | strings.script_abjad[script_right]
    columns = [
        _paired(strings.condensed, left, right, OSA.normalized_similarity),
        _paired(strings.condensed, left, right, JaroWinkler.similarity),
        _paired(strings.sound, left, right, OSA.normalized_similarity),
        native,
        strings.spelling[left] == strings.spelling[right],
        _acronym(strings, left, right),
        shorter / np.maximum(longer, 1),
        strings.legal.compare(left, right),
        _kinds(strings.kind[left], strings.kind[right]),
        scripts,
        abjad,
        (family_left == 1) | (family_right == 1),
        *_across_scripts(strings, left, right, family_left, family_right),
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _across_scripts(
    strings: NameStrings,
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    family_left: NDArray[np.int16],
    family_right: NDArray[np.int16],
) -> list[NDArray[np.float32]]:
    """How far a Latin and another name cover each other by spelling and translation; not comparable elsewhere.

    Scoring spellings costs a third of a millisecond a pair, so pairs whose words share no likely key are passed over.
    """
    columns = [np.full(len(left), NOT_COMPARABLE, np.float32) for _ in range(3)]
    across = np.flatnonzero((family_left == 0) != (family_right == 0))
    if len(across) == 0:
        return columns
    for column in columns:
        column[across] = NOTHING_HEARD
    heard = strings.sounds[left[across]].multiply(strings.sounds[right[across]]).sum(axis=1)
    chosen = across[np.asarray(heard).ravel() >= LEAST_HEARD]
    if len(chosen) == 0:
        return columns
    latin = np.where(family_left[chosen] == 0, left[chosen], right[chosen]).tolist()
    native = np.where(family_left[chosen] == 0, right[chosen], left[chosen]).tolist()
    scores = strings.across.compare(
        [strings.latin[name] for name in latin],
        [strings.stem[name] for name in native],
        [strings.language[name] for name in native],
    )
    for column, values in zip(columns, (scores.native_covered, scores.latin_covered, scores.own_words), strict=True):
        column[chosen] = values
    return columns


def _paired(
    texts: Sequence[str], left: NDArray[np.integer], right: NDArray[np.integer], scorer: Callable[..., float]
) -> NDArray[np.float32]:
    first = [texts[number] for number in left.tolist()]
    second = [texts[number] for number in right.tolist()]
    scores: NDArray[np.float32] = process.cpdist(first, second, scorer=scorer, dtype=np.float32, workers=1)
    return scores


def _acronym(strings: NameStrings, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.float32]:
    """1 where one name is a single word made of the other's first letters, else 0."""
    result = np.zeros(len(left), np.float32)
    for short, long in ((left, right), (right, left)):
        for place in np.flatnonzero(strings.single[short] & ~strings.single[long]).tolist():
            if strings.condensed[short[place]] in _acronyms(strings.tokens[long[place]]):
                result[place] = 1.0
    return result


def _legal_state(left: tuple[LegalKey, ...], right: tuple[LegalKey, ...]) -> float:
    if not left and not right:
        return LEGAL_NONE
    if not left or not right:
        return LEGAL_ONE_SIDED
    verdict = compatible([legal_form_of(key) for key in left], [legal_form_of(key) for key in right])
    return {"same": LEGAL_SAME, "compatible": LEGAL_OVERLAP, "different": LEGAL_CONFLICT}.get(verdict, LEGAL_ONE_SIDED)


def _kinds(left: NDArray[np.int8], right: NDArray[np.int8]) -> NDArray[np.float32]:
    """0 unknown or mixed with unknown, 1 both organisations, 2 both persons, 3 conflict."""
    both = np.where((left == ORGANISATION) & (right == ORGANISATION), 1.0, 0.0)
    both = np.where((left == PERSON) & (right == PERSON), 2.0, both)
    return np.where((left != right) & (left != 0) & (right != 0), 3.0, both).astype(np.float32)


def compare_nodes(
    nodes: Nodes,
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    *,
    rarity: TokenRarity,
) -> NDArray[np.float32]:
    """Compare what is known beside the names.

    Args:
        nodes: Applicants as filed.
        left: Node numbers.
        right: Node numbers, as many.
        rarity: How telling places are.

    Returns:
        [pairs, len(NODE_FEATURES)] float32.
    """
    country_left, country_right = nodes.country[left], nodes.country[right]
    known = (country_left >= 0) & (country_right >= 0)
    country = np.where(known, (country_left == country_right).astype(np.float32), NOT_COMPARABLE)
    of_country = np.append(rarity.country_information(nodes.countries), np.float32(0))[country_left]
    city, of_city = _compare_cities(nodes, left, right, rarity)
    shared = np.where(country == 1, of_country, np.float32(0))
    return np.stack([country.astype(np.float32), shared, city, of_city], axis=1)


def _compare_cities(
    nodes: Nodes, left: NDArray[np.integer], right: NDArray[np.integer], rarity: TokenRarity
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Similarity of cities or addresses, and how telling it is that both are there, in nats."""
    similarity = np.full(len(left), NOT_COMPARABLE, np.float32)
    telling = np.zeros(len(left), np.float32)
    both = np.flatnonzero((nodes.city[left] >= 0) & (nodes.city[right] >= 0))
    if len(both) == 0:
        return similarity, telling
    width = len(nodes.cities)
    pairs, inverse = np.unique(nodes.city[left[both]] * width + nodes.city[right[both]], return_inverse=True)
    first, second = np.divmod(pairs, width)
    similarity[both] = _paired(nodes.cities, first, second, OSA.normalized_similarity)[inverse]
    tells = np.minimum(
        *(rarity.place_information([nodes.cities[city] for city in side.tolist()]) for side in (first, second))
    )
    telling[both] = np.where(similarity[both] >= SAME_PLACE, tells[inverse], 0)
    return similarity, telling
