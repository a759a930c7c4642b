"""The classifier of differences, by example; and what became of pairs, on names made for it."""

import numpy as np
import pytest

from matching.analysis import NameKey, analyse_names
from matching.config import MatchConfig
from matching.errors import InvalidTableError
from matching.pipeline import cluster_names
from matching.quality import LabelledNames, measure_names
from matching.quality.calibration import Beliefs, share_interval
from matching.quality.differences import classify_variation, written_names
from matching.quality.fates import Fate, row_pairs_within
from matching.quality.retrieval import Bound
from matching.quality.variation import VARIATION_MEANINGS, Variation
from matching.records import NameTable

V = Variation


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Acme Optical, Corp", "ACME OPTICAL CORP.", V.CASE),
        ("Acme Optical Corp.", "Acme Optical Corporation", V.LEGAL_FORM),
        ("Acme Optical Inc", "Acme Optical Ltd", V.LEGAL_FORM),
        ("株式会社青空電機", "青空電機", V.LEGAL_FORM),
        ("Peña Química", "Pena Quimica", V.DIACRITICS),
        ("Nord Wind Turbines", "Nordwind Turbines", V.SPACING),
        ("Optical Acme", "Acme Optical", V.WORD_ORDER),
        ("Ромашка", "Romashka", V.TRANSLITERATION),
        ("Tokyo University", "東京大学", V.PART_TRANSLATED),
        ("中国科学院", "Chinese Academy of Sciences", V.TRANSLATION),
        ("IBM", "International Business Machines", V.ACRONYM),
        ("Feldberg Pumpen", "Feldbreg Pumpen", V.TYPING_ERROR),
        ("General Manufacturing", "Gen. Mfg.", V.ABBREVIATION),
        ("Feldberg Pumpenwerke Schwar", "Feldberg Pumpenwerke Schwarzwald", V.TRUNCATION),
        ("Feldberg Pumpen", "Feldberg Pumpen Schwarzwald", V.WORDS_LEFT_OUT),
        ("Feldberg Pumpen", "Feldberg Kreiselwerke Beteiligung", V.OTHER_WORDING),
        ("Feldberg Pumpen", "Quarz Optik", V.NOTHING_SHARED),
    ],
)
def test_difference_is_named(left: str, right: str, expected: Variation) -> None:
    assert _variation(left, right) == expected
    assert _variation(right, left) == expected


def test_persons_have_initials() -> None:
    assert _variation("J. A. Smith", "John Albert Smith", kind="person") == V.INITIALS
    assert _variation("John Smith", "John A. Smith", kind="person") == V.INITIALS


def test_the_source_tells_former_names_acronyms_and_languages() -> None:
    assert _variation("Hikari Works", "Kage Mills", kinds=("english", "english_former")) == V.FORMER_NAME
    assert _variation("Hikari Works", "HKW1", kinds=("display", "acronym")) == V.ACRONYM
    assert _variation("Freie Schule", "Free Academy", languages=("de", "en")) == V.TRANSLATION


def test_what_leaves_the_spelling_alone_comes_before_what_the_source_says() -> None:
    assert _variation("Hikari Inc", "Hikari Ltd", kinds=("english", "english_former")) == V.LEGAL_FORM


def test_every_kind_has_a_meaning() -> None:
    assert set(VARIATION_MEANINGS) == set(Variation)


def test_figures_are_those_of_the_clustering_users_get() -> None:
    names = labelled()
    quality = measure_names(names, resamples=0)
    found = cluster_names(names.table)
    assert quality.scores.clusters == len(found.standard_name)
    assert quality.statistics.candidate_pairs == found.statistics.candidate_pairs


def test_every_true_pair_has_one_fate() -> None:
    quality = measure_names(labelled(), resamples=0)
    assert sum(quality.fates.fates.values()) == quality.fates.pairs == 4
    assert sum(one.pairs for one in quality.variations) == sum(one.pairs for one in quality.scripts) == 4
    assert quality.fates.fates[Fate.JOINED] >= 1
    assert sum(one.claimed for one in quality.variations) == quality.fates.claimed


def test_names_with_nothing_in_common_are_named_so() -> None:
    quality = measure_names(labelled(), resamples=0)
    assert [(loss.bound, loss.lost) for loss in quality.bounds] == [(Bound.NOTHING, 1)]


