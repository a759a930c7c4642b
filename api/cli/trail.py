"""`gid trail`: the audit trail, searched, exported and checked."""

from typing import Annotated

import typer

from api.cli.printing import print_json, print_table
from api.errors import TrailBrokenError
from api.pilot import open_pilot
from api.schemas.access import AuditEntryOut, AuditOut
from api.settings import read_settings
from api.store.audit import TrailFilter


def trail(
    actor: Annotated[str, typer.Option(help="Who: an account, policy, matching, anchor, ...")] = "",
    action: Annotated[str, typer.Option(help="What, as in proposal_approved.")] = "",
    subject: Annotated[str, typer.Option(help="About what: the id of a proposal, the name of an account, ...")] = "",
    since: Annotated[str, typer.Option(help="From this day or moment on, UTC.")] = "",
    until: Annotated[str, typer.Option(help="Before this day or moment, UTC.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    cursor: Annotated[str, typer.Option(help="Where an earlier list ended.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Check every entry; exit 1 names the first bad one.")] = False,
    head: Annotated[
        str, typer.Option(help="With --check: a head noted earlier, to see that nothing was cut off.")
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all that fits as CSV, the oldest first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the audit trail: who did what, when; the newest entry first."""
    wanted = TrailFilter(actor, action, subject, since, until)
    with open_pilot(read_settings(), make=False) as pilot:
        if check or head:
            broken = pilot.trail.first_broken(head)
            if broken is not None:
                raise TrailBrokenError(broken)
            typer.echo(f"every entry holds; note this head elsewhere: {pilot.trail.head()}")
            return
        if as_csv:
            for line in pilot.trail.csv(wanted):
                typer.echo(line, nl=False)
            return
        found, total, following = pilot.trail.page(wanted, cursor=cursor, limit=limit)
    if as_json:
        items = [AuditEntryOut.of(entry) for entry in found]
        print_json(AuditOut(items=items, total=total, next_cursor=following))
        return
    rows = [(str(entry.sequence), entry.at, entry.actor, entry.action, entry.subject) for entry in found]
    print_table(("entry", "at", "actor", "action", "subject"), rows, flowing="subject")
    typer.echo(f"{len(rows):,} of {total:,}" + (f"; next: --cursor {following}" if following else ""))
