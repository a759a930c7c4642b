"""What is proposed follows from the records and judgements alone: not from order, time or repetition."""

import random
from pathlib import Path

from api.pilot import Pilot, open_pilot
from api.proposals.model import ProposalState
from api.proposals.twins import with_twins
from api.settings import Settings
from api.store.proposals import ProposalFilter
from matching.incremental.update import Membership
from matching.records import NameForm, OfficeRecord
from tests.api.extracts import ALL, ALONE, Clock, write_extract
from tests.stores import NewStore


def queue(pilot: Pilot, *states: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Sides by proposal id."""
    items = pilot.proposal_page(ProposalFilter(states=states), limit=200).items
    return {each.id: pilot.proposal(each.id).sides for each in items}


def test_records_become_proposals_with_their_doubt(proposed: Pilot) -> None:
    assert sorted(queue(proposed).values()) == [
        (("JP:1001", "WO:IB2001"),),
        (("KR:3001",), ("WO:IB2002",)),
        (("SA:5001",),),
    ]
    waiting = {each.id: each.reasons for each in proposed.proposal_page(ProposalFilter()).items}
    assert [bool(reasons) for reasons in waiting.values()] == [True, False, False]


def test_doubtful_proposal_explains_itself(proposed: Pilot) -> None:
    first = proposed.proposal_page(ProposalFilter()).items[0]
    (link,) = proposed.proposal(first.id).links
    assert (link.left, link.right) == ("KR:3001", "WO:IB2002")
    assert {"words", "legal form"} <= {entry.feature for entry in link.evidence}
    assert all(entry.sentence for entry in link.evidence)


def test_empty_store_has_nothing_to_propose(pilot: Pilot) -> None:
    report = pilot.propose()
    assert (report.records, dict(report.raised)) == (0, {})
    assert pilot.accept_by_policy().accepted == 0
    assert pilot.summary().records == 0


def test_second_run_raises_nothing_new(proposed: Pilot) -> None:
    before = queue(proposed)
    for again in (False, True):
        report = proposed.propose(again=again)
        assert (dict(report.raised), report.superseded, report.unchanged) == ({}, 0, 3)
    assert queue(proposed) == before


def test_order_of_upload_does_not_matter(proposed: Pilot, tmp_path: Path, new_store: NewStore) -> None:
    rows = list(ALL)
    random.Random(7).shuffle(rows)
    with open_pilot(Settings(home=tmp_path / "other", database_url=new_store()), clock=Clock()) as other:
        for number, row in enumerate(rows):
            other.import_extract(write_extract(tmp_path / f"{number}.csv", row))
        other.propose()
        assert queue(other) == queue(proposed)


def test_order_of_uploads_with_runs_between_leads_to_the_same_queue(
    proposed: Pilot, tmp_path: Path, new_store: NewStore
) -> None:
    with open_pilot(Settings(home=tmp_path / "other", database_url=new_store()), clock=Clock()) as other:
        for number, row in enumerate(reversed(ALL)):
            other.import_extract(write_extract(tmp_path / f"{number}.csv", row))
            other.propose()
        assert queue(other, "proposed") == queue(proposed)


def test_changed_record_supersedes_the_proposal_made_of_the_old_one(proposed: Pilot, tmp_path: Path) -> None:
    before = queue(proposed)
    proposed.import_extract(write_extract(tmp_path / "new.csv", ALONE[0].replace("Riyadh", "Jeddah")))
    report = proposed.propose()
    assert (dict(report.raised), report.superseded) == ({"register": 1}, 1)
    (superseded,) = queue(proposed, ProposalState.SUPERSEDED)
    assert superseded in before


def test_taking_a_change_back_revives_the_first_proposal(proposed: Pilot, tmp_path: Path) -> None:
    company = "JP,9001,Kitayama Foundry KK,,,organisation,JP,Nara,,,"
    path = write_extract(tmp_path / "one.csv", company)
    proposed.import_extract(path)
    proposed.propose()
    before = set(queue(proposed, "proposed"))
    twin = "WO,IB9002,Kitayama Foundry KK,,,organisation,JP,Nara,,,"
    proposed.import_extract(write_extract(tmp_path / "two.csv", twin))
    proposed.propose()
    joined = next(name for name, sides in queue(proposed, "proposed").items() if ("JP:9001",) in sides)
    assert joined not in before
    proposed.judge(joined, "reject", by="clerk")
    proposed.propose()
    alone = next(name for name, sides in queue(proposed).items() if sides == (("JP:9001",),))
    assert alone in before
    assert proposed.proposal(alone).summary.state == ProposalState.APPROVED


def test_queue_is_paged_without_gaps(proposed: Pilot) -> None:
    whole = [each.id for each in proposed.proposal_page(ProposalFilter()).items]
    seen, cursor = [], ""
    while True:
        page = proposed.proposal_page(ProposalFilter(), limit=1, cursor=cursor)
        seen += [each.id for each in page.items]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    assert seen == whole
    assert page.total == 3


def test_queue_is_filtered_by_office(proposed: Pilot) -> None:
    page = proposed.proposal_page(ProposalFilter(office="KR"))
    assert [each.offices for each in page.items] == [("KR", "WO")]


def test_equal_records_are_no_certainty() -> None:
    records = {name: OfficeRecord(name, (NameForm("Kim Min-jun"),)) for name in ("JP:1", "KR:1", "WO:1")}
    whole = Membership(tuple(records), 1.0)
    (cluster,), links = with_twins([whole], [], records, chances=lambda pairs: [0.7] * len(pairs))
    assert cluster.probability == 0.7
    assert [(link.left, link.right, link.probability) for link in links] == [
        ("JP:1", "KR:1", 0.7),
        ("JP:1", "WO:1", 0.7),
    ]
