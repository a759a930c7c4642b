"""Whose consent a merge or split across offices needs, what exactly they sign, and whether they have."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from eth_utils.address import to_checksum_address
from sqlalchemy import Connection, select

from api.errors import ConsentRefusedError
from api.proposals.model import ProposalKind, ProposalState, ProposalSummary
from api.store.audit import note
from api.store.consents import ConsentCall, GivenConsent, keep_call, keep_consent, read_call
from api.store.proposal_changes import move_proposal
from node.client import OfficeOnChain, RegistryClient
from node.connection import ChainConfig
from node.consents import TypedData, consent_data
from node.errors import ConflictError
from node.events import OfficeStatus
from node.identifiers import Gid, OfficeCode, format_gid
from node.operations import Consent, MergeApplicants, SplitApplicant, draw_operation_id
from node.signatures import recover_signer
from node.tables import offices

CONSENTED_KINDS = (ProposalKind.MERGE, ProposalKind.SPLIT)

VALIDITY_S = 7 * 24 * 60 * 60
"""A week: an office has to look the case up before it signs."""

LEAST_LEFT_S = 60
"""A call that ends sooner is drawn up anew: its transaction might be mined too late."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One office's part in a consent.

    Attributes:
        typed_data: What it signs, EIP-712; None for the office that sends the transaction, which is its consent.
        sentence: The same for people.
    """

    office: str
    given: GivenConsent | None
    typed_data: TypedData | None
    sentence: str


def draw_up(connection: Connection, client: RegistryClient, summary: ProposalSummary) -> ConsentCall:
    """Say what the offices have to sign, as the chain asks for it now; what still holds of an earlier call stays.

    Raises:
        ConflictError: no active office has a say, so nobody could send it.
        NotFoundError: the GID to split off is not merged any more.
    """
    merged = Gid(summary.other_gid or 0)
    survivor = Gid(summary.gid or 0) if summary.kind is ProposalKind.MERGE else client.survivor_of(merged)
    needed = client.consent_needed(merged, survivor)
    concerned = {each.code: each for each in client.all_offices() if needed >> each.number & 1}
    if not concerned:
        raise ConflictError(f"no active office has a say over {format_gid(merged)}, so nobody can send this")
    numbers = {str(code): office.number for code, office in sorted(concerned.items())}
    present, now = read_call(connection, summary.id), client.tip().timestamp
    if present and (present.survivor, present.numbers) == (survivor, numbers) and present.deadline > now + LEAST_LEFT_S:
        return _with_valid(present, summary.kind, client.config, concerned)
    proposer = summary.office if summary.office in numbers else min(numbers)
    deadline = now + VALIDITY_S
    call = ConsentCall(summary.id, proposer, merged, survivor, draw_operation_id(), deadline, numbers)
    keep_call(connection, call)
    return call


def _with_valid(
    call: ConsentCall, kind: ProposalKind, config: ChainConfig, offices_now: Mapping[OfficeCode, OfficeOnChain]
) -> ConsentCall:
    """Leave out signatures of keys that are no longer their office's."""
    keys = {str(code): office.key for code, office in offices_now.items()}
    given = tuple(
        each
        for each in call.given
        if recover_signer(typed_data(call, kind, config, each.office), each.signature) == keys.get(each.office)
    )
    return replace(call, given=given)


def operation_of(call: ConsentCall, kind: ProposalKind) -> MergeApplicants | SplitApplicant:
    """The operation with every consent that was given."""
    office, merged, reference = OfficeCode(call.proposer), Gid(call.merged), [call.proposal_id]
    consents = tuple(
        Consent(call.numbers[each.office], each.signature) for each in call.given if each.office != call.proposer
    )
    if kind is ProposalKind.SPLIT:
        return SplitApplicant(office, merged, call.deadline, consents, reference, call.op_id)
    return MergeApplicants(office, merged, Gid(call.survivor), call.deadline, consents, reference, call.op_id)


def typed_data(call: ConsentCall, kind: ProposalKind, config: ChainConfig, office: str) -> TypedData:
    """What one office signs."""
    operation = operation_of(replace(call, given=()), kind)
    number, proposer = call.numbers[office], call.numbers[call.proposer]
    return consent_data(config, operation, survivor=Gid(call.survivor), office=number, proposer=proposer)


def asked_of(call: ConsentCall, kind: ProposalKind, config: ChainConfig) -> list[Asked]:
    """Every office's part, the sending office's first."""
    given = {each.office: each for each in call.given}
    verb = "be split off again from" if kind is ProposalKind.SPLIT else "be merged into"
    parts = []
    for office in sorted(call.numbers, key=lambda code: (code != call.proposer, code)):
        sends = office == call.proposer
        by = "sends it, which is its consent" if sends else f"consents to the transaction that {call.proposer} sends"
        sentence = f"{format_gid(Gid(call.merged))} shall {verb} {format_gid(Gid(call.survivor))}; {office} {by}."
        data = None if sends else typed_data(call, kind, config, office)
        parts.append(Asked(office, given.get(office), data, sentence))
    return parts


def give_consent(
    connection: Connection, summary: ProposalSummary, given: GivenConsent, *, call: ConsentCall, config: ChainConfig
) -> ConsentCall:
    """Take one office's signature, in the caller's transaction.

    Raises:
        ConsentRefusedError: the proposal waits for no consent or another office's, or the signature is not its key's.
    """
    require_open_to_consents(summary)
    if given.office not in call.numbers or given.office == call.proposer:
        waits = ", ".join(call.missing) or "nobody any more"
        raise ConsentRefusedError(summary.id, f"the consent of {given.office} is not asked for; it waits for {waits}")
    data = typed_data(call, summary.kind, config, given.office)
    if recover_signer(data, given.signature) != _key_of(connection, given.office):
        raise ConsentRefusedError(
            summary.id, f"the signature is not made with the present key of {given.office} over what this proposal asks"
        )
    keep_consent(connection, summary.id, given)
    move_proposal(connection, summary.id, ProposalState.APPROVED)
    detail = {"office": given.office, "operation": call.op_id.hex()}
    note(connection, "consent_given", summary.id, actor=given.by, at=given.at, detail=detail)
    return replace(call, given=(*(each for each in call.given if each.office != given.office), given))


def require_open_to_consents(summary: ProposalSummary) -> None:
    """Check that a proposal is an approved merge or split.

    Raises:
        ConsentRefusedError: it is not.
    """
    if summary.kind not in CONSENTED_KINDS:
        raise ConsentRefusedError(summary.id, f"a proposal to {summary.kind} needs no signed consent")
    if summary.state is not ProposalState.APPROVED:
        raise ConsentRefusedError(summary.id, f"it is {summary.state}; consents are collected once it is approved")


def _key_of(connection: Connection, office: str) -> str | None:
    """The key of an active office, in EIP-55 form, as far as the index has followed."""
    active = (offices.c.code == office) & (offices.c.status == OfficeStatus.ACTIVE)
    key = connection.execute(select(offices.c.key).where(active)).scalar()
    return str(to_checksum_address(key)) if key else None
