"""Verify a proof or certificate with nothing but the file and an Ethereum node: no database, no API, no trust in us."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from node.abi import load_artifact
from node.certificate_form import ParsedCertificate, parse_certificate
from node.certificates import CERTIFICATE_TYPE
from node.checks import Check, EntryChecks, RefutedError, Step, Verdict, refuted, run_checks
from node.client import RegistryClient
from node.connection import ChainConfig, served_chain_id
from node.deployed_code import is_code_of
from node.errors import ChainUnavailableError, GidError, InvalidInputError
from node.events import Change, ChangeKind, Registered, decode_log
from node.heads import head_after
from node.identifiers import format_gid
from node.proof_form import ParsedProof, parse_proof
from node.rpc import Rpc
from node.strict_form import MAX_FILE_BYTES, FormError, ProvenEntry, load_document

__all__ = ["Check", "Verdict", "read_text", "registry_client", "verify_file", "verify_proof", "verify_text"]


def verify_file(path: Path, rpc_url: str, *, registry: str | None = None) -> Verdict:
    """Verify a proof or certificate file.

    Args:
        path: The file.
        rpc_url: As in `verify_proof`.
        registry: As in `verify_proof`.

    Raises:
        InvalidInputError: The file cannot be read.
        ChainUnavailableError: The endpoint is away; nothing can be said about the file.
    """
    try:
        text = read_text(path)
    except FormError as error:
        return refuted("form", str(error))
    return verify_text(text, rpc_url, registry=registry)


def read_text(path: Path, *, limit: int = MAX_FILE_BYTES) -> str:
    """Read a file of at most `limit` characters.

    Raises:
        InvalidInputError: It cannot be read.
        FormError: It is not UTF-8 text.
    """
    try:
        if path.exists() and not path.is_file():
            raise InvalidInputError(f"{path} is not a file")
        if path.stat().st_size > 4 * limit:
            raise InvalidInputError(f"{path} is too large for what it should be")
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InvalidInputError(f"{path} cannot be read: {error.strerror or type(error).__name__}") from error
    except UnicodeDecodeError as error:
        raise FormError("", "the file is not UTF-8 text") from error


def verify_text(text: str, rpc_url: str, *, registry: str | None = None) -> Verdict:
    """Verify the text of a proof or certificate file, its layout included; arguments as in `verify_proof`."""
    try:
        document = load_document(text)
    except FormError as error:
        return refuted("form", str(error))
    verify = verify_certificate if document.get("type") == CERTIFICATE_TYPE else verify_proof
    return verify(document, rpc_url, registry=registry)


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
    try:
        parsed = parse_proof(proof)
    except FormError as error:
        return refuted("form", str(error))
    checks = _ProofChecks(parsed, registry_client(parsed.entry, rpc_url), registry)
    return run_checks(checks.in_order(), checks, url=rpc_url)


def verify_certificate(certificate: Mapping[str, Any], rpc_url: str, *, registry: str | None = None) -> Verdict:
    """Check a certificate against the chain, field by field; arguments and errors as in `verify_proof`."""
    try:
        parsed = parse_certificate(certificate)
    except FormError as error:
        return refuted("form", str(error))
    checks = _CertificateChecks(parsed, registry_client(parsed.entry, rpc_url), registry)
    return run_checks(checks.in_order(), checks, url=rpc_url)


class _NodeChecks(EntryChecks):
    """Checks of an entry against a node, each a method that returns its sentence or raises."""

    def __init__(self, entry: ProvenEntry, client: RegistryClient, registry: str | None) -> None:
        super().__init__(entry, client)
        self._client = client
        self._registry = registry

    def chain_is_the_named_one(self) -> str:
        served = served_chain_id(self._client.rpc)
        if served != self._entry.chain_id:
            raise RefutedError(f"the proof is of chain {self._entry.chain_id}, the endpoint serves chain {served}")
        return f"the endpoint serves chain {served}"

    def contract_is_the_registry(self) -> str:
        address = self._entry.registry
        if self._registry is not None and self._registry.lower() != address.lower():
            raise RefutedError(f"the proof is for {address}, the registry is at {self._registry}")
        code = str(self._client.rpc.call("eth_getCode", address, "latest"))
        if code == "0x":
            raise RefutedError(f"there is no contract at {address}, the registry that the proof names")
        if not is_code_of("ApplicantRegistry", bytes.fromhex(code[2:])):
            raise RefutedError(f"the contract at {address} is not the applicant registry's code")
        return f"the code at {address} is the applicant registry's"

    def contract_agrees(self) -> str:
        entry = self._entry
        if self._client.batch_of(entry.gid) != entry.batch or not self._client.verify(
            entry.gid, entry.commitment, entry.path
        ):
            raise RefutedError(f"the contract does not have this commitment for {format_gid(entry.gid)}")
        return f"the contract itself confirms this commitment for {format_gid(entry.gid)}"

    def amendment(self, version: int) -> bytes | None:
        """Return the commitment of an amended version: the present one from the state, an older one from its event."""
        present = super().amendment(version)
        if present is not None:
            return present
        topics = [load_artifact("ApplicantRegistry").topics["Amended"], f"0x{self._entry.gid:064x}"]
        query = {"address": self._entry.registry, "fromBlock": "0x0", "toBlock": "latest", "topics": topics}
        for event in (decode_log(log) for log in self._client.rpc.call("eth_getLogs", query)):
            if isinstance(event, Change) and event.kind is ChangeKind.AMENDED and event.version == version:
                return event.commitment
        return None


class _ProofChecks(_NodeChecks):
    """The checks of one proof."""

    def __init__(self, proof: ParsedProof, client: RegistryClient, registry: str | None) -> None:
        super().__init__(proof.entry, client, registry)
        self._proof = proof

    def in_order(self) -> Iterator[Step]:
        """Yield names and checks; each takes for granted what those before it have shown.

        What the chain holds comes before what hashes to it: chain, registry, first GID and count are all in the root,
        and one of them that is wrong would otherwise look like a wrong path.
        """
        yield "chain", self.chain_is_the_named_one
        yield "contract", self.contract_is_the_registry
        yield "batch", self.batch_is_anchored
        yield "record", self.record_leads_to_commitment
        yield "path", self.path_leads_to_root
        yield "transaction", self._transaction_anchored_it
        yield "identifier", self.contract_agrees
        yield "version", self.record_is_of_its_version
        yield "standing", self.standing

    def _transaction_anchored_it(self) -> str:
        proof, entry = self._proof, self._entry
        receipt = self._client.receipts([proof.transaction_hash])[0]
        if receipt is None or receipt.block_number != proof.block_number:
            raise RefutedError(f"no such transaction is in block {proof.block_number}")
        ours = [log for log in receipt.logs if log["address"].lower() == entry.registry.lower()]
        for event in (decode_log(log) for log in ours):
            if isinstance(event, Registered) and event.batch == entry.batch and event.office == entry.office:
                return f"office {entry.office} anchored it in block {proof.block_number}"
        raise RefutedError(f"that transaction did not anchor batch {entry.batch} for office {entry.office}")


class _CertificateChecks(_NodeChecks):
    """The checks of one certificate."""

    def __init__(self, certificate: ParsedCertificate, client: RegistryClient, registry: str | None) -> None:
        super().__init__(certificate.entry, client, registry)
        self._certificate = certificate

    def in_order(self) -> Iterator[Step]:
        """Yield names and checks, as for a proof."""
        yield "chain", self.chain_is_the_named_one
        yield "contract", self.contract_is_the_registry
        yield "block", self._block_is_on_the_chain
        yield "batch", self.batch_is_anchored
        yield "office", self.office_registered_it
        yield "record", self.record_leads_to_commitment
        yield "path", self.path_leads_to_root
        yield "head", self._events_lead_to_head
        yield "identifier", self.contract_agrees
        yield "version", self.record_is_of_its_version
        yield "standing", self.standing

    def _block_is_on_the_chain(self) -> str:
        number = self._certificate.block_number
        block = self._client.block(number)
        if block is None or block.hash != self._certificate.block_hash:
            raise RefutedError(f"the chain has no block {number} with this hash")
        return f"block {number} is on the chain"

    def _events_lead_to_head(self) -> str:
        certificate = self._certificate
        value, sequence = head_after(self._client, certificate.block_number)
        if (value, sequence) != (certificate.head, certificate.sequence):
            raise RefutedError(
                f"after block {certificate.block_number} the head is 0x{value.hex()} of {sequence} changes"
            )
        return f"the registry's {sequence} changes up to block {certificate.block_number} fold to this head"


def registry_client(entry: ProvenEntry, rpc_url: str) -> RegistryClient:
    """Return a client for the file's registry; which contract holds the offices is asked of the registry itself."""
    rpc = Rpc(rpc_url)
    call = {"to": entry.registry, "data": "0x" + load_artifact("ApplicantRegistry").functions["offices"].selector.hex()}
    try:
        answer = str(rpc.call("eth_call", call, "latest"))
    except ChainUnavailableError:
        raise
    except GidError:
        answer = "0x"
    offices = "0x" + answer[-40:] if len(answer) == 66 else entry.registry
    return RegistryClient(ChainConfig(rpc_url, entry.chain_id, entry.registry, offices))
