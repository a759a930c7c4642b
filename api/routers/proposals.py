"""The review queue: list, read, decide, propose a change, consent."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.errors import PreconditionRequiredError, StaleProposalError
from api.pilot import Pilot
from api.proposals.model import Decision, Proposal
from api.routers.acting import ActingAccount
from api.routers.etags import version_in
from api.routers.pilot import ServedPilot
from api.schemas.changes import BulkIn, BulkOut, ChangeIn, ConsentIn
from api.schemas.match import RaisedOut
from api.schemas.proposals import JudgementIn, ProposalBrief, ProposalOut, ProposalsOut
from api.schemas.wire import ANSWERS, Limit
from api.store.proposals import ProposalFilter

router = APIRouter(prefix="/v1/proposals", tags=["proposals"], responses=ANSWERS)


@router.get("")
def list_proposals(
    pilot: ServedPilot,
    state: Annotated[list[str] | None, Query(description="May repeat, or be separated by commas.")] = None,
    kind: Annotated[list[str] | None, Query(description="As state.")] = None,
    office: Annotated[str, Query(pattern="^([A-Z]{2})?$")] = "",
    limit: Limit = 50,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> ProposalsOut:
    """List proposals, the greatest impact and doubt first."""
    wanted = ProposalFilter.parse(state or (), kind or (), office)
    page = pilot.proposal_page(wanted, limit=limit, cursor=cursor)
    items = [
        ProposalBrief.of(
            each, missing_keys=pilot.missing_keys(each), missing_consents=pilot.desk.missing_consents(each)
        )
        for each in page.items
    ]
    return ProposalsOut(items=items, total=page.total, next_cursor=page.next_cursor)


@router.post("", status_code=202, responses={200: {"model": ProposalOut}, 201: {"model": ProposalOut}})
def raise_proposals(
    pilot: ServedPilot,
    acting: ActingAccount,
    response: Response,
    change: ChangeIn | None = None,
    dry_run: Annotated[bool, Query(alias="dryRun", description="Of a change: only show what it would do.")] = False,
) -> RaisedOut | ProposalOut:
    """Compare all records and raise what is new; with a body, propose the change a person wants, or only show it."""
    if change is not None:
        wanted = change.wanted(by=acting.signs_as(change.by), office=acting.acts_for(change.office))
        proposal, view = pilot.desk.propose(wanted, dry_run=True)  # says whom it concerns
        acting.require_concern(proposal.summary.offices)
        if not dry_run:
            proposal, view = pilot.desk.propose(wanted)
        response.status_code = 200 if dry_run else 201
        if not dry_run:
            response.headers["ETag"] = f'"{proposal.summary.version}"'
        return ProposalOut.of_proposal(proposal, view)
    raised = pilot.propose()
    accepted = pilot.accept_by_policy()
    return RaisedOut(
        records=raised.records,
        raised=dict(raised.raised),
        superseded=raised.superseded,
        unchanged=raised.unchanged,
        accepted=accepted.accepted,
        waiting=accepted.waiting,
    )


@router.post("/judgement")
def accept_many(
    wanted: BulkIn,
    pilot: ServedPilot,
    acting: ActingAccount,
    response: Response,
    dry_run: Annotated[bool, Query(alias="dryRun")] = False,
    if_match: Annotated[str | None, Header(description="The ETag of the dry run that counted.")] = None,
) -> BulkOut:
    """Accept every proposal above a stated confidence; count with a dry run first, whose ETag the call must name."""
    acting.require_concern([wanted.concerning])
    if dry_run:
        counted = pilot.desk.count_bulk(wanted.filter())
        response.headers["ETag"] = f'"{counted.mark}"'
        return BulkOut.of(counted, dry_run=True)
    if if_match is None:
        raise PreconditionRequiredError("accepting many at once must say which count it goes by")
    mark = if_match.strip().removeprefix("W/").strip('"')
    accepted = pilot.desk.accept_bulk(
        wanted.filter(),
        mark=mark,
        by=acting.signs_as(wanted.by),
        office=acting.acts_for(wanted.office),
        reason=wanted.reason,
    )
    return BulkOut.of(accepted, dry_run=False)


@router.get("/{proposal_id}")
def read_proposal(proposal_id: str, pilot: ServedPilot, response: Response) -> ProposalOut:
    """Read a proposal with its records and the evidence; the ETag says which version this is."""
    return _shown(pilot, pilot.proposal(proposal_id), response)


@router.post("/{proposal_id}/judgement")
def judge_proposal(
    proposal_id: str,
    judgement: JudgementIn,
    pilot: ServedPilot,
    acting: ActingAccount,
    response: Response,
    if_match: Annotated[str | None, Header(description="The ETag of the proposal that was read.")] = None,
) -> ProposalOut:
    """Decide about a proposal; 412 when somebody else changed it since it was read."""
    summary = pilot.proposal(proposal_id).summary
    acting.require_concern(summary.offices)
    if judgement.decision is Decision.APPROVE:
        acting.require_other_eyes(summary.raised_by)  # "" for what matching raised
    decided = pilot.judge(
        proposal_id,
        judgement.decision,
        by=acting.signs_as(judgement.by),
        office=acting.acts_for(judgement.office),
        reason=judgement.reason,
        expected_version=_version(proposal_id, if_match),
        groups=tuple(tuple(group) for group in judgement.groups),
    )
    return _shown(pilot, decided, response)


@router.post("/{proposal_id}/consents", status_code=201)
def consent_to_proposal(
    proposal_id: str, consent: ConsentIn, pilot: ServedPilot, acting: ActingAccount, response: Response
) -> ProposalOut:
    """Take one office's signed consent to an approved merge or split; the last one missing sends it to the chain."""
    acting.require_own([consent.office])
    by = acting.signs_as(consent.by)
    return _shown(pilot, pilot.consent(proposal_id, consent.office, consent.signed(), by=by), response)


def _shown(pilot: Pilot, proposal: Proposal, response: Response) -> ProposalOut:
    response.headers["ETag"] = f'"{proposal.summary.version}"'
    return ProposalOut.of_proposal(proposal, pilot.desk.view(proposal))


def _version(proposal_id: str, if_match: str | None) -> int:
    if if_match is None:
        raise PreconditionRequiredError("a decision must say on which version of the proposal it was made")
    version = version_in(if_match)
    if not version:  # an ETag of something else can never match
        raise StaleProposalError(proposal_id, expected=0, actual=0)
    return version
