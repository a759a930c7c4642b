"""Verify a proof with nothing but the proof and an Ethereum JSON-RPC endpoint: no database, no API, no trust in us."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from node.abi import load_artifact
from node.client import GidStatus, RegistryClient
from node.commitments import Salt, commit_record
from node.connection import ChainConfig, served_chain_id
from node.deployed_code import is_code_of
from node.errors import ChainUnavailableError, GidError, InvalidInputError
from node.events import Change, ChangeKind, Registered, decode_log
from node.identifiers import Gid, format_gid
from node.merkle import batch_root, root_from_path
from node.proof_form import MAX_PROOF_BYTES, ParsedProof, ProofFormError, load_proof, parse_proof
from node.rpc import Rpc, RpcError


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: its name, whether it holds, and a sentence a person reads."""

    name: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome.

    Attributes:
        ok: Every check holds: the proof is true of this chain, in every field.
        checks: In the order made; the first that fails ends the list.
        status: Where the GID stands now, or UNKNOWN when the proof fails before that is asked.
        reason: One sentence: what became of the GID since (merged into which, revoked, amended), or why it fails.
    """

    ok: bool
    checks: tuple[Check, ...]
    status: GidStatus
    reason: str


class _RefutedError(Exception):
    """A check failed; its text is the reason."""


def verify_file(path: Path, rpc_url: str, *, registry: str | None = None) -> Verdict:
    """Verify a proof file.

    Args:
        path: The file.
        rpc_url: As in `verify_proof`.
        registry: As in `verify_proof`.

    Raises:
        InvalidInputError: The file cannot be read.
        ChainUnavailableError: The endpoint is away; nothing can be said about the proof.
    """
    try:
        if path.exists() and not path.is_file():
            raise InvalidInputError(f"{path} is not a file")
        if path.stat().st_size > 4 * MAX_PROOF_BYTES:
            raise InvalidInputError(f"{path} is too large for a proof")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InvalidInputError(f"{path} cannot be read: {error.strerror or type(error).__name__}") from error
    except UnicodeDecodeError:
        return _refuted([], "form", "the file is not UTF-8 text")
    return verify_text(text, rpc_url, registry=registry)


def verify_text(text: str, rpc_url: str, *, registry: str | None = None) -> Verdict:
    """Verify the text of a proof file, its layout included; arguments as in `verify_proof`."""
    try:
        document = load_proof(text)
    except ProofFormError as error:
        return _refuted([], "form", str(error))
    return verify_proof(document, rpc_url, registry=registry)


def verify_proof(proof: Mapping[str, Any], rpc_url: str, *, registry: str | None = None) -> Verdict:
    """Check a proof against the chain, field by field.

    Args:
        proof: The proof as an object; `verify_text` also checks the layout of a file.
        rpc_url: Any endpoint of the chain, best one that the proof's giver does not run.
        registry: The registry's address as published by the offices. Without it a proof made for another deployment of
            the same code on that chain passes too, and the address is the reader's to compare.

    Raises:
        ChainUnavailableError: The endpoint is away; nothing can be said about the proof.
    """
    checks: list[Check] = []
    try:
        parsed = parse_proof(proof)
    except ProofFormError as error:
        return _refuted(checks, "form", str(error))
    checks.append(Check("form", ok=True, text="every field is known and in its one form"))
    client = _client(parsed, rpc_url)
    steps = _Checks(parsed, client, registry)
    for name, step in steps.in_order():
        try:
            checks.append(Check(name, ok=True, text=step()))
        except ChainUnavailableError:
            raise
        except RpcError as error:
            raise ChainUnavailableError(rpc_url, str(error)) from error
        except (_RefutedError, GidError) as error:
            return _refuted(checks, name, str(error))
    return Verdict(ok=True, checks=tuple(checks), status=steps.status, reason=checks[-1].text)


class _Checks:
    """The checks of one proof, each a method that returns its sentence or raises."""

    def __init__(self, proof: ParsedProof, client: RegistryClient, registry: str | None) -> None:
        self._proof = proof
        self._registry = registry
        self._client = client
        self.status = GidStatus.UNKNOWN

    def in_order(self) -> Iterator[tuple[str, Any]]:
        """Yield names and checks; each takes for granted what those before it have shown.

        What the chain holds comes before what hashes to it: chain, registry, first GID and count are all in the root,
        and one of them that is wrong would otherwise look like a wrong path.
        """
        yield "chain", self._chain_is_the_named_one
        yield "contract", self._contract_is_the_registry
        yield "batch", self._batch_is_anchored
        yield "record", self._record_leads_to_commitment
        yield "path", self._path_leads_to_root
        yield "transaction", self._transaction_anchored_it
        yield "identifier", self._contract_agrees
        yield "version", self._record_is_of_its_version
        yield "standing", self._standing

    def _record_leads_to_commitment(self) -> str:
        record = self._proof.record
        if record is None:
            return "the proof reveals no record"
        self._committed = commit_record(record.canonical, salt=Salt(record.salt))
        if record.version == 1 and self._committed != self._proof.commitment:
            raise _RefutedError("the record and salt do not hash to the commitment")
        return f"the record and salt hash to a commitment, which is to be that of version {record.version}"

    def _path_leads_to_root(self) -> str:
        proof = self._proof
        if proof.first_gid + proof.leaf_index != proof.gid:
            raise _RefutedError(
                f"leaf {proof.leaf_index} after {format_gid(proof.first_gid)} is not {format_gid(proof.gid)}"
            )
        tree = root_from_path(proof.commitment, proof.path, index=proof.leaf_index, count=proof.count)
        if tree is None:
            raise _RefutedError("the path has not the length that this position in a batch of this size needs")
        bound = batch_root(
            tree, chain_id=proof.chain_id, registry=proof.registry, first_gid=proof.first_gid, count=proof.count
        )
        if bound != proof.root:
            raise _RefutedError("the commitment and its path do not lead to the batch's root")
        return f"the commitment is leaf {proof.leaf_index} of {proof.count} under the batch's root"

    def _chain_is_the_named_one(self) -> str:
        served = served_chain_id(self._client.rpc)
        if served != self._proof.chain_id:
            raise _RefutedError(f"the proof is of chain {self._proof.chain_id}, the endpoint serves chain {served}")
        return f"the endpoint serves chain {served}"

    def _contract_is_the_registry(self) -> str:
        if self._registry is not None and self._registry.lower() != self._proof.registry.lower():
            raise _RefutedError(f"the proof is for {self._proof.registry}, the registry is at {self._registry}")
        code = str(self._client.rpc.call("eth_getCode", self._proof.registry, "latest"))
        if code == "0x":
            raise _RefutedError(f"there is no contract at {self._proof.registry}, the registry that the proof names")
        if not is_code_of("ApplicantRegistry", bytes.fromhex(code[2:])):
            raise _RefutedError(f"the contract at {self._proof.registry} is not the applicant registry's code")
        return f"the code at {self._proof.registry} is the applicant registry's"

    def _batch_is_anchored(self) -> str:
        proof = self._proof
        batch = self._client.batch(proof.batch)
        compared = (
            ("count", proof.count, batch.count),
            ("first GID", format_gid(proof.first_gid), format_gid(batch.first_gid)),
            ("root", "0x" + proof.root.hex(), "0x" + batch.root.hex()),
        )
        for what, stated, held in compared:
            if stated != held:
                raise _RefutedError(f"batch {proof.batch} has {what} {held} on the chain, the proof says {stated}")
        return f"the chain holds this root for batch {proof.batch}, GIDs from {format_gid(proof.first_gid)}"

    def _transaction_anchored_it(self) -> str:
        proof = self._proof
        receipt = self._client.receipts([proof.transaction_hash])[0]
        if receipt is None or receipt.block_number != proof.block_number:
            raise _RefutedError(f"no such transaction is in block {proof.block_number}")
        ours = [log for log in receipt.logs if log["address"].lower() == proof.registry.lower()]
        for event in (decode_log(log) for log in ours):
            if isinstance(event, Registered) and event.batch == proof.batch and event.office == proof.office:
                return f"office {proof.office} anchored it in block {proof.block_number}"
        raise _RefutedError(f"that transaction did not anchor batch {proof.batch} for office {proof.office}")

    def _contract_agrees(self) -> str:
        proof = self._proof
        if self._client.batch_of(proof.gid) != proof.batch or not self._client.verify(
            proof.gid, proof.commitment, proof.path
        ):
            raise _RefutedError(f"the contract does not have this commitment for {format_gid(proof.gid)}")
        return f"the contract itself confirms this commitment for {format_gid(proof.gid)}"

    def _record_is_of_its_version(self) -> str:
        record, present = self._proof.record, self._client.version_of(self._proof.gid)
        if record is None:
            return f"the chain is at version {present} of the record"
        if record.version > 1 and self._amendment(record.version) != self._committed:
            raise _RefutedError(f"the chain has no such commitment as version {record.version}")
        if record.version < present:
            return f"the record is version {record.version}; the chain has since moved on to version {present}"
        return f"the record is version {record.version}, the newest on the chain"

    def _amendment(self, version: int) -> bytes | None:
        """Return the commitment of an amended version: the present one from the state, an older one from its event."""
        if version == self._client.version_of(self._proof.gid):
            return self._client.commitment_of(self._proof.gid)
        topic = load_artifact("ApplicantRegistry").topics["Amended"]
        topics = [topic, f"0x{self._proof.gid:064x}"]
        first = hex(self._proof.block_number)
        query = {"address": self._proof.registry, "fromBlock": first, "toBlock": "latest", "topics": topics}
        for event in (decode_log(log) for log in self._client.rpc.call("eth_getLogs", query)):
            if isinstance(event, Change) and event.kind is ChangeKind.AMENDED and event.version == version:
                return event.commitment
        return None

    def _standing(self) -> str:
        gid = self._proof.gid
        self.status, version = self._client.status_of(gid), self._client.version_of(gid)
        amended = f", its record amended {version - 1} times since" if version > 1 else ""
        if self.status is GidStatus.MERGED:
            end: Gid = self._client.resolve(gid)
            return f"{format_gid(gid)} is genuine and merged: it now leads to {format_gid(end)}{amended}"
        if self.status is GidStatus.REVOKED:
            return f"{format_gid(gid)} is genuine and revoked: it is out of use for good{amended}"
        return f"{format_gid(gid)} is genuine and active{amended}"


def _client(proof: ParsedProof, rpc_url: str) -> RegistryClient:
    """Return a client for the proof's registry; which contract holds the offices is asked of the registry itself."""
    rpc = Rpc(rpc_url)
    call = {"to": proof.registry, "data": "0x" + load_artifact("ApplicantRegistry").functions["offices"].selector.hex()}
    try:
        answer = str(rpc.call("eth_call", call, "latest"))
    except ChainUnavailableError:
        raise
    except GidError:
        answer = "0x"
    offices = "0x" + answer[-40:] if len(answer) == 66 else proof.registry
    return RegistryClient(ChainConfig(rpc_url, proof.chain_id, proof.registry, offices))


def _refuted(checks: list[Check], name: str, reason: str) -> Verdict:
    return Verdict(False, (*checks, Check(name, ok=False, text=reason)), GidStatus.UNKNOWN, reason)
