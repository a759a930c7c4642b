"""Reasons add up, and queries find what was indexed."""

import math

import pytest

from matching.errors import MatchingError
from matching.explain import explain_pair, explain_pairs
from matching.pipeline import cluster_records
from matching.records import Identifier, NameForm, NameKind, NameTable, OfficeRecord
from matching.search import ApplicantSearch
from matching.standard_name import pick_standard_name


def record(record_id: str, *names: str, **fields: object) -> OfficeRecord:
    return OfficeRecord(record_id, tuple(NameForm(name) for name in names), **fields)  # type: ignore[arg-type]


LEFT = record("a", "Nordwind Turbines GmbH", country="DE", city="Kiel")
RIGHT = record("b", "Nordwind Turbinen GmbH", country="DE")


def test_probability_does_not_depend_on_which_record_comes_first() -> None:
    assert explain_pair(LEFT, RIGHT).probability == pytest.approx(explain_pair(RIGHT, LEFT).probability)


def test_evidence_quotes_the_side_it_belongs_to() -> None:
    words = next(e for e in explain_pair(RIGHT, LEFT).evidence if e.feature == "words")
    assert (words.left, words.right) == ("nordwind turbinen", "nordwind turbines")


def test_weights_of_two_cases_differ_by_what_their_evidence_says() -> None:
    near, far = explain_pair(LEFT, RIGHT), explain_pair(LEFT, record("c", "Sudmeer Optik AG", country="DE"))
    gap = math.log(near.probability / (1 - near.probability)) - math.log(far.probability / (1 - far.probability))
    shown = sum(e.weight for e in near.evidence) - sum(e.weight for e in far.evidence)
    assert shown == pytest.approx(gap, abs=0.5)  # reasons below LEAST_WEIGHT are not shown


def test_many_pairs_are_explained_in_order_and_like_single_ones() -> None:
    others = [record(f"o{n}", f"Nordwind {word}") for n, word in enumerate(("Turbines", "Logistics", "Optics"))]
    many = explain_pairs([(LEFT, other) for other in others])
    assert [decision.right for decision in many] == ["o0", "o1", "o2"]
    assert [d.probability for d in many] == pytest.approx([explain_pair(LEFT, o).probability for o in others])


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


@pytest.mark.parametrize("other", [RIGHT, record("c", "Sudmeer Optik AG", country="AT"), record("d", "北風渦輪")])
def test_weights_add_up_to_the_probability(other: OfficeRecord) -> None:
    decision = explain_pair(LEFT, other)
    assert sum(one.weight for one in decision.evidence) == pytest.approx(log_odds(decision.probability), abs=0.01)


def test_what_the_company_of_all_records_said_is_a_reason_of_its_own() -> None:
    (decision,) = explain_pairs([(LEFT, RIGHT)], believed=[0.4])
    company = next(one for one in decision.evidence if one.feature == "company")
    assert decision.probability == 0.4
    assert company.weight == pytest.approx(log_odds(0.4) - log_odds(explain_pair(LEFT, RIGHT).probability), abs=0.01)
    assert sum(one.weight for one in decision.evidence) == pytest.approx(log_odds(0.4), abs=0.01)


def test_equal_records_can_be_explained() -> None:
    assert explain_pair(LEFT, LEFT).probability > 0.5


def test_any_two_sides_get_sentences() -> None:
    evidence = explain_pair(record("a", "!!!"), record("b", "株式会社青空", "")).evidence
    assert all(one.sentence.endswith(".") for one in evidence)


def test_search_finds_by_name_and_by_identifier() -> None:
    lei = (Identifier("lei", "529900T8BM49AURSDO55"),)
    index = ApplicantSearch.build(
        [LEFT, record("x", "Sudmeer Optik AG"), record("y", "Feldberg Pumpen", identifiers=lei)]
    )
    assert index.query("nordwind turbine gmbh")[0].record_id == "a"
    found = index.query(record("q", "Unrelated", identifiers=lei))[0]
    assert (found.record_id, found.probability > 0.999) == ("y", True)


