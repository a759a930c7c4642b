"""`gid issues`: the pilot's issue log."""

from typing import Annotated

import typer

from api.cli.offices import office_code
from api.cli.printing import print_json, print_table
from api.cli.users import user_name
from api.issues.model import IssueCategory, IssueChange, IssueDraft, IssueFilter, IssueState, Severity
from api.issues.writing import issues_csv
from api.pilot import open_pilot
from api.schemas.issues import IssueOut, IssuesOut
from api.settings import read_settings
from node.identifiers import parse_gid

app = typer.Typer(help="The issue log: list, add, close, raise.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
MOST = 100_000


@app.command("list")
def list_issues(
    state: Annotated[IssueState | None, typer.Option(help="Only open, or only closed ones.")] = None,
    category: Annotated[IssueCategory | None, typer.Option(help="Only of this category.")] = None,
    office: Annotated[str, typer.Option(help="ST.3 code: only of this office.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all as CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """List issues, open ones and the gravest first."""
    wanted = IssueFilter(state or "", category or "", office_code(office) if office else "")
    with open_pilot(read_settings(), make=False) as pilot:
        found, total = pilot.issue_page(wanted, limit=MOST)
    if as_csv:
        typer.echo(issues_csv(found), nl=False)
    elif as_json:
        print_json(IssuesOut(items=[IssueOut.of(each) for each in found], total=total))
    else:
        rows = [
            (str(each.id), each.state, each.draft.category, each.draft.severity, each.draft.office, each.draft.summary)
            for each in found
        ]
        print_table(("id", "state", "category", "severity", "office", "summary"), rows, flowing="summary")


@app.command("add")
def add_issue(
    category: Annotated[IssueCategory, typer.Option(help="Whom it is for.")],
    summary: Annotated[str, typer.Argument(help="One sentence that a delegate understands.")],
    severity: Annotated[Severity, typer.Option(help="How much it stands in the way.")] = Severity.MEDIUM,
    office: Annotated[str, typer.Option(help="ST.3 code of the office it concerns; all when left out.")] = "",
    gid: Annotated[str, typer.Option(help="The applicant it is about, for a contest.")] = "",
    evidence: Annotated[list[str] | None, typer.Option(help="Id of a proposal or record; may repeat.")] = None,
    action: Annotated[str, typer.Option(help="What is proposed to do about it.")] = "",
) -> None:
    """Raise an issue."""
    draft = IssueDraft(
        category,
        severity,
        summary,
        office=office_code(office) if office else "",
        gid=parse_gid(gid) if gid else None,
        evidence=tuple(evidence or ()),
        action=action,
    )
    with open_pilot(read_settings(), make=False) as pilot:
        raised = pilot.raise_issue(draft, by=user_name())
    typer.echo(f"{raised.id} {raised.state}")


@app.command("close")
def close_issue(
    issue_id: Annotated[int, typer.Argument(metavar="ID", min=1)],
    resolution: Annotated[str, typer.Option(help="How it was settled.")],
) -> None:
    """Close an issue with the way it was settled."""
    with open_pilot(read_settings(), make=False) as pilot:
        closed = pilot.amend_issue(issue_id, IssueChange(IssueState.CLOSED, resolution=resolution), by=user_name())
    typer.echo(f"{closed.id} {closed.state}")


@app.command("raise")
def raise_what_is_seen() -> None:
    """Let the system enter what it sees: homonyms, conflicting identifiers, refused codes, losses, unread scripts."""
    with open_pilot(read_settings(), make=False) as pilot:
        new = pilot.raise_what_is_seen()
    typer.echo(f"{len(new):,} new issues")
