"""Any Unicode string up to the cap is handled in bounded time, wherever it enters; above the cap one clear error."""

import itertools
import random
import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import MatchingError, NameTooLongError
from matching.explain import explain_pair, explain_pairs
from matching.folding import MAX_NAME_CHARS, fold_name
from matching.pipeline import cluster_names
from matching.records import NameForm, NameTable, OfficeRecord
from matching.search import ApplicantSearch

COUNT = 10_000

FOLD_S, CLUSTER_S, EXPLAIN_S, QUERY_S = 0.25, 120.0, 60.0, 2.0
"""Processor seconds allowed: one name folded, all clustered, all neighbours explained, one query. Ten times what they
take on the machine of the measurements, so that only a blow-up fails."""

LETTERS = "aZéßøłñ漢字東京カナかな한국어АбвЯقلمאבที่हिन्दीΩґ"
LEGAL_FORMS = ("GmbH", "Co.", "& Co.", "KG", "Ltd", "Inc", "S.A.", "株式会社", "有限公司", "ООО", "주식회사", "ש.ל")

Maker = Callable[[random.Random], str]


def picked(pool: str, least: int, most: int) -> Maker:
    return lambda chance: "".join(chance.choices(pool, k=chance.randint(least, most)))


def repeated(text: str, most: int) -> Maker:
    return lambda chance: text * chance.randint(1, most)


COMMON: tuple[Maker, ...] = (
    lambda chance: "a" + picked("\u0301\u0327\u0489\u20dd\u064b\u0e34", 1, 500)(chance),
    lambda chance: picked("\u202e\u2066\u200f\u200d\u200b\ufeff", 1, 40)(chance) + picked(LETTERS, 1, 20)(chance),
    picked("🙂👨‍👩‍👧🏳️‍🌈🇯🇵", 1, 100),
    picked("0123456789٠١٢٣४५６７", 1, 60),
    picked(" .,;()&+@$/-'\"!?·・。、", 1, 80),
    lambda chance: "ab" + chance.choice("\ud800\udfff\udc80") + picked("xyz", 0, 3)(chance),
    picked("aаαɑ", 1, 40),
    lambda chance: chance.choice(LETTERS) * MAX_NAME_CHARS,
    lambda chance: " ".join(chance.choices(LEGAL_FORMS, k=chance.randint(1, 60))),
    lambda chance: "\0" + picked(LETTERS, 0, 10)(chance) + "\0",
    lambda chance: "&" + "amp;" * chance.randint(1, 120),
    lambda chance: "<" * chance.randint(1, 256) + picked("bi/>", 1, 200)(chance),
    lambda chance: "(" * chance.randint(1, 256) + ")" * chance.randint(1, 256),
    picked("c/o t/a aka f/k/a , ;", 10, 400),
    lambda chance: " ".join(picked("abcdefghijklmnopqrstuvwxyz", 1, 2)(chance) for _ in range(160)),
    repeated("ÃÂ¢â‚¬", 60),
    picked("".join(map(chr, range(1, 0x3000))), 1, 120),
    lambda chance: "".join(chr(chance.randint(0, 0x10FFFF)) for _ in range(chance.randint(1, 100))),
    repeated("\ufdfa", 28),
    lambda chance: "No. " + picked("IVXLCDM0123456789 .", 1, 200)(chance),
)
"""Cheap to make and to match."""

LONG: tuple[Maker, ...] = tuple(
    picked(pool, 400, MAX_NAME_CHARS)
    for pool in (LETTERS, "アイウエオカキクケコ", "東京大阪山田電機工業", "가나다라마바사")
)
"""As long as allowed in scripts without gaps: 30 to 60 milliseconds each, so fewer of them."""


