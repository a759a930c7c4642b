"""The issue log in the store."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, case, func, insert, select, update

from api.errors import UnknownIssueError
from api.issues.model import Issue, IssueCategory, IssueDraft, IssueFilter, IssueState, Severity
from api.store.tables import issues

_GRAVEST_FIRST = case({severity: place for place, severity in enumerate(Severity)}, value=issues.c.severity)


def add_issue(connection: Connection, draft: IssueDraft, *, rule: str, by: str, at: str) -> int:
    """Enter an issue and return its number."""
    row = {**_columns(draft), "state": IssueState.OPEN, "rule": rule, "raised_by": by, "raised_at": at}
    added = connection.execute(insert(issues).values(**row, resolution="", closed_by="", closed_at="", version=1))
    key = added.inserted_primary_key
    assert key is not None
    return int(key[0])


def read_issue(connection: Connection, issue_id: int) -> Issue:
    """One issue.

    Raises:
        UnknownIssueError: there is none with this number.
    """
    row = connection.execute(select(issues).where(issues.c.id == issue_id)).mappings().first()
    if row is None:
        raise UnknownIssueError(issue_id)
    return _issue(row)


def change_issue(connection: Connection, issue_id: int, values: Mapping[str, Any]) -> None:
    """Change fields of an issue and count its version up."""
    statement = update(issues).where(issues.c.id == issue_id)
    connection.execute(statement.values(**values, version=issues.c.version + 1))


def restate(connection: Connection, issue: Issue, draft: IssueDraft) -> None:
    """Bring an issue of the system up to what its rule sees now; what people wrote stays."""
    change_issue(connection, issue.id, {"summary": draft.summary, "evidence": list(draft.evidence)})


def issue_page(connection: Connection, wanted: IssueFilter, *, limit: int, after: int = 0) -> tuple[list[Issue], int]:
    """Issues, open ones and the gravest first, from behind the first `after`; and how many there are in all."""
    table = issues.c
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (table.state, wanted.state),
        (table.category, wanted.category),
        (table.office, wanted.office),
    ):
        if value:
            conditions.append(column == value)
    total = connection.execute(select(func.count()).select_from(issues).where(*conditions)).scalar_one()
    order = (table.state.desc(), _GRAVEST_FIRST, table.category, table.id)
    rows = connection.execute(select(issues).where(*conditions).order_by(*order).limit(limit).offset(after))
    return [_issue(row) for row in rows.mappings()], total


def issues_of_rules(connection: Connection) -> dict[tuple[str, str], Issue]:
    """The newest issue that each rule of the system raised for each office."""
    rows = connection.execute(select(issues).where(issues.c.rule != "").order_by(issues.c.id)).mappings()
    return {(row["rule"], row["office"]): _issue(row) for row in rows}


def _columns(draft: IssueDraft) -> dict[str, Any]:
    fields: Sequence[str] = ("category", "severity", "summary", "office", "gid", "action")
    return {**{name: getattr(draft, name) for name in fields}, "evidence": list(draft.evidence)}


def _issue(row: RowMapping) -> Issue:
    draft = IssueDraft(
        category=IssueCategory(row["category"]),
        severity=Severity(row["severity"]),
        summary=row["summary"],
        office=row["office"],
        gid=row["gid"],
        evidence=tuple(row["evidence"]),
        action=row["action"],
    )
    same = ("id", "rule", "raised_by", "raised_at", "resolution", "closed_by", "closed_at", "version")
    return Issue(draft=draft, state=IssueState(row["state"]), **{name: row[name] for name in same})