def test_added_records_are_found_and_replace_older_ones() -> None:
    index = ApplicantSearch.build([LEFT])
    index.add([record("z", "Feldberg Pumpen KG"), record("a", "Talbach Ventile")])
    assert len(index) == 2
    assert index.query("Talbach Ventile")[0].record_id == "a"
    assert index.query("Feldberg Pumpen")[0].record_id == "z"


@pytest.mark.parametrize("question", ["zzyzx qwrtp", "12345", "!!!", "株式会社青空"])
def test_nobody_is_no_answer(question: str) -> None:
    assert ApplicantSearch.build([LEFT, record("x", "Sudmeer Optik AG")]).query(question) == []


@pytest.mark.parametrize(
    ("typed", "meant"), [("nordwind turb", "a"), ("sudm", "x"), ("株式会社青空", "y"), ("青空製", "y")]
)
def test_a_name_is_found_before_it_is_typed(typed: str, meant: str) -> None:
    others = [record("x", "Sudmeer Optik AG"), record("y", "株式会社青空製作所")]
    assert ApplicantSearch.build([LEFT, *others]).query(typed)[0].record_id == meant


def test_a_country_tells_namesakes_apart() -> None:
    index = ApplicantSearch.build(
        [record("de", "Alpha Optik", country="DE"), record("us", "Alpha Optik", country="US")]
    )
    assert index.query(record("q", "Alpha Optik", country="US"))[0].record_id == "us"
    assert index.query(record("q", "Alpha Optik", country="DE"))[0].record_id == "de"


def test_a_table_is_indexed_like_records() -> None:
    records = [LEFT, RIGHT, record("x", "Sudmeer Optik AG"), record("x2", "Sudmeer Optik AG")]
    table = NameTable(
        [one.record_id for one in records], [one.name_forms[0].text for one in records],
        country=[one.country for one in records], city=[one.city for one in records],
    )  # fmt: skip
    for question in ("sudmeer optik", "nordwind turbine"):
        by_table = ApplicantSearch.of_table(table).query(question)
        assert by_table == ApplicantSearch.build(records).query(question)
    assert [one.record_id for one in ApplicantSearch.of_table(table).query("sudmeer optik")] == ["x", "x2"]


def test_many_additions_stay_searchable_and_replaced_records_go() -> None:
    index = ApplicantSearch.build([LEFT])
    for number in range(9):
        index.add([record(f"n{number}", f"Talbach Ventile {number}"), record("a", f"Osprey Robotics {number}")])
    assert len(index) == 10
    assert index.query("Osprey Robotics 8")[0].record_id == "a"
    assert all(one.record_id != "a" for one in index.query("Nordwind Turbines"))
    assert {one.record_id for one in index.query("Talbach Ventile 3")[:1]} == {"n3"}


def test_search_in_nothing_finds_nothing() -> None:
    assert ApplicantSearch.build([]).query("anybody") == []


def test_search_refuses_no_answers() -> None:
    with pytest.raises(MatchingError, match="top must be at least 1, got 0"):
        ApplicantSearch.build([LEFT]).query("x", top=0)


def test_standard_name_is_on_record_and_prefers_legal_names() -> None:
    forms = [
        NameForm("NORDWIND TURBINES GMBH"),
        NameForm("Nordwind Turbines GmbH"),
        NameForm("Nordwind", kind=NameKind.SHORT),
        NameForm("Nordwind", kind=NameKind.SHORT),
    ]
    assert pick_standard_name(forms).text == "Nordwind Turbines GmbH"
    assert pick_standard_name(forms[::-1]) == pick_standard_name(forms)


def test_latin_of_a_name_without_one_is_marked_as_made() -> None:
    name = pick_standard_name([NameForm("Ромашка", "ru")])
    assert (name.text, name.latin_is_romanised) == ("Ромашка", True)
    assert name.latin.isascii()


def test_explanation_fits_the_link_of_its_run() -> None:
    records = [LEFT, RIGHT, *(record(f"n{n}", f"Firma {n:03} Bau GmbH", country="DE") for n in range(40))]
    clustering = cluster_records(records)
    link = next(link for link in clustering.links if (link.left, link.right) == ("a", "b"))
    explained = explain_pairs([(LEFT, RIGHT)], rarity=clustering.rarity)[0]
    assert explained.probability == pytest.approx(link.probability, abs=0.06)  # the link has had its second look
