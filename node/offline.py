"""Certificates and saved headers as files: save a header for them, and verify them with it and no network at all."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from node.certificate_form import ParsedCertificate, parse_certificate
from node.checks import EntryChecks, RefutedError, Step, Verdict, refuted, run_checks
from node.errors import InvalidInputError
from node.headers import HEADER_TYPE, MAX_HEADER_BYTES, HeaderFile, SavedHeader, parse_header, save_header
from node.proofs import PROOF_TYPE
from node.strict_form import FormError, load_document
from node.trie import TrieError
from node.verification import read_text, registry_client

_EXPECTED = "expected a header as `gid header` saves it"


def verify_with_header(path: Path, header: Path, *, block_hash: bytes | None = None) -> Verdict:
    """Verify a certificate file with a header file.

    Args:
        path: The certificate.
        header: The header of the certificate's block.
        block_hash: Of the block that the reader knows to be on the chain; without it that stays to be compared.

    Raises:
        InvalidInputError: A file cannot be read, or the first is a proof, which needs a node.
    """
    try:
        document = load_document(read_text(path))
        if document.get("type") == PROOF_TYPE:
            raise InvalidInputError(
                "a proof names its transaction, which no header shows",
                advice="verify it with --rpc, or make a certificate with `gid certificate`",
            )
        certificate = parse_certificate(document)
    except FormError as error:
        return refuted("form", str(error))
    try:
        saved = load_header(header)
    except (FormError, TrieError) as error:
        return refuted("header", f"the header file cannot be used: {error}")
    checks = _HeaderChecks(certificate, saved, block_hash)
    return run_checks(checks.in_order(), checks)


def load_header(path: Path) -> SavedHeader:
    """Read a header file.

    Raises:
        InvalidInputError: It cannot be read, is no header, or its parts do not belong together.
    """
    text = read_text(path, limit=MAX_HEADER_BYTES)
    document = load_document(text, limit=MAX_HEADER_BYTES, expected=_EXPECTED)
    if document.get("type") != HEADER_TYPE:
        raise FormError("type", _EXPECTED)
    return parse_header(document)


def save_header_for(paths: Sequence[Path], rpc_url: str) -> HeaderFile:
    """Save the header for certificate files of one registry and block.

    Raises:
        InvalidInputError: A file is no certificate, or one of another registry or block.
        ChainUnavailableError: The node is away.
        ConflictError: The node cannot prove its state; see `save_header`.
    """
    certificates = [_read_certificate(path) for path in paths]
    if len({(each.entry.chain_id, each.entry.registry, each.block_hash) for each in certificates}) > 1:
        raise InvalidInputError("the certificates are not of one registry and block; save a header for each")
    return save_header(registry_client(certificates[0].entry, rpc_url), certificates)


def _read_certificate(path: Path) -> ParsedCertificate:
    try:
        return parse_certificate(load_document(read_text(path)))
    except FormError as error:
        raise InvalidInputError(
            f"{path}: {error}", advice="give certificates as `gid certificate` writes them"
        ) from error


class _HeaderChecks(EntryChecks):
    """The checks of one certificate that a header makes possible, each a method that returns its sentence or raises."""

    def __init__(self, certificate: ParsedCertificate, saved: SavedHeader, block_hash: bytes | None) -> None:
        super().__init__(certificate.entry, saved)
        self._certificate = certificate
        self._saved = saved
        self._known = block_hash

    def in_order(self) -> Iterator[Step]:
        """Yield names and checks; each takes for granted what those before it have shown."""
        yield "header", self._header_is_of_a_known_block
        yield "contract", self._contract_is_the_registry
        yield "block", self._block_is_the_stated_one
        yield "batch", self.batch_is_anchored
        yield "office", self.office_registered_it
        yield "record", self.record_leads_to_commitment
        yield "path", self.path_leads_to_root
        yield "head", self._head_is_the_stated_one
        yield "version", self.record_is_of_its_version
        yield "standing", self._standing_then

    def _header_is_of_a_known_block(self) -> str:
        shown = f"block {self._saved.block_number}, 0x{self._saved.block_hash.hex()}"
        if self._known is None:
            return f"compare with a source you trust: the header is that of {shown}"
        if self._known != self._saved.block_hash:
            raise RefutedError(f"the header is that of {shown}, not of the block given")
        return f"the header is that of the block given, number {self._saved.block_number}"

    def _contract_is_the_registry(self) -> str:
        address = self._certificate.entry.registry
        if address != self._saved.registry:
            raise RefutedError(f"the certificate is for {address}, the header for {self._saved.registry}")
        return f"the code at {address} is the applicant registry's"

    def _block_is_the_stated_one(self) -> str:
        stated = (self._certificate.block_number, self._certificate.block_hash)
        if stated != (self._saved.block_number, self._saved.block_hash):
            raise RefutedError(f"the certificate speaks of block {stated[0]}, 0x{stated[1].hex()}, not of the header's")
        return f"the certificate speaks of this very block {stated[0]}"

    def _head_is_the_stated_one(self) -> str:
        value, sequence = self._saved.head()
        if (value, sequence) != (self._certificate.head, self._certificate.sequence):
            raise RefutedError(f"the head is 0x{value.hex()} of {sequence} changes")
        return f"the registry's {sequence} changes have this head"

    def _standing_then(self) -> str:
        return f"as of block {self._saved.block_number}, {self.standing()}"
