"""The issue log on the wire."""

from typing import Annotated

from pydantic import Field

from api.issues.model import Issue, IssueCategory, IssueChange, IssueDraft, IssueState, Severity
from api.schemas.changes import PersonName
from api.schemas.wire import Wire
from node.identifiers import Gid, compact_gid, parse_gid

Office = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
By = PersonName


class IssueIn(Wire):
    """An issue to raise; a contest by an applicant has the category stakeholder and a `gid`."""

    category: IssueCategory
    severity: Severity = Severity.MEDIUM
    summary: Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"\S")]
    office: Office = ""
    gid: Annotated[str, Field(max_length=30)] | None = None
    evidence: Annotated[list[Annotated[str, Field(max_length=160)]], Field(max_length=200, default_factory=list)]
    action: Annotated[str, Field(max_length=2_000)] = ""
    by: By = "reviewer"

    def draft(self) -> IssueDraft:
        """As the log takes it."""
        return IssueDraft(
            category=self.category,
            severity=self.severity,
            summary=self.summary,
            office=self.office,
            gid=parse_gid(self.gid) if self.gid else None,
            evidence=tuple(self.evidence),
            action=self.action,
        )


class IssueChangeIn(Wire):
    """What to change; a field that is left out stays as it is."""

    state: IssueState | None = None
    severity: Severity | None = None
    action: Annotated[str, Field(max_length=2_000)] | None = None
    resolution: Annotated[str, Field(max_length=2_000)] | None = None
    by: By = "reviewer"

    def change(self) -> IssueChange:
        """As the log takes it."""
        return IssueChange(self.state, self.severity, self.action, self.resolution)


class IssueOut(Wire):
    """An issue on record; `rule` names the rule of the system that raised it, "" for a person."""

    id: int
    category: IssueCategory
    severity: Severity
    summary: str
    office: str
    gid: str | None
    evidence: list[str]
    action: str
    state: IssueState
    rule: str
    raised_by: str
    raised_at: str
    resolution: str
    closed_by: str
    closed_at: str
    version: int

    @classmethod
    def of(cls, issue: Issue) -> "IssueOut":
        """From the log."""
        draft = issue.draft
        return cls(
            id=issue.id,
            category=draft.category,
            severity=draft.severity,
            summary=draft.summary,
            office=draft.office,
            gid=compact_gid(Gid(draft.gid)) if draft.gid is not None else None,
            evidence=list(draft.evidence),
            action=draft.action,
            state=issue.state,
            rule=issue.rule,
            raised_by=issue.raised_by,
            raised_at=issue.raised_at,
            resolution=issue.resolution,
            closed_by=issue.closed_by,
            closed_at=issue.closed_at,
            version=issue.version,
        )


class IssuesOut(Wire):
    """Issues, open ones and the gravest first."""

    items: list[IssueOut]
    total: int
    next_cursor: str | None = None
