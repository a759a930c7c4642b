"""Use cases of the issue log: raise, list, change; each change with its line in the audit trail."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine

from api.clock import Clock, stamp
from api.errors import StaleIssueError
from api.issues.model import SYSTEM_ACTOR, Issue, IssueChange, IssueDraft, IssueState
from api.issues.rules import RULES, Corpus
from api.store.audit import note
from api.store.engine import writing
from api.store.issues import add_issue, change_issue, issues_of_rules, read_issue, restate


def raise_issue(engine: Engine, draft: IssueDraft, *, by: str, clock: Clock) -> Issue:
    """Enter an issue that a person raises."""
    at = stamp(clock())
    with writing(engine) as connection:
        number = add_issue(connection, draft, rule="", by=by, at=at)
        _note(connection, "issue_raised", number, by, at)
        return read_issue(connection, number)


def raise_what_is_seen(engine: Engine, corpus: Corpus, *, clock: Clock) -> list[int]:
    """Let every rule look, enter what is new and bring open issues of the system up to date.

    An issue that a person closed stays closed while its rule sees the same; one with other evidence is raised anew.

    Returns:
        The numbers of the new issues.
    """
    seen = [(rule, draft) for rule, look in RULES.items() for draft in look(corpus)]
    at, new = stamp(clock()), []
    with writing(engine) as connection:
        known = issues_of_rules(connection)
        for rule, draft in seen:
            before = known.get((rule, draft.office))
            same = before is not None and (before.draft.summary, before.draft.evidence) == (
                draft.summary,
                draft.evidence,
            )
            if same:
                continue
            if before is not None and before.state is IssueState.OPEN:
                restate(connection, before, draft)
                continue
            number = add_issue(connection, draft, rule=rule, by=SYSTEM_ACTOR, at=at)
            _note(connection, "issue_raised", number, SYSTEM_ACTOR, at, rule=rule)
            new.append(number)
    return new


def amend_issue(
    engine: Engine, issue_id: int, change: IssueChange, *, by: str, clock: Clock, expected_version: int | None = None
) -> Issue:
    """Change an issue: close it with a resolution, open it again, weigh it anew, or propose another action.

    Raises:
        UnknownIssueError: there is none with this number.
        StaleIssueError: it is not at the version the change was made to.
    """
    at = stamp(clock())
    with writing(engine) as connection:
        before = read_issue(connection, issue_id)
        if expected_version is not None and before.version != expected_version:
            raise StaleIssueError(issue_id, expected=expected_version, actual=before.version)
        values = _values(before, change, by, at)
        if values:
            change_issue(connection, issue_id, values)
            _note(connection, "issue_changed", issue_id, by, at, fields=sorted(values))
        return read_issue(connection, issue_id)


def _values(before: Issue, change: IssueChange, by: str, at: str) -> dict[str, Any]:
    wanted: Mapping[str, Any] = {
        "severity": change.severity,
        "action": change.action,
        "resolution": change.resolution,
    }
    values = {name: value for name, value in wanted.items() if value is not None}
    if change.state is not None and change.state is not before.state:
        closed = change.state is IssueState.CLOSED
        values |= {"state": change.state, "closed_by": by if closed else "", "closed_at": at if closed else ""}
    return values


def _note(connection: Connection, action: str, number: int, by: str, at: str, **detail: str | Sequence[str]) -> None:
    note(connection, action, f"issue:{number}", actor=by, at=at, detail=detail)
