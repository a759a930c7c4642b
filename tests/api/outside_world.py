"""A pilot in which everything has happened once: registered, merged, revoked, a person, a formula, many names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.exports.entries import reached
from api.pilot import Pilot, open_pilot
from api.settings import Settings
from api.store.engine import reading, writing
from api.store.proposals import ProposalFilter
from api.store.records import records_of
from devnet.network import running_devnet
from node.identifiers import Gid, OfficeCode
from node.operations import RevokeApplicant
from node.outbox import Outbox, enqueue
from tests.api.extracts import ALL, Clock, write_extract
from tests.api.test_anchoring import merge_two

RICH = (
    "JP,0001002,見本電機株式会社,ja,Mihon Denki K.K.,organisation,JP,見本市,"
    "jp-corporate:7000012050002;isni:000000012146438X,"
    "former|ja|見本製作所株式会社;short|ja|見本電機;translation|en|Sample Electric Co. Ltd.;"
    "transliteration|ja|ミホンデンキ;trading|ja|ＭＤＫ & Sons <Tokyo>,JP2020-000001;JP2020-000002"
)
"""Every kind of name form, markup in a name, leading zeros, families."""

PERSON = "KR,4001,Gildong Sample-Hong,en,,person,KR,Busan,,former|en|Gildong Sample-Kim,"
FORMULA = 'SA,5002,"=HYPERLINK(""http://example.invalid"";1) Trading",en,,organisation,SA,Jeddah,,,'
UNSTATED = "SA,5003,Thistledown Kettle Makers,en,,,SA,Dammam,,,"
ENDED = "EA,9001,ООО Северный Луч,ru,,organisation,RU,Тверь,,,"


@dataclass(frozen=True, slots=True)
class OutsideWorld:
    """The pilot; `middle` is the chain's sequence number before the merge and the revocation."""

    pilot: Pilot
    middle: int

    def gid(self, record_id: str) -> Gid:
        """Whose record this is."""
        with reading(self.pilot.engine) as connection:
            (stored,) = records_of(connection, [record_id])
        assert stored.gid is not None, record_id
        return Gid(stored.gid)


@contextmanager
def outside_world(folder: Path, *, database_url: str) -> Iterator[OutsideWorld]:
    settings = Settings(home=folder / "home", database_url=database_url)
    with running_devnet(settings.home / "devnet"), open_pilot(settings, clock=Clock()) as pilot:
        rows = (*ALL, RICH, PERSON, FORMULA, UNSTATED, ENDED)
        pilot.import_extract(write_extract(folder / "all.csv", *rows))
        pilot.propose()
        _decide(pilot)
        pilot.anchor()
        world = OutsideWorld(pilot, _sequence(pilot))
        merge_two(pilot, *sorted((world.gid("KR:3001"), world.gid("WO:IB2002"))))
        _revoke(pilot, world.gid("EA:9001"))
        yield world


def _decide(pilot: Pilot) -> None:
    """Approve what is one group; what is doubtful becomes two applicants, so that they can be merged."""
    for summary in pilot.proposal_page(ProposalFilter(states=("proposed",)), limit=200).items:
        doubtful = len(pilot.proposal(summary.id).sides) > 1
        pilot.judge(summary.id, "reject" if doubtful else "approve", by="clerk")
    pilot.accept_by_policy()


def _sequence(pilot: Pilot) -> int:
    with reading(pilot.engine) as connection:
        return reached(connection)[0]


def _revoke(pilot: Pilot, gid: Gid) -> None:
    """By the office itself, past the pilot: no proposal asks for this yet."""
    with writing(pilot.engine) as connection:
        enqueue(connection, RevokeApplicant(OfficeCode("EA"), gid, bytes(32)))
    Outbox(pilot.engine, pilot.client, pilot.signers).drain()
    pilot.index.follow()