def adversarial_names(count: int, *, seed: int) -> list[str]:
    chance = random.Random(seed)
    makers = [LONG[n // 250 % len(LONG)] if n % 250 == 0 else COMMON[n % len(COMMON)] for n in range(count)]
    return [make(chance)[:MAX_NAME_CHARS] for make in makers]


@pytest.fixture(scope="module")
def names() -> Sequence[str]:
    """Those of 10,000 that fold within the cap; a few unfold to more."""
    kept = []
    for name in adversarial_names(COUNT, seed=1):
        started = time.process_time()
        try:
            folded = fold_name(name)
        except NameTooLongError:  # within the cap as it came, beyond it once unfolded
            continue
        finally:
            assert time.process_time() - started < FOLD_S, ascii(name)
        assert fold_name(folded) == folded, ascii(name)
        kept.append(name)
    assert len(kept) > 0.9 * COUNT
    return kept


def test_clustering_takes_any_names(names: Sequence[str]) -> None:
    started = time.process_time()
    found = cluster_names(NameTable([str(n) for n in range(len(names))], names))
    assert time.process_time() - started < CLUSTER_S
    assert len(found.cluster) == len(names)
    assert set(found.standard_name) <= set(names)
    assert found.statistics.candidate_pairs < 40 * len(names)


def test_explaining_takes_any_names(names: Sequence[str]) -> None:
    records = [OfficeRecord(str(n), (NameForm(name),)) for n, name in enumerate(names)]
    started = time.process_time()
    decisions = explain_pairs(list(itertools.pairwise(records)))
    assert time.process_time() - started < EXPLAIN_S
    assert all(0.0 <= decision.probability <= 1.0 for decision in decisions)
    assert all(one.sentence.endswith(".") for decision in decisions[::97] for one in decision.evidence)


def test_search_takes_any_names(names: Sequence[str]) -> None:
    some = [name for name in names[::20] if fold_name(name)]
    index = ApplicantSearch.build([OfficeRecord(str(n), (NameForm(name),)) for n, name in enumerate(some)])
    for name in some[::3]:
        started = time.process_time()
        found = index.query(name, top=3)
        assert time.process_time() - started < QUERY_S, ascii(name)
        assert len(found) <= 3


@pytest.mark.parametrize("size", [MAX_NAME_CHARS + 1, 1_000_000])
def test_above_the_cap_every_entrance_says_so(size: int) -> None:
    name = "x" * size
    record = OfficeRecord("r", (NameForm(name),))
    message = f"at most {MAX_NAME_CHARS} code points, this one has {size}"
    for entrance in (
        lambda: fold_name(name),
        lambda: cluster_names(NameTable(["r"], [name])),
        lambda: explain_pair(record, OfficeRecord("s", (NameForm("Acme"),))),
        lambda: ApplicantSearch.build([OfficeRecord("s", (NameForm("Acme"),))]).query(name),
    ):
        with pytest.raises(MatchingError, match=message):
            entrance()


def test_one_letter_as_often_as_allowed() -> None:
    for letter in set(LETTERS):
        name = letter * (MAX_NAME_CHARS if len(letter.casefold()) == 1 else MAX_NAME_CHARS // 2)
        twice = cluster_names(NameTable(["a", "b"], [name, f"{name[:-1]} "]))
        assert len(twice.cluster) == 2


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=MAX_NAME_CHARS // 4), st.text(max_size=60))
def test_two_texts_are_compared_alike_from_either_side(left: str, right: str) -> None:
    first, second = OfficeRecord("a", (NameForm(left),)), OfficeRecord("b", (NameForm(right),))
    forth, back = explain_pair(first, second), explain_pair(second, first)
    assert 0.0 <= forth.probability <= 1.0
    assert forth.probability == pytest.approx(back.probability, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=40), min_size=1, max_size=15))
def test_rows_keep_their_places(names: list[str]) -> None:
    found = cluster_names(NameTable([str(n) for n in range(len(names))], names))
    assert sorted(set(found.cluster.tolist())) == list(range(len(found.standard_name)))
    assert all(found.standard_name[cluster] in names for cluster in found.cluster.tolist())
