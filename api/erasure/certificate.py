"""The certificate of erasure: what was deleted, counted before and after, in words that hold what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from node.identifiers import Gid, format_gid

CERTIFICATE_TYPE = "gid-pilot/certificate-of-erasure"
CERTIFICATE_VERSION = 1

STATEMENT = (
    "The office records, the committed records and their salts are deleted. The GID, its registering office, its "
    "status and the commitment stay; a commitment is a hash over 32 random bytes of salt that nobody here has any "
    "more, so it can be opened by nobody here and be tied to a name by no list of names."
)
LIMITS = (
    "Copies that others made before are not reached: proof files given away, exports, and backups older than this "
    "erasure. A backup restored here is erased again before it is served."
)


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Whom to erase, on whose order, and on what ground."""

    gid: Gid | None
    record_id: str
    ground: str
    by: str


def certificate(
    request: ErasureRequest,
    *,
    number: str,
    at: str,
    gids: tuple[int, ...],
    commitments: tuple[str, ...],
    deleted: Mapping[str, int],
    left: Mapping[str, int],
    trail: str,
) -> dict[str, Any]:
    """Put a certificate together.

    Args:
        request: What was asked for.
        number: Its number.
        at: When.
        gids: Every GID of the applicant.
        commitments: Those that nobody can open any more, hexadecimal.
        deleted: Rows, by what they were.
        left: What a search found afterwards, by the same words.
        trail: The audit trail's newest entry before this one.
    """
    return {
        "type": CERTIFICATE_TYPE,
        "version": CERTIFICATE_VERSION,
        "id": number,
        "at": at,
        "by": request.by,
        "ground": request.ground,
        "gids": [format_gid(Gid(gid)) for gid in gids],
        "status": "erased",
        "deleted": dict(deleted),
        "leftAfterwards": dict(left),
        "commitments": [{"commitment": f"0x{each}", "opens": False} for each in commitments],
        "statement": STATEMENT,
        "limits": LIMITS,
        "auditTrail": trail,
    }
