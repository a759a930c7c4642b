"""DID resolution: from a DID to its document and what is known about it, as the W3C's DID Resolution describes it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from api.did.documents import (
    METHOD,
    NotADidError,
    applicant_did,
    applicant_document,
    office_document,
    parse_did,
)
from api.store.applicants import ApplicantRow, find_applicant
from api.store.engine import reading
from api.store.tables import applicants
from node.entries import EntryStatus
from node.errors import GidCheckError, UnknownGidError
from node.events import OfficeStatus
from node.identifiers import Gid
from node.lookups import Lookups

ERROR_TYPE = "https://www.w3.org/ns/did#"
STATUS = {"INVALID_DID": 400, "NOT_FOUND": 404, "REPRESENTATION_NOT_SUPPORTED": 406, "METHOD_NOT_SUPPORTED": 501}
TITLES = {
    "INVALID_DID": "Not a valid DID",
    "NOT_FOUND": "No such DID",
    "REPRESENTATION_NOT_SUPPORTED": "This representation is not offered",
    "METHOD_NOT_SUPPORTED": "This DID method is not offered",
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resolution:
    """A DID resolution result with the HTTP status that goes with it."""

    status: int
    document: Json | None
    metadata: Json
    error: Json | None = None

    def as_json(self, content_type: str) -> Json:
        """The result; `content_type` is that of the document."""
        told = {"error": self.error} if self.error else {"contentType": content_type}
        return {
            "@context": "https://w3id.org/did-resolution/v1",
            "didDocument": self.document,
            "didResolutionMetadata": told,
            "didDocumentMetadata": self.metadata,
        }


def failed(error: str, detail: str) -> Resolution:
    """A resolution that failed; the error is an RFC 9457 object, as DID Resolution wants it."""
    body = {"type": ERROR_TYPE + error, "title": TITLES[error], "detail": detail}
    return Resolution(STATUS[error], None, {}, body)


@dataclass(frozen=True, slots=True)
class DidResolver:
    """Resolves from the store and the index; asks no chain."""

    engine: Engine
    lookups: Lookups
    chain_id: int

    def resolve(self, did: str, *, base: str) -> Resolution:
        """Resolve one DID; `base` is the address of this API, for the services in the document."""
        try:
            subject = parse_did(did)
        except NotADidError as error:
            return failed(error.error, str(error))
        except GidCheckError as error:
            return failed("INVALID_DID", f"did:{METHOD} names a GID or an office code: {error}")
        return self._applicant(Gid(subject), base) if isinstance(subject, int) else self._office(subject)

    def _office(self, code: str) -> Resolution:
        office = next((each for each in self.lookups.offices() if each.code == code), None)
        if office is None:
            return failed("NOT_FOUND", "no office with this code takes part")
        if office.status is OfficeStatus.REMOVED:
            return Resolution(410, None, {"deactivated": True})
        return Resolution(200, office_document(office, chain_id=self.chain_id), {})

    def _applicant(self, gid: Gid, base: str) -> Resolution:
        with reading(self.engine) as connection:
            row = find_applicant(connection, gid)
            merged = list(connection.execute(select(applicants.c.gid).where(applicants.c.survivor == gid)).scalars())
        if row is None:
            return failed("NOT_FOUND", "no such GID was registered here")
        version, status = self._standing(gid, row)
        metadata: Json = {"created": row.created_at, "versionId": str(version)}
        if status is EntryStatus.REVOKED:
            return Resolution(410, None, {**metadata, "deactivated": True})
        survivor = self._survivor(row)
        if survivor is not None:
            metadata |= {"canonicalId": applicant_did(survivor), "equivalentId": [applicant_did(survivor)]}
        elif merged:
            metadata["equivalentId"] = [applicant_did(Gid(number)) for number in sorted(merged)]
        return Resolution(200, applicant_document(gid, office=row.office, base=base, survivor=survivor), metadata)

    def _standing(self, gid: Gid, row: ApplicantRow) -> tuple[int, EntryStatus]:
        try:
            entry = self.lookups.applicant(gid)
        except UnknownGidError:  # registered a moment ago: the index has not followed yet
            return row.record_version, EntryStatus.ACTIVE
        return entry.version, entry.status

    def _survivor(self, row: ApplicantRow) -> Gid | None:
        """Where the merges that lead away from a GID end; None where it was not merged."""
        survivor = row.survivor
        with reading(self.engine) as connection:
            while survivor is not None:
                following = find_applicant(connection, survivor)
                if following is None or following.survivor is None:
                    return Gid(survivor)
                survivor = following.survivor
        return None
