"""Whole names across scripts: values held as they were before words were compared in bulk, and the bounds on memory."""

import numpy as np
import pytest

from matching.transliteration import CrossScriptComparer, compare_across_scripts

# Latin, native, language; native covered, latin covered, own words: from the implementation that went span by span.
HELD = [
    ("samsung electronics", "삼성전자", "ko", 0.950000, 1.000000, 0.000000),
    ("yoko ishida", "이시다 요코", "ko", 0.969339, 0.969339, 0.985000),
    ("xi jinping", "习近平", "zh", 0.996362, 0.996362, 0.996362),
    ("university of tehran", "دانشگاه تهران", "fa", 0.988861, 1.000000, 0.000000),
    ("toppan insatsu", "凸版印刷", "ja", 0.991342, 0.993496, 0.988469),
    ("arna", "институт по рибни ресурси гр варна", "", 0.202283, 0.890000, 0.890000),
    ("aaron sorkin", "실라지 아론", "ko", 0.450760, 0.466207, 0.890000),
    ("aisin seiki", "大王製紙", "ja", 0.448427, 0.447073, 0.890000),
    ("abdurrahman wahid", "압두라만 와힛", "ko", 0.939551, 0.939551, 0.989102),
    ("njs", "株式会社エヌジェーエス", "ja", 0.000000, 0.000000, 0.000000),
    ("brother industries", "ブラザー工業", "ja", 0.885103, 0.981674, 0.974344),
    ("moscow state technical university bauman",
     "московский государственный технический университет имени баумана", "ru", 0.852308, 0.983037, 0.955896),
    ("hebrew university of jerusalem", "האוניברסיטה העברית בירושלים", "he", 0.718534, 0.649481, 0.994749),
    ("abc trading", "abc商事", "ja", 0.501021, 0.500000, 1.000000),
    ("papadopoulos", "παπαδοπουλος", "el", 0.985000, 0.985000, 0.985000),
    ("", "삼성", "ko", 0.000000, 0.000000, 0.000000),
    ("van der berg", "", "", 0.000000, 0.000000, 0.000000),
    ("philips", "皇家飞利浦", "zh", 0.383605, 0.639342, 0.639342),
    ("of the", "大学", "zh", 0.000000, 0.000000, 0.000000),
]  # fmt: skip


def columns(scores):
    return np.stack([scores.native_covered, scores.latin_covered, scores.own_words], axis=1)


def held(rows):
    latin, native, languages, *values = zip(*rows, strict=True)
    return (list(latin), list(native), list(languages)), np.array(values).T


def test_scores_are_those_of_the_span_by_span_comparison():
    (latin, native, languages), values = held(HELD)
    np.testing.assert_allclose(columns(compare_across_scripts(latin, native, languages=languages)), values, atol=2e-6)


def test_what_was_compared_before_changes_nothing():
    (latin, native, languages), values = held(HELD)
    comparer = CrossScriptComparer()
    comparer.compare(latin, native[::-1], languages[::-1])
    np.testing.assert_allclose(columns(comparer.compare(latin, native, languages)), values, atol=2e-6)


@pytest.mark.parametrize("bound", ["names_kept", "texts_kept", "scores_kept"])
def test_tight_bounds_forget_but_do_not_change_scores(bound):
    (latin, native, languages), values = held(HELD)
    comparer = CrossScriptComparer(**{bound: 2})
    for _ in range(2):
        np.testing.assert_allclose(columns(comparer.compare(latin, native, languages)), values, atol=2e-6)
