"""Strategy: two natural persons among three other applicants, all registered on a chain of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from api.erasure.certificate import ErasureRequest
from api.pilot import Pilot, open_pilot
from api.settings import Settings
from api.store.commitments import opening_of
from api.store.engine import reading
from api.store.proposals import ProposalFilter
from api.store.tables import applicants, record_heads
from devnet.network import running_devnet
from node.identifiers import Gid
from tests.api.erasure.people import PERSONS
from tests.api.extracts import ALL, Clock, write_extract


@dataclass
class Registered:
    """A pilot whose records all have a GID."""

    pilot: Pilot
    extract: Path

    def gid_of(self, record_id: str) -> Gid:
        with reading(self.pilot.engine) as connection:
            return Gid(
                connection.execute(select(record_heads.c.gid).where(record_heads.c.record_id == record_id)).scalar_one()
            )

    def salt_of(self, gid: Gid) -> bytes:
        with reading(self.pilot.engine) as connection:
            commitment = connection.execute(select(applicants.c.commitment).where(applicants.c.gid == gid)).scalar_one()
            return opening_of(connection, commitment)[1]

    def erase(self, gid: Gid | None, record_id: str = "") -> dict[str, object]:
        return self.pilot.erase(ErasureRequest(gid, record_id, "request", by="boss"))


def register_all(pilot: Pilot) -> None:
    pilot.propose()
    waiting = pilot.proposal_page(ProposalFilter(states=("proposed",)), limit=50).items
    for each in waiting:
        reason = f"{each.standard_name['text']} told us on the phone"
        pilot.judge(each.id, "approve", by="clerk", reason=reason)
    assert pilot.anchor().failed == 0


@pytest.fixture
def registered(settings: Settings, tmp_path: Path) -> Iterator[Registered]:
    extract = write_extract(tmp_path / "extract.csv", *ALL, *PERSONS)
    with running_devnet(settings.home / "devnet"), open_pilot(settings, clock=Clock()) as pilot:
        pilot.import_extract(extract)
        yield Registered(pilot, extract)
