"""The policy accepts only what is certain, and says in words why anything else waits."""

from dataclasses import replace

import pytest

from api.proposals.policy import Case, Policy, contradictions, reasons_to_wait
from matching.records import ApplicantKind, Identifier, NameForm, OfficeRecord

RECORD = OfficeRecord("JP:1", (NameForm("Aoyama"),), office="JP", identifiers=(Identifier("lei", "5493X"),))
CERTAIN = Case("register", sides=1, probability=0.9995, resembles=0, records=[RECORD])


DEFAULT = Policy()


def reasons(case: Case, policy: Policy = DEFAULT) -> tuple[str, ...]:
    return reasons_to_wait(case, policy, accept_from=0.999)


def test_certain_registration_waits_for_nobody() -> None:
    assert reasons(CERTAIN) == ()


def test_threshold_itself_is_enough() -> None:
    assert reasons(replace(CERTAIN, probability=0.999)) == ()


@pytest.mark.parametrize(
    ("case", "word"),
    [
        (replace(CERTAIN, probability=0.9989), "below"),
        (replace(CERTAIN, sides=2), "2 groups"),
        (replace(CERTAIN, resembles=1), "outside this proposal"),
        (replace(CERTAIN, kind="merge"), "merge"),
        (replace(CERTAIN, records=[RECORD, replace(RECORD, identifiers=(Identifier("lei", "OTHER"),))]), "lei"),
    ],
)
def test_each_doubt_makes_it_wait(case: Case, word: str) -> None:
    (reason,) = reasons(case)
    assert word in reason


def test_same_identifier_in_other_case_is_no_contradiction() -> None:
    other = replace(RECORD, identifiers=(Identifier("lei", " 5493x"), Identifier("ror", "y")))
    assert contradictions([RECORD, other]) == []


def test_office_can_keep_decisions_to_people() -> None:
    assert reasons(CERTAIN, Policy(accept_register=False))
    assert reasons(replace(CERTAIN, kind="link"), Policy(accept_link=False))
    person = replace(RECORD, kind=ApplicantKind.NATURAL_PERSON)
    assert reasons(replace(CERTAIN, records=[person]), Policy(accept_persons=False))
    assert not reasons(replace(CERTAIN, records=[person]))