def test_too_few_neighbours_are_blamed() -> None:
    rows = [f"Nordwind Turbines {own} {word}" for own in ("Quarz", "Romb") for word in ("Kiel", "Ulm", "Bonn")]
    names = of(rows, ["a", "1", "2", "3", "a", "4"])
    bounds = [loss.bound for loss in measure_names(names, config=MatchConfig(neighbours=1), resamples=0).bounds]
    assert bounds == [Bound.CROWDED]
    assert measure_names(names, config=MatchConfig(neighbours=20), resamples=0).bounds == ()


def test_names_without_letters_are_counted_and_left_out() -> None:
    quality = measure_names(of(["🙂", "Acme Optical", "ACME Optical"], ["a", "b", "b"]), resamples=0)
    assert (quality.nameless, len(quality.names)) == (1, 2)
    with pytest.raises(InvalidTableError, match="at least one row"):
        measure_names(of(["🙂"], ["a"]))


def test_examples_are_wrong_and_explained() -> None:
    names = of(["Acme Optical Inc", "ACME OPTICAL INC", "Romashka", "Quarz"], ["a", "b", "c", "c"])
    quality = measure_names(names, resamples=0)
    wrong = quality.wrong[0]
    assert names.entity[wrong.left] != names.entity[wrong.right]
    assert wrong.evidence
    assert wrong.probability >= 0.6


def test_rows_that_repeat_a_name_count_once() -> None:
    names = of(["Acme", "Acme", "Acme"], ["a", "a", "b"]).distinct()
    assert (names.table.name, names.entity) == (["Acme", "Acme"], ("a", "b"))


def test_sampling_takes_whole_entities() -> None:
    names = of([f"Name {n}" for n in range(40)], [f"e{n // 4}" for n in range(40)]).at_most(10)
    sizes = {entity: names.entity.count(entity) for entity in names.entity}
    assert set(sizes.values()) == {4}
    assert 10 <= len(names) < 14


def test_pairs_within_groups_are_all_or_a_sample() -> None:
    group = np.array([0, 1, 0, 1, 0])
    left, right = row_pairs_within(group, limit=100, seed=1)
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2), (0, 4), (1, 3), (2, 4)]
    many = row_pairs_within(np.zeros(200, np.int64), limit=500, seed=1)[0]
    assert 350 < len(many) < 650


def test_reliability_weighs_entries_by_their_pairs() -> None:
    beliefs = Beliefs(np.array([0.95, 0.2]), np.array([3.0, 0.0]), np.array([4.0, 1.0]))
    reliability = beliefs.reliability()
    assert [(one.count, one.share) for one in reliability.bins] == [(1.0, 0.0), (4.0, 0.75)]
    assert reliability.error == pytest.approx((0.2 * 1 + 0.2 * 4) / 5)
    claim = beliefs.claim(0.9)
    assert (claim.count, claim.precision) == (4.0, 0.75)
    assert beliefs.claim(0.99).precision is None


def test_interval_of_a_share_is_wilson() -> None:
    assert share_interval(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-3)  # Wilson 1927
    assert share_interval(0, 0) == (0.0, 1.0)


def labelled() -> LabelledNames:
    """One pair that matches, one across scripts, one word order, one that cannot be found, and a stranger."""
    return of(
        ["Acme Optical Corp", "Acme Optical Corporation", "Ромашка", "Romashka", "Nordwind Kraft", "Kraft Nordwind",
         "Qqq", "Zzz", "Feldberg Pumpen"],
        [*"aabbccdde"],
    )  # fmt: skip


def of(names: list[str], entities: list[str]) -> LabelledNames:
    return LabelledNames("made up", NameTable([f"r{n}" for n in range(len(names))], names), tuple(entities))


def _variation(
    left: str,
    right: str,
    *,
    kind: str = "organisation",
    kinds: tuple[str, str] = ("", ""),
    languages: tuple[str, str] = ("", ""),
) -> Variation:
    names = analyse_names([NameKey(left, applicant_type=kind), NameKey(right, applicant_type=kind)])
    return classify_variation(*written_names(names, languages, kinds, (0, 1)))
