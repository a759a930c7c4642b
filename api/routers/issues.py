"""The issue log: list, raise, change."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from api.issues.model import IssueCategory, IssueFilter, IssueState
from api.issues.writing import issues_csv
from api.routers.acting import ActingAccount
from api.routers.etags import version_in
from api.routers.pilot import ServedPilot
from api.schemas.issues import IssueChangeIn, IssueIn, IssueOut, IssuesOut
from api.schemas.wire import ANSWERS, Limit
from node.errors import InvalidInputError

router = APIRouter(prefix="/v1/issues", tags=["issues"], responses=ANSWERS)

MOST_IN_CSV = 100_000
CSV = "text/csv"


@router.get("", response_model=IssuesOut, responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}})
def list_issues(
    pilot: ServedPilot,
    request: Request,
    state: IssueState | None = None,
    category: IssueCategory | None = None,
    office: Annotated[str, Query(pattern="^([A-Z]{2})?$")] = "",
    limit: Limit = 50,
    cursor: Annotated[str, Query(max_length=9)] = "",
) -> Response | IssuesOut:
    """List issues, open ones and the gravest first; with `Accept: text/csv` all of them as a file."""
    wanted = IssueFilter(state or "", category or "", office)
    if CSV in request.headers.get("accept", ""):
        found, _ = pilot.issue_page(wanted, limit=MOST_IN_CSV)
        name = 'attachment; filename="issues.csv"'
        return Response(issues_csv(found), media_type=CSV, headers={"Content-Disposition": name})
    after = _after(cursor)
    found, total = pilot.issue_page(wanted, limit=limit, after=after)
    following = str(after + limit) if after + limit < total else None
    return IssuesOut(items=[IssueOut.of(each) for each in found], total=total, next_cursor=following)


@router.post("", status_code=201)
def raise_issue(issue: IssueIn, pilot: ServedPilot, acting: ActingAccount, response: Response) -> IssueOut:
    """Raise an issue; a contest by an applicant has the category stakeholder and the GID it is about."""
    draft = issue.draft()
    raised = pilot.raise_issue(replace(draft, office=acting.acts_for(draft.office)), by=acting.signs_as(issue.by))
    response.headers["ETag"] = f'"{raised.version}"'
    return IssueOut.of(raised)


@router.patch("/{issue_id}")
def change_issue(
    issue_id: Annotated[int, Path(ge=1, le=MOST_IN_CSV * 1_000)],
    change: IssueChangeIn,
    pilot: ServedPilot,
    acting: ActingAccount,
    response: Response,
    if_match: Annotated[str | None, Header(description="The ETag of the issue that was read.")] = None,
) -> IssueOut:
    """Close an issue, open it again, or change what is proposed; with If-Match 412 when somebody else was faster."""
    acting.require_concern([pilot.issue(issue_id).draft.office])
    version = version_in(if_match) if if_match is not None else None
    changed = pilot.amend_issue(issue_id, change.change(), by=acting.signs_as(change.by), expected_version=version)
    response.headers["ETag"] = f'"{changed.version}"'
    return IssueOut.of(changed)


def _after(cursor: str) -> int:
    if cursor and not (cursor.isascii() and cursor.isdigit()):
        raise InvalidInputError("the cursor is not one that an earlier page gave", advice="start without it")
    return int(cursor or 0)
