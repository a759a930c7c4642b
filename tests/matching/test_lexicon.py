"""The lexicon: words of one meaning share a concept in every script, and names stay out of it."""

import time

import pytest

from matching.folding import fold_name
from matching.lexicon import concept_name, concepts, concepts_of, load_lexicon, name_words
from matching.lexicon.words import segment, shorter_forms, split_words, stem_word, whole_words

SAME_MEANING = [
    (
        "university",
        ["大学", "大學", "universität", "universidad", "université", "университет", "جامعة", "대학교", "universiteit"],
    ),
    ("electronic", ["電子", "电子", "전자", "electronics", "électronique"]),
    ("institute", ["研究所", "институт", "instituto", "institut", "معهد", "연구소"]),
    ("hospital", ["病院", "医院", "병원", "hôpital"]),
    ("industry", ["工業", "kogyo"]),
    ("bank", ["銀行", "은행"]),
    ("research", ["forschung", "recherche", "исследовательский", "بحوث"]),
]


def names_of_concepts(name):
    return {concept_name(number) for number, _, _ in concepts_of(fold_name(name))}


@pytest.mark.parametrize(("concept", "word"), [(concept, word) for concept, words in SAME_MEANING for word in words])
def test_words_of_one_meaning_share_a_concept(concept, word):
    assert concept in names_of_concepts(word)


@pytest.mark.parametrize("name", ["Krohne", "Hoechst", "華為", "カネコ", "Zbigniew"])
def test_names_have_no_concept(name):
    assert not concepts_of(fold_name(name))


def test_compounds_without_spaces_are_cut_into_words():
    assert names_of_concepts("電子工業") >= {"electronic", "industry"}
    assert names_of_concepts("서울대학교병원") >= {"university", "hospital"}
    assert "electronic" in names_of_concepts("삼성전자")


def test_name_words_are_what_is_left():
    assert name_words(fold_name("東芝電子工業株式会社")) == ("东芝",)
    assert name_words(fold_name("University of Xanadu")) == ("xanadu",)


def test_whole_words_keep_the_shape_as_written():
    words = whole_words(fold_name("東芝テック株式会社"), load_lexicon().vocabulary)
    assert [word.surface for word in words] == ["東芝", "テック", "株式会社"]
    assert words[0].text == "东芝"


def test_weights_of_a_word_sum_to_at_most_one():
    for word, meanings in load_lexicon().words.items():
        assert 0 < sum(weight for _, weight in meanings) <= 1.005, word


def test_concepts_takes_tokens_of_any_script():
    assert concepts(["東京", "大学"]) == concepts_of("東京 大学")


@pytest.mark.parametrize(
    ("word", "script", "stem"),
    [("universities", "Latn", "university"), ("университета", "Cyrl", "университет"), ("الجامعه", "Arab", "جامعه"),
     ("האוניברסיטה", "Hebr", "אוניברסיטה"), ("glass", "Latn", "glass"), ("касперского", "Cyrl", "касперск")],
)  # fmt: skip
def test_stem_word_takes_inflection_and_article_off(word, script, stem):
    assert stem_word(word, script) == stem


def test_shorter_forms_offer_the_tail_of_a_compound():
    assert "zentrum" in shorter_forms("forschungszentrum", "Latn")


def test_segment_prefers_known_words_and_joins_unknown_characters():
    vocabulary = {"电子": -3.0, "工业": -3.0, "电": -6.0}
    assert segment("东芝电子工业", vocabulary) == ["东芝", "电子", "工业"]


def test_segmenting_the_longest_name_is_fast():
    name = "東" * 512
    started = time.process_time()
    split_words(name, load_lexicon().vocabulary)
    assert time.process_time() - started < 0.2
