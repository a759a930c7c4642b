"""What an issue is, and the words for its category, severity and state."""

from dataclasses import dataclass
from enum import StrEnum

SYSTEM_ACTOR = "system"
"""Who raised an issue when no person did."""


class IssueCategory(StrEnum):
    """Whom an issue is for; the categories of the committee's question."""

    LEGAL = "legal"
    POLICY = "policy"
    STAKEHOLDER = "stakeholder"
    DATA_QUALITY = "data quality"
    TECHNICAL = "technical"
    GOVERNANCE = "governance"
    COST = "cost"


class Severity(StrEnum):
    """How much an issue stands in the way, the gravest first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class IssueState(StrEnum):
    """Whether somebody still has to do something."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """An issue about to be raised.

    Attributes:
        summary: One sentence that a delegate understands.
        office: ST.3 code of the office it concerns, "" for all of them.
        gid: The applicant it is about, for a contest.
        evidence: Ids of proposals (p...) and office records (office:local id); ids only, never names.
        action: What is proposed to do about it.
    """

    category: IssueCategory
    severity: Severity
    summary: str
    office: str = ""
    gid: int | None = None
    evidence: tuple[str, ...] = ()
    action: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue on record.

    Attributes:
        rule: Which rule of the system raised it, "" for a person.
        resolution: Why it was closed.
        version: Grows with every change; the ETag.
    """

    id: int
    draft: IssueDraft
    state: IssueState
    rule: str
    raised_by: str
    raised_at: str
    resolution: str
    closed_by: str
    closed_at: str
    version: int


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """Which issues a list shows; empty means all."""

    state: str = ""
    category: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class IssueChange:
    """What somebody changes of an issue; None leaves a field as it is."""

    state: IssueState | None = None
    severity: Severity | None = None
    action: str | None = None
    resolution: str | None = None
