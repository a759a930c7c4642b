"""DIDs of applicants and offices, and the documents they stand for; no names are in them."""

import re
from typing import Any

from node.identifiers import Gid, OfficeCode, compact_gid, parse_gid
from node.lookups import IndexedOffice

METHOD = "gidpilot"

DID_CONTEXT = "https://www.w3.org/ns/did/v1"
KEY_CONTEXT = "https://w3id.org/security/suites/secp256k1recovery-2020/v2"

_DID = re.compile(r"did:([a-z0-9]+):((?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*[A-Za-z0-9._-])")
_OFFICE = re.compile(r"[A-Z]{2}")

Json = dict[str, Any]


class NotADidError(Exception):
    """The text is no DID, or no DID of this method; `error` is the name of the DID specification for it."""

    def __init__(self, error: str, detail: str) -> None:
        super().__init__(detail)
        self.error = error


def applicant_did(gid: Gid) -> str:
    """The DID of an applicant."""
    return f"did:{METHOD}:{compact_gid(gid)}"


def office_did(code: OfficeCode | str) -> str:
    """The DID of an office: the issuer of what it registered."""
    return f"did:{METHOD}:{code}"


def parse_did(text: str) -> Gid | OfficeCode:
    """Read a DID of this method.

    Raises:
        NotADidError: it is none, or of another method.
        GidCheckError: its digits are no GID.
    """
    found = _DID.fullmatch(text)
    if not found:
        raise NotADidError("INVALID_DID", "this is not a DID")
    method, subject = found.groups()
    if method != METHOD:
        raise NotADidError("METHOD_NOT_SUPPORTED", f"only did:{METHOD} is resolved here")
    return OfficeCode(subject) if _OFFICE.fullmatch(subject) else parse_gid(subject)


def applicant_document(gid: Gid, *, office: str, base: str, survivor: Gid | None = None) -> Json:
    """The document of an applicant: the registering office controls it, because applicants hold no keys.

    Args:
        gid: Its GID.
        office: The office that registered it.
        base: Address of this API, without a slash at its end.
        survivor: The GID that answers for it now, if it was merged.
    """
    did = applicant_did(gid)
    record = f"{base}/v1/applicants/{compact_gid(gid)}"
    document: Json = {"@context": [DID_CONTEXT], "id": did, "controller": office_did(office)}
    if survivor is not None:
        document["alsoKnownAs"] = [applicant_did(survivor)]
    document["service"] = [
        {"id": f"{did}#applicant", "type": "ApplicantRecord", "serviceEndpoint": record},
        {"id": f"{did}#certificate", "type": "ApplicantCertificate", "serviceEndpoint": f"{record}/proof?form=vc"},
    ]
    return document


def office_document(office: IndexedOffice, *, chain_id: int) -> Json:
    """The document of an office: the key with which it signs on the chain."""
    did = office_did(office.code)
    key = {
        "id": f"{did}#key",
        "type": "EcdsaSecp256k1RecoveryMethod2020",
        "controller": did,
        "blockchainAccountId": f"eip155:{chain_id}:{office.key}",
    }
    return {
        "@context": [DID_CONTEXT, KEY_CONTEXT],
        "id": did,
        "verificationMethod": [key],
        "assertionMethod": [f"{did}#key"],
    }
