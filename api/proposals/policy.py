"""What may be accepted without a person; every threshold of the workflow is named here or in `matching.config`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matching.records import ApplicantKind, OfficeRecord


@dataclass(frozen=True, slots=True)
class Policy:
    """The pilot's rules of acceptance; `matching.config.MatchConfig` holds the thresholds of probability.

    Attributes:
        accept_register: Whether certain registrations need no person.
        accept_link: Whether a new record that certainly belongs to a GID needs no person.
        accept_persons: Whether natural persons may be accepted without a person looking.
        batch_size: Approvals anchored by one transaction, at most 1,000.
        batch_age_s: How long `gid anchor --watch` lets a smaller batch wait for company, in seconds.
    """

    accept_register: bool = True
    accept_link: bool = True
    accept_persons: bool = True
    batch_size: int = 1_000
    batch_age_s: float = 60.0


def contradictions(records: Iterable[OfficeRecord]) -> list[str]:
    """Identifier schemes in which the records state different values, sorted.

    An office's own number of the applicant is the local id, not an identifier; a number given by
    somebody else belongs to one applicant, so two values speak against one applicant.
    """
    values: dict[str, set[str]] = {}
    for record in records:
        for identifier in record.identifiers:
            values.setdefault(identifier.scheme, set()).add(identifier.value.strip().upper())
    return sorted(scheme for scheme, found in values.items() if len(found) > 1)


@dataclass(frozen=True, slots=True)
class Case:
    """What the policy looks at: `sides` and `resembles` as in `grouping.Group`."""

    kind: str
    sides: int
    probability: float
    resembles: int
    records: Sequence[OfficeRecord]


def reasons_to_wait(case: Case, policy: Policy, *, accept_from: float) -> tuple[str, ...]:
    """Why a person has to decide, in sentences for that person; empty when the policy may accept."""
    reasons = []
    if case.kind == "merge":
        reasons.append("A merge ends the life of one identifier, so a person decides.")
    if case.sides > 1:
        reasons.append(f"It is not certain that these {case.sides} groups of records are one applicant.")
    if case.probability < accept_from:
        reasons.append(f"The probability {case.probability:.3f} is below the {accept_from:g} asked for.")
    for scheme in contradictions(case.records):
        reasons.append(f"The records state different values of the identifier {scheme}.")
    if case.resembles:
        reasons.append(f"There are {case.resembles} more doubtful links to records outside this proposal.")
    if case.kind == "register" and not policy.accept_register:
        reasons.append("The policy leaves every registration to a person.")
    if case.kind == "link" and not policy.accept_link:
        reasons.append("The policy leaves every link to a person.")
    if not policy.accept_persons and any(record.kind is ApplicantKind.NATURAL_PERSON for record in case.records):
        reasons.append("The policy leaves natural persons to a person.")
    return tuple(reasons)
