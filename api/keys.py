"""Which office keys are at hand, and which approved proposals wait because one is not."""

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from sqlalchemy import Connection

from api.chain import devnet_folder
from api.proposals.acting import missing_keys
from api.proposals.model import ProposalState
from api.store.proposals import summaries_in
from devnet.offices import present_keys
from node.identifiers import OfficeCode
from node.signer import Signer


def office_signers(home: Path) -> Mapping[OfficeCode, Signer]:
    """Open the office keys in the data folder; a process that has none can still read everything."""
    return present_keys(devnet_folder(home))


def key_codes(home: Path) -> frozenset[str]:
    """The offices whose key is in the data folder; opens none of them."""
    return frozenset(path.stem for path in (devnet_folder(home) / "keys").glob("[A-Z][A-Z].json"))


def waiting_for_keys(connection: Connection, codes: Collection[str]) -> dict[str, int]:
    """How many approved proposals wait for which office's key, by office code."""
    approved = summaries_in(connection, (ProposalState.APPROVED,))
    counted = Counter(office for summary in approved for office in missing_keys(summary, codes))
    return dict(sorted(counted.items()))
