"""A credential of registration in the shape of a W3C Verifiable Credential 2.0, with its chain proof as evidence.

It carries no `proof` of a Data Integrity suite: what secures it is the chain, and anyone can check the evidence with
`gid verify`. Of natural persons, and of applicants whose kind no office stated, it tells nothing but the identifier.
"""

from typing import Any

from api.applicants.reading import ApplicantDetail
from api.did.documents import applicant_did, office_did
from matching.records import ApplicantKind
from node.identifiers import NOT_A_WIPO_IDENTIFIER, format_gid

MEDIA_TYPE = "application/vc"
CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2")
"""The second is the W3C's own for terms that the first does not define."""

Json = dict[str, Any]


def credential(detail: ApplicantDetail, inclusion: Json, *, base: str) -> Json:
    """Compose the credential.

    Args:
        detail: A living applicant.
        inclusion: Its proof without record and salt: GID, commitment, Merkle path, batch, block.
        base: Address of this API, without a slash at its end.
    """
    row = detail.applicant.row
    did = applicant_did(detail.applicant.gid)
    return {
        "@context": list(CONTEXTS),
        "type": ["VerifiableCredential", "ApplicantRegistrationCredential"],
        "issuer": {"id": office_did(row.office), "name": f"Office {row.office}"},
        "validFrom": row.created_at,
        "name": "Registration of an applicant in the GID pilot",
        "description": NOT_A_WIPO_IDENTIFIER,
        "credentialSubject": {"id": did, "gid": format_gid(detail.applicant.gid), **_disclosed(detail)},
        "credentialStatus": {"id": f"{base}/1.0/identifiers/{did}", "type": "GidRegistryStatus"},
        "evidence": [{"type": ["GidChainInclusion"], "verifyWith": "gid verify", "inclusionProof": inclusion}],
        "termsOfUse": [{"type": "NoLegalEffect"}],
    }


def _disclosed(detail: ApplicantDetail) -> Json:
    applicant = detail.applicant
    kinds = {str(stored.record.kind) for stored in applicant.records} | {applicant.row.kind}
    if kinds - {str(ApplicantKind.UNKNOWN)} != {str(ApplicantKind.LEGAL_PERSON)}:
        return {}
    name = applicant.row.standard_name
    return {
        "standardName": {"@value": name["text"], "@language": name["language"] or "und"},
        "latinName": name["latin"],
        "kind": applicant.row.kind,
        "country": applicant.row.country,
        "offices": sorted({stored.record.office for stored in applicant.records}),
    }
