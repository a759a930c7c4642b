"""`gid proposals`, `gid approve`, `gid reject`, `gid defer`, `gid reopen`: the review queue."""

import getpass
from collections import Counter
from typing import Annotated

import typer

from api.cli.anchoring import anchor as anchor_approved
from api.cli.anchoring import tell_missing_keys
from api.cli.offices import office_code
from api.cli.printing import print_json, print_table, visible
from api.cli.progress import stage_progress
from api.pilot import open_pilot
from api.proposals.model import Decision, Proposal
from api.schemas.proposals import ProposalBrief, ProposalOut, ProposalsOut
from api.settings import read_settings
from api.store.proposals import ProposalFilter

app = typer.Typer(help="The review queue: list, show, raise.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Proposal ids, as `gid proposals list` shows them.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the judgement.")]
Office = Annotated[str, typer.Option(help="ST.3 code of the office you act for.")]
Anchor = Annotated[bool, typer.Option("--anchor", help="Bring what is approved to the chain at once.")]


@app.command("list")
def list_proposals(
    state: Annotated[str, typer.Option(help="proposed, deferred, approved, ...; `all` for every state.")] = "proposed",
    kind: Annotated[str, typer.Option(help="register, link, merge or amend; all when left out.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    cursor: Annotated[str, typer.Option(help="Where an earlier list ended.")] = "",
    as_json: AsJson = False,
) -> None:
    """List proposals, the greatest impact and doubt first."""
    wanted = ProposalFilter.parse(() if state == "all" else (state,), (kind,))
    with open_pilot(read_settings(), make=False) as pilot:
        page = pilot.proposal_page(wanted, limit=limit, cursor=cursor)
        without = [pilot.missing_keys(each) for each in page.items]
    if as_json:
        items = [
            ProposalBrief.of(each, missing_keys=missing) for each, missing in zip(page.items, without, strict=True)
        ]
        print_json(ProposalsOut(items=items, total=page.total, next_cursor=page.next_cursor))
        return
    rows = [
        (
            each.id,
            each.kind,
            each.state,
            f"{each.probability:.3f}",
            str(each.record_count),
            " ".join(each.offices),
            each.standard_name["text"],
        )
        for each in page.items
    ]
    print_table(("id", "kind", "state", "probability", "records", "offices", "name"), rows, flowing="name")
    typer.echo(
        f"{len(rows):,} of {page.total:,}" + (f"; next: --cursor {page.next_cursor}" if page.next_cursor else "")
    )


@app.command("show")
def show_proposal(proposal_id: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """Show one proposal with its records and the evidence."""
    with open_pilot(read_settings(), make=False) as pilot:
        proposal = pilot.proposal(proposal_id)
        missing = pilot.missing_keys(proposal.summary)
    if as_json:
        print_json(ProposalOut.of_proposal(proposal, missing_keys=missing))
    else:
        _print(proposal)
        tell_missing_keys(dict.fromkeys(missing, 1))


@app.command("raise")
def raise_proposals(
    accept: Annotated[bool, typer.Option("--accept/--no-accept", help="Let the policy accept what is certain.")] = True,
    again: Annotated[bool, typer.Option("--again", help="Compare even though nothing changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare all records and raise what is new."""
    with open_pilot(read_settings(), make=False) as pilot, stage_progress() as progress:
        raised = pilot.propose(progress=progress, again=again)
        accepted = pilot.accept_by_policy(progress=progress).accepted if accept else 0
    if as_json:
        facts = {"records": raised.records, "raised": dict(raised.raised), "superseded": raised.superseded}
        print_json({**facts, "unchanged": raised.unchanged, "accepted": accepted})
        return
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in raised.raised.items()) or "nothing new"
    typer.echo(f"{raised.records:,} records compared; raised: {kinds}; accepted by the policy: {accepted:,}")


def approve(ids: Ids, reason: Reason = "", office: Office = "", anchor: Anchor = False) -> None:
    """Approve proposals: all their records are one applicant."""
    missing = _judge(ids, Decision.APPROVE, reason, office)
    if anchor:
        anchor_approved(as_json=False)
    else:
        tell_missing_keys(missing)


def reject(ids: Ids, reason: Reason = "", office: Office = "") -> None:
    """Reject proposals: each group of records in them is an applicant of its own."""
    _judge(ids, Decision.REJECT, reason, office)


def defer(ids: Ids, reason: Reason = "", office: Office = "") -> None:
    """Put proposals aside for later."""
    _judge(ids, Decision.DEFER, reason, office)


def reopen(ids: Ids, reason: Reason = "", office: Office = "") -> None:
    """Take decisions back, as long as nothing of them was sent to the chain."""
    _judge(ids, Decision.REOPEN, reason, office)


def _judge(ids: list[str], decision: Decision, reason: str, office: str) -> Counter[str]:
    """Decide about all of them or, where one is in the way, about none; count whose keys are missing to send them."""
    code = office_code(office) if office else ""
    missing: Counter[str] = Counter()
    with open_pilot(read_settings(), make=False) as pilot:
        for decided in pilot.judge_all(ids, decision, by=user_name(), office=code, reason=reason):
            typer.echo(f"{decided.id} {decided.summary.state}")
            missing.update(pilot.missing_keys(decided.summary))
    return missing


def user_name() -> str:
    """Under which name this user decides."""
    try:
        return getpass.getuser()[:80]
    except (OSError, KeyError):  # a container without an entry for its user
        return "cli"


def _print(proposal: Proposal) -> None:
    summary = proposal.summary
    typer.echo(f"{summary.id}  {summary.kind}  {summary.state}  probability {summary.probability:.4f}")
    typer.echo(f"standard name: {visible(summary.standard_name['text'])}")
    for reason in summary.reasons:
        typer.echo(f"waits because: {reason}")
    stored = {each.record.record_id: each.record for each in proposal.records}
    for number, side in enumerate(proposal.sides, start=1):
        typer.echo(f"group {number}")
        for record_id in side:
            record = stored[record_id]
            typer.echo(
                f"  {record_id:<22} {visible(record.name_forms[0].text)}  {record.country} {visible(record.city)}"
            )
    for link in proposal.links:
        typer.echo(f"{link.left} and {link.right}: {link.probability:.4f}")
        for entry in link.evidence:
            typer.echo(f"  {entry.weight:+6.2f}  {visible(entry.sentence)}")
    for judgement in proposal.judgements:
        typer.echo(
            f"{judgement.at}  {judgement.decision} by {visible(judgement.by)} {judgement.office}  "
            f"{visible(judgement.reason)}"
        )
