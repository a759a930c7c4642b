import random
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.errors import GidCheckError, OfficeCodeError
from node.identifiers import MAX_GID, Gid, compact_gid, format_gid, parse_gid, parse_office_code

GIDS = st.integers(1, MAX_GID).map(Gid)

VECTORS = [  # check digits: 98 - (counter * 100 mod 97)
    (1, "GID 0000 0000 0001 95"),
    (97, "GID 0000 0000 0097 98"),
    (123456, "GID 0000 0012 3456 76"),
    (MAX_GID, "GID 9999 9999 9999 48"),
]


@pytest.mark.parametrize(("number", "printed"), VECTORS)
def test_vectors(number: int, printed: str) -> None:
    assert int(printed[-2:]) == 98 - number * 100 % 97
    assert format_gid(Gid(number)) == printed
    assert parse_gid(printed) == parse_gid(compact_gid(Gid(number))) == number


@given(GIDS)
def test_both_forms_read_back_as_the_same_number(gid: Gid) -> None:
    assert parse_gid(compact_gid(gid)) == parse_gid(format_gid(gid)) == gid


def refused(text: str) -> bool:
    try:
        parse_gid(text)
    except GidCheckError:
        return True
    return False


def test_every_single_error_of_the_four_classes_is_refused() -> None:
    """2,000 identifiers: all substitutions, adjacent and jump transpositions, and twin errors; none may pass."""
    drawn, tried = random.Random(20261123), 0
    for _ in range(2_000):
        digits = compact_gid(Gid(drawn.randint(1, MAX_GID)))
        wrong = {digits[:at] + other + digits[at + 1 :] for at in range(14) for other in "0123456789"}
        wrong |= {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(13)}
        wrong |= {digits[:at] + digits[at + 2] + digits[at + 1] + digits[at] + digits[at + 3 :] for at in range(12)}
        twins = [at for at in range(13) if digits[at] == digits[at + 1]]
        wrong |= {digits[:at] + other * 2 + digits[at + 2 :] for at in twins for other in "0123456789"}
        wrong.discard(digits)
        tried += len(wrong)
        assert all(refused(text) for text in wrong)
    assert tried > 300_000


def test_digits_of_other_scripts_are_refused() -> None:
    others = [
        chr(point) for point in range(128, sys.maxunicode + 1) if unicodedata.decimal(chr(point), None) is not None
    ]
    assert len(others) > 500
    digits = compact_gid(Gid(123456))
    for other in others:
        assert refused(other + digits[1:])
        assert refused(digits.replace("6", other))


@pytest.mark.parametrize(
    "text",
    [
        "", " 00000012345676", "00000012345676 ", "0000 0012 3456 76", "gid 0000 0012 3456 76", "GID 000000123456 76",
        "GID  0000 0012 3456 76", "GID 0000-0012-3456-76", "GID 0000\u00a00012 3456 76", "00000012345676\n",
        "000000123456", "000000000000", "00000000000098", "0" * 100_000, "0x000012345676", "1234567",
    ],
)  # fmt: skip
def test_other_forms_are_refused_and_never_repaired(text: str) -> None:
    with pytest.raises(GidCheckError) as caught:
        parse_gid(text)
    assert caught.value.text == text[:40]
    assert len(str(caught.value)) < 200


def test_check_digits_have_one_form_though_two_remainders_agree() -> None:
    """Check digits 95 of number 1 leave remainder 1, and so do none of 00, 01 and 97 where 98 stands."""
    assert refused("00000000009701")
    assert not refused("00000000009798")


@pytest.mark.parametrize("number", [0, -1, MAX_GID + 1])
def test_numbers_outside_the_counter_have_no_form(number: int) -> None:
    with pytest.raises(GidCheckError, match="expected a number from 1"):
        format_gid(Gid(number))


@pytest.mark.parametrize("text", ["", "J", "JPN", "jp", "ＪＰ", "J1", "JP ", "ΑΒ"])
def test_office_codes_are_two_capital_ascii_letters(text: str) -> None:
    with pytest.raises(OfficeCodeError):
        parse_office_code(text)
    assert parse_office_code("WO") == "WO"
