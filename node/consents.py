"""EIP-712 typed data that offices sign: consents to merges and splits, and decisions of the council of offices."""

from collections.abc import Mapping, Sequence
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError as EthKeysValidationError

from node.client import RegistryClient
from node.commitments import Json
from node.connection import ChainConfig
from node.errors import ForbiddenError
from node.identifiers import Gid, OfficeCode
from node.operations import Consent, MergeApplicants, OperationKind, SplitApplicant, draw_operation_id
from node.signer import Signer

CONSENT_VALIDITY_S = 24 * 60 * 60

_HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0

TypedData = dict[str, Any]

_DOMAIN = [("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address")]
_CONSENT = [
    ("office", "uint8"),
    ("proposer", "uint8"),
    ("merged", "uint64"),
    ("survivor", "uint64"),
    ("opId", "bytes32"),
    ("deadline", "uint64"),
]
_CONSENT_TYPES = {OperationKind.MERGE: "MergeConsent", OperationKind.SPLIT: "SplitConsent"}
_ADMIT = [("code", "bytes2"), ("key", "address"), ("opId", "bytes32"), ("epoch", "uint64"), ("deadline", "uint64")]


def consent_data(
    config: ChainConfig, operation: MergeApplicants | SplitApplicant, *, survivor: Gid, office: int, proposer: int
) -> TypedData:
    """Return what one office signs to consent to a merge or split that another office proposes.

    Args:
        config: Names the chain and the registry, so that the signature counts nowhere else.
        operation: The merge or split; its own consents are not looked at.
        survivor: The GID that `operation.merged` leads to.
        office: Number of the office that signs.
        proposer: Number of the office that will send the transaction.
    """
    message = {
        "office": office,
        "proposer": proposer,
        "merged": operation.merged,
        "survivor": survivor,
        "opId": operation.op_id,
        "deadline": operation.deadline,
    }
    domain = ("GID Pilot Registry", config.registry)
    return _typed_data(config, domain, _CONSENT_TYPES[operation.kind], _CONSENT, message)


def signer_of(data: TypedData, signature: bytes) -> str | None:
    """Return the address whose key signed typed data, in EIP-55 form; None where no contract would take the signature.

    As OpenZeppelin's ECDSA: 65 bytes, v 27 or 28, and s in the lower half, so that each signature exists only once.
    """
    if len(signature) != 65 or signature[64] not in (27, 28):
        return None
    if int.from_bytes(signature[32:64], "big") > _HALF_ORDER:
        return None
    try:
        return str(Account.recover_message(encode_typed_data(full_message=data), signature=signature))
    except (BadSignature, EthKeysValidationError):
        return None


def admission_data(
    config: ChainConfig, *, code: OfficeCode, key: str, op_id: bytes, epoch: int, deadline: int
) -> TypedData:
    """Return what the council's offices, and the new key itself, sign to admit an office in this membership epoch."""
    message = {"code": code.encode("ascii"), "key": key, "opId": op_id, "epoch": epoch, "deadline": deadline}
    return _typed_data(config, ("GID Pilot Offices", config.offices), "AdmitOffice", _ADMIT, message)


def prepare_merge(
    client: RegistryClient,
    office: OfficeCode,
    gids: tuple[Gid, Gid],
    *,
    signers: Mapping[OfficeCode, Signer],
    reference: Sequence[Json] = (),
) -> MergeApplicants:
    """Build a merge of two GIDs, the elder surviving, with every consent the contract asks for.

    Args:
        client: Tells who must consent, and the chain's time.
        office: The office that proposes and will send it.
        gids: The two, in any order.
        signers: The keys at hand; each signs for its own office only.
        reference: The caller's own ids, handed back with the result.

    Raises:
        ForbiddenError: The key of an office that must consent is not at hand.
    """
    survivor, merged = min(gids), max(gids)
    deadline = client.tip().timestamp + CONSENT_VALIDITY_S
    draft = MergeApplicants(office, merged, survivor, deadline, (), reference, draw_operation_id())
    consents = _collect(client, draft, survivor, signers=signers)
    return MergeApplicants(office, merged, survivor, deadline, consents, reference, draft.op_id)


def prepare_split(
    client: RegistryClient,
    office: OfficeCode,
    merged: Gid,
    *,
    signers: Mapping[OfficeCode, Signer],
    reference: Sequence[Json] = (),
) -> SplitApplicant:
    """Build the undoing of one merge, with every consent the contract asks for; arguments as in `prepare_merge`."""
    deadline = client.tip().timestamp + CONSENT_VALIDITY_S
    draft = SplitApplicant(office, merged, deadline, (), reference, draw_operation_id())
    consents = _collect(client, draft, client.survivor_of(merged), signers=signers)
    return SplitApplicant(office, merged, deadline, consents, reference, draft.op_id)


def _collect(
    client: RegistryClient,
    operation: MergeApplicants | SplitApplicant,
    survivor: Gid,
    *,
    signers: Mapping[OfficeCode, Signer],
) -> tuple[Consent, ...]:
    needed = client.consent_needed(operation.merged, survivor)
    proposer = client.office_by_code(operation.office).number
    consents = []
    for office in client.all_offices():
        if not needed >> office.number & 1 or office.number == proposer:
            continue
        signer = signers.get(office.code)
        if signer is None:
            raise ForbiddenError(f"office {office.code} must consent, and its key is not here")
        data = consent_data(client.config, operation, survivor=survivor, office=office.number, proposer=proposer)
        consents.append(Consent(office.number, signer.sign_typed_data(data)))
    return tuple(consents)


def _typed_data(
    config: ChainConfig,
    domain: tuple[str, str],
    primary: str,
    fields: Sequence[tuple[str, str]],
    message: Mapping[str, object],
) -> TypedData:
    name, contract = domain
    return {
        "types": {"EIP712Domain": _named(_DOMAIN), primary: _named(fields)},
        "primaryType": primary,
        "domain": {"name": name, "version": "1", "chainId": config.chain_id, "verifyingContract": contract},
        "message": dict(message),
    }


def _named(fields: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in fields]
