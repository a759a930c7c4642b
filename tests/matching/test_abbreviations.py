"""What is short for one word in names of organisations is read as that word."""

import pytest

from matching.abbreviations import spell_out


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("univ of nc at chapel hill", "university of north carolina at chapel hill"),
        ("regents of the univ of ne", "regents of the university of nebraska"),
        ("university of so calif", "university of southern california"),
        ("partners ii", "partners 2"),
        ("solar projects two", "solar projects 2"),
        ("natl inst of hlth", "national institute of health"),
        # short for nothing here
        ("ne trading", "ne trading"),
        ("laboratory of mass spectrometry", "laboratory of mass spectrometry"),
        ("institute of in vitro research", "institute of in vitro research"),
        ("university", "university"),
        ("", ""),
    ],
)
def test_abbreviations_are_spelt_out(written: str, read: str) -> None:
    assert spell_out(written) == read
    assert spell_out(read) == read
