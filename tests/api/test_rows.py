"""A row is taken as it was filed, or refused with a reason for the person who made the file."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake.limits import IntakeLimits
from api.intake.rows import OtherName, RawRecord, RowProblem, check_row
from matching.records import ApplicantKind, NameKind

GOOD = RawRecord(office="JP", local_id="900123456", name="株式会社青山")
LIMITS = IntakeLimits()


def test_name_stays_as_filed() -> None:
    record = check_row(replace(GOOD, name="  Ａｏｙａｍａ　㈱ ", name_latin="Aoyama"), LIMITS)
    assert record.record_id == "JP:900123456"
    assert [(form.text, form.kind) for form in record.name_forms] == [
        ("  Ａｏｙａｍａ　㈱ ", NameKind.LEGAL),
        ("Aoyama", NameKind.TRANSLITERATION),
    ]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("organisation", ApplicantKind.LEGAL_PERSON),
        ("legalPerson", ApplicantKind.LEGAL_PERSON),
        ("person", ApplicantKind.NATURAL_PERSON),
        ("naturalPerson", ApplicantKind.NATURAL_PERSON),
        ("", ApplicantKind.UNKNOWN),
    ],
)
def test_both_vocabularies_of_kinds_are_read(word: str, kind: ApplicantKind) -> None:
    assert check_row(replace(GOOD, applicant_type=word), LIMITS).kind is kind


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"office": "ZZ"}, "office 'ZZ' is not a current WIPO ST.3 code"),
        ({"office": "SU"}, "office 'SU' is not a current WIPO ST.3 code"),
        ({"office": ""}, "office '' is not"),
        ({"local_id": " "}, "local_id is blank"),
        ({"local_id": "9" * 151}, "local_id has 151 characters, at most 150"),
        ({"name": ""}, "name is blank"),
        ({"name": " \u3000 "}, "name is blank"),
        ({"name": "x" * 513}, "name has 513 characters, at most 512"),
        ({"name": "株" * 512}, None),
        ({"name": "..."}, "name holds no letter and no digit"),
        ({"name": "\u0301" * 500}, "name holds no letter and no digit"),
        ({"name": "ﷺ" * 512}, "name unfolds to"),
        ({"name": "\U00020000" * 512}, None),
        ({"name": "A\x00B"}, r"name holds the control character U\+0000"),
        ({"name": "A\nB"}, r"name holds the control character U\+000A"),
        ({"name": "A\x1b[2JB"}, r"name holds the control character U\+001B"),
        ({"name": "Aoyama \u202egpj"}, r"name holds the control character U\+202E"),
        ({"name": "A\u2066B"}, r"name holds the control character U\+2066"),
        ({"name": "A\u2028B"}, r"name holds the control character U\+2028"),
        ({"name_latin": "A\u202dB"}, r"name_latin holds the control character U\+202D"),
        ({"city": "A\u202eB"}, r"city holds the control character U\+202E"),
        ({"name": "شركة\u200f الواحة \u200c\u200e"}, None),
        ({"name_language": "ja-" + "x" * 10**6}, "language 'ja-xxx"),
        ({"name": "x" * 2 * 10**6}, "name has 2,000,000 characters, at most 512"),
        ({"name": "\ud800"}, r"name holds the control character U\+D800"),
        ({"name_language": "Japanese!"}, "language 'Japanese!' of name is not"),
        ({"applicant_type": "company"}, "applicant_type 'company' is not"),
        ({"country": "jp"}, "country 'jp' is not"),
        ({"country": "JPN"}, "country 'JPN' is not"),
        ({"city": "x" * 513}, "city has 513"),
        ({"identifiers": (("LEI", "x"),)}, "scheme 'LEI' is not lower-case"),
        ({"identifiers": (("lei", " "),)}, "identifiers holds a blank"),
        ({"identifiers": (("lei", "x" * 129),)}, "identifiers has 129"),
        ({"identifiers": (("lei", "x"),) * 1001}, "identifiers has 1,001 entries"),
        ({"families": ("",)}, "families holds a blank"),
        ({"other_names": (OtherName("old", "", "x"),)}, "kind 'old' is not one of legal, former"),
        ({"other_names": (OtherName("former", "", "x"),) * 63}, "other_names has 63 entries"),
    ],
)
def test_row_is_refused_with_its_reason(change: dict[str, Any], reason: str | None) -> None:
    raw = replace(GOOD, **change)
    if reason is None:
        assert check_row(raw, LIMITS).name_forms[0].text == raw.name
        return
    with pytest.raises(RowProblem, match=reason):
        check_row(raw, LIMITS)


def test_name_over_the_byte_cap_is_refused() -> None:
    with pytest.raises(RowProblem, match="name has 2,048 bytes in UTF-8, at most 2,000"):
        check_row(replace(GOOD, name="\U00020000" * 512), IntakeLimits(max_name_bytes=2_000))


@given(st.text(max_size=600), st.text(max_size=200), st.text(max_size=20))
def test_any_text_is_taken_as_it_is_or_refused_as_a_row(name: str, local_id: str, country: str) -> None:
    refusal = ""
    try:
        record = check_row(replace(GOOD, name=name, local_id=local_id, country=country), LIMITS)
    except RowProblem as problem:
        refusal = str(problem)
    if refusal:
        assert refusal.isprintable()
    else:
        assert record.name_forms[0].text == name
        assert record.record_id == f"JP:{local_id}"
