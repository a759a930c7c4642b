"""`gid merge`, `split`, `link`, `unlink`, `revoke`: what a person proposes; `gid consent`: an office's yes to it."""

from typing import Annotated

import typer

from api.cli.offices import office_code
from api.cli.printing import print_json, visible
from api.cli.users import user_name
from api.desk import ProposalView
from api.errors import UsageError
from api.pilot import open_pilot
from api.proposals.by_hand import Wanted
from api.proposals.consequences import Consequences
from api.proposals.model import Proposal, ProposalKind
from api.schemas.proposals import ProposalOut
from api.settings import read_settings
from node.identifiers import Gid, format_gid, parse_gid

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what it would do.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the proposal.")]
Office = Annotated[str, typer.Option(help="ST.3 code of the office you act for.")]
GidText = Annotated[str, typer.Argument(metavar="GID")]
Records = Annotated[list[str], typer.Argument(metavar="RECORD...", help="Office records, as JP:1001.")]


def merge(
    one: GidText, other: GidText, reason: Reason = "", office: Office = "", dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Propose that two GIDs are one applicant; the elder one survives."""
    wanted = _wanted(ProposalKind.MERGE, reason, office, gid=parse_gid(one), other_gid=parse_gid(other))
    _propose(wanted, dry_run=dry_run, as_json=as_json)


def split(
    gid: GidText, reason: Reason = "", office: Office = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Propose to undo the merge of a GID."""
    _propose(_wanted(ProposalKind.SPLIT, reason, office, gid=parse_gid(gid)), dry_run=dry_run, as_json=as_json)


def link(
    gid: GidText, records: Records, reason: Reason = "", office: Office = "", dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Propose that office records without a GID belong to this one."""
    wanted = _wanted(ProposalKind.LINK, reason, office, gid=parse_gid(gid), records=records)
    _propose(wanted, dry_run=dry_run, as_json=as_json)


def unlink(
    records: Records, apart: Annotated[bool, typer.Option("--apart", help="Register them on their own.")] = False,
    reason: Reason = "", office: Office = "", dry_run: DryRun = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Propose to take office records out of their applicant."""
    wanted = _wanted(ProposalKind.UNLINK, reason, office, records=records, apart=apart)
    _propose(wanted, dry_run=dry_run, as_json=as_json)


def revoke(
    gid: GidText, reason: Reason = "", office: Office = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Propose to take a GID out of use for good."""
    _propose(_wanted(ProposalKind.REVOKE, reason, office, gid=parse_gid(gid)), dry_run=dry_run, as_json=as_json)


def consent(
    proposal_id: Annotated[str, typer.Argument(metavar="ID")],
    office: Annotated[str, typer.Option(help="ST.3 code of the office that consents; its key signs.")],
    signature: Annotated[str, typer.Option(help="A signature made elsewhere, 0x and 130 digits.")] = "",
    as_json: AsJson = False,
) -> None:
    """Consent to an approved merge or split; the last consent missing sends it to the chain."""
    try:
        signed = bytes.fromhex(signature.removeprefix("0x")) if signature else None
    except ValueError:
        raise UsageError("the signature is not hexadecimal") from None
    with open_pilot(read_settings(), make=False) as pilot:
        proposal = pilot.consent(proposal_id, office_code(office), signed, by=user_name())
        view = pilot.desk.view(proposal)
    if as_json:
        print_json(ProposalOut.of_proposal(proposal, view))
        return
    typer.echo(f"{proposal.id} {proposal.summary.state}")
    tell_consents(view)


def tell_consents(view: ProposalView) -> None:
    """Say who has consented and who has not."""
    for part in view.consents[1] if view.consents else ():
        state = "sends it" if part.typed_data is None else "consented" if part.given else "consent missing"
        typer.echo(f"  {part.office}  {state}")


def _wanted(
    kind: ProposalKind, reason: str, office: str, *, gid: Gid | None = None, other_gid: Gid | None = None,
    records: list[str] | None = None, apart: bool = False,
) -> Wanted:  # fmt: skip
    code = office_code(office) if office else ""
    return Wanted(kind, gid, other_gid, tuple(records or ()), apart, user_name(), code, reason)


def _propose(wanted: Wanted, *, dry_run: bool, as_json: bool) -> None:
    with open_pilot(read_settings(), make=False) as pilot:
        proposal, view = pilot.desk.propose(wanted, dry_run=dry_run)
    if as_json:
        print_json(ProposalOut.of_proposal(proposal, view))
        return
    _print(proposal, view)
    typer.echo("nothing was kept" if dry_run else f"proposed: gid approve {proposal.id}")


def _print(proposal: Proposal, view: ProposalView) -> None:
    typer.echo(f"{proposal.id}  {proposal.summary.kind}  {visible(proposal.summary.standard_name.get('text', ''))}")
    if view.consequences:
        tell_consequences(view.consequences)


def tell_consequences(found: Consequences) -> None:
    """Say what approving would do."""
    for each in found.gids:
        name = _named(each.gid, "a new GID")
        before = f"{each.before or 'none'}, {each.records_before} records ({' '.join(each.offices_before) or '-'})"
        after = f"{each.after}, {each.records_after} records ({' '.join(each.offices_after) or '-'})"
        typer.echo(f"  {name}: {before} -> {after}")
    for move in found.moves:
        source, target = _named(move.source, "no GID"), _named(move.target, "a new GID" if move.new else "no GID")
        typer.echo(f"  {move.record_id}: {source} -> {target}")
    if found.signing:
        typer.echo(f"  consent needed of: {' '.join(found.signing)}")
    typer.echo(f"  sent by: {' '.join(found.sending)}; undone by: {found.undo}")


def _named(gid: int | None, otherwise: str) -> str:
    return format_gid(Gid(gid)) if gid is not None else otherwise
