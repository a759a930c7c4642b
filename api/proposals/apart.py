"""Records that a person took out of an applicant, to be one of their own: registered as soon as they are free."""

from sqlalchemy import Connection

from api.clock import stamp
from api.proposals.approving import Approval, approve
from api.proposals.drafting import draft_apart
from api.proposals.grouping import Group
from api.proposals.model import Decision, Proposal
from api.proposals.rules import Rules
from api.store.proposal_changes import write_drafts
from api.store.proposals import read_proposals, states_of


def register_apart(connection: Connection, unlink: Proposal, rules: Rules) -> None:
    """Approve, in the name of whoever approved the unlink, that what left becomes an applicant; once only."""
    number = len(unlink.sides) - 1
    group = Group((unlink.sides[number],), "", 1.0, (1.0,), 0)
    drafted = draft_apart(unlink, number, group, rules.policy, accept_from=rules.accept_from)
    if drafted.id in states_of(connection, [drafted.id]):
        return
    write_drafts(connection, [drafted], at=stamp(rules.clock()), superseded=())
    judged = [each for each in unlink.judgements if each.decision == Decision.APPROVE][-1]
    (proposal,) = read_proposals(connection, [drafted.id])
    reason = f"Registered on its own when {unlink.id} took it out. {judged.reason}".strip()
    approve(connection, [Approval(proposal, judged.by, judged.office, reason)], rules)
