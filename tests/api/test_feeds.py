"""Feeds of differences: insert, update and delete; and documents, which add to what is known."""

from pathlib import Path

from sqlalchemy import select

from api.intake.rows import RawRecord
from api.pilot import Pilot
from api.store.engine import reading
from api.store.proposals import ProposalFilter
from api.store.records import all_records, count_by_office, records_of, withdrawn_members
from api.store.tables import record_heads, record_versions
from tests.api.extracts import ALL, ALONE, HEADER, write_extract

DELETE = "SA,5001,,,,,,,,,,delete"


def feed(tmp_path: Path, *rows: str) -> Path:
    return write_extract(tmp_path / "feed.csv", *rows, header=f"{HEADER},operation")


def versions(pilot: Pilot, record_id: str) -> list[bool]:
    """Of each version, whether it says that the office has the record no more."""
    table = record_versions.c
    with reading(pilot.engine) as connection:
        query = select(table.body).where(table.record_id == record_id).order_by(table.version)
        return [body.get("withdrawn", False) for body in connection.execute(query).scalars()]


def ids(pilot: Pilot) -> list[str]:
    with reading(pilot.engine) as connection:
        return [stored.record.record_id for stored in all_records(connection)]


def test_deletion_withdraws_the_record_and_keeps_its_history(pilot: Pilot, extract_path: Path, tmp_path: Path) -> None:
    pilot.import_extract(extract_path)
    report = pilot.import_extract(feed(tmp_path, DELETE))
    assert (report.deleted, report.new, report.changed) == (1, 0, 0)
    assert versions(pilot, "SA:5001") == [False, True]
    assert "SA:5001" not in ids(pilot)
    with reading(pilot.engine) as connection:
        assert records_of(connection, ["SA:5001"])[0].record.city == "Riyadh"
        assert "SA" not in count_by_office(connection)


def test_second_deletion_changes_nothing_and_a_deletion_of_nothing_is_noted(pilot: Pilot, tmp_path: Path) -> None:
    pilot.import_extract(write_extract(tmp_path / "x.csv", *ALONE))
    pilot.import_extract(feed(tmp_path, DELETE))
    again = pilot.import_extract(feed(tmp_path, DELETE, "SA,77,,,,,,,,,,Delete"))
    assert (again.deleted, again.unchanged, again.warnings) == (0, 2, ("1 records to delete are not here",))


def test_record_that_comes_back_is_a_new_version(pilot: Pilot, tmp_path: Path) -> None:
    whole = write_extract(tmp_path / "x.csv", *ALONE)
    pilot.import_extract(whole)
    pilot.import_extract(feed(tmp_path, DELETE))
    assert pilot.import_extract(whole).changed == 1
    assert versions(pilot, "SA:5001") == [False, True, False]
    assert ids(pilot) == ["SA:5001"]


def test_withdrawn_record_leaves_its_open_proposal(proposed: Pilot, tmp_path: Path) -> None:
    proposed.import_extract(feed(tmp_path, DELETE))
    report = proposed.propose()
    assert (report.superseded, report.records) == (1, len(ALL) - 1)


def test_registered_record_that_is_withdrawn_leaves_by_an_unlink_and_the_last_one_by_a_revocation(
    on_chain: Pilot, tmp_path: Path
) -> None:
    pilot = on_chain
    pilot.accept_by_policy()
    pilot.anchor()
    pilot.import_extract(feed(tmp_path, "WO,IB2001,,,,,,,,,,delete", DELETE))
    with reading(pilot.engine) as connection:
        members = withdrawn_members(connection)
    assert sorted(members.values()) == [["SA:5001"], ["WO:IB2001"]]
    waiting = {
        item.kind: item for item in pilot.proposal_page(ProposalFilter(("proposed",), ("unlink", "revoke"))).items
    }
    assert set(waiting) == {"unlink", "revoke"}
    assert pilot.propose().superseded == 0
    for item in waiting.values():
        assert item.reasons
        pilot.judge(item.id, "approve", by="one")
    for _ in range(3):
        pilot.anchor()
    with reading(pilot.engine) as connection:
        assert withdrawn_members(connection) == {}
    assert {"SA:5001", "WO:IB2001"}.isdisjoint(ids(pilot))
    assert dict(pilot.propose(again=True).raised) == {}


def test_registered_record_stays_an_anchor_until_people_decide(pilot: Pilot, tmp_path: Path) -> None:
    pilot.import_extract(write_extract(tmp_path / "x.csv", *ALONE))
    with pilot.engine.begin() as connection:
        connection.execute(record_heads.update().values(gid=7, committed_version=1))
    pilot.import_extract(feed(tmp_path, DELETE))
    assert ids(pilot) == ["SA:5001"]
    with reading(pilot.engine) as connection:
        assert withdrawn_members(connection) == {7: ["SA:5001"]}


def test_contradiction_within_a_feed_is_refused(pilot: Pilot, tmp_path: Path) -> None:
    report = pilot.import_extract(feed(tmp_path, f"{ALONE[0]},insert", DELETE), dry_run=True)
    assert (report.new, report.refused_count) == (1, 1)
    assert report.refused[0].detail == "local_id occurs twice with different contents"


def test_unknown_operation_is_refused(pilot: Pilot, tmp_path: Path) -> None:
    report = pilot.import_extract(feed(tmp_path, f"{ALONE[0]},destroy"), dry_run=True)
    assert report.refused[0].detail == "operation 'destroy' is not insert, update, delete or blank"


def test_json_takes_a_record_back(pilot: Pilot) -> None:
    pilot.import_records([RawRecord("SA", "1", "x")])
    assert pilot.import_records([RawRecord("SA", "1", "", operation="delete")]).deleted == 1


DOCUMENT = (
    '<publication office="EP" number="{number}"><applicant><registered-number>55</registered-number>'
    "<orgname>{name}</orgname></applicant><priority-claim><country>JP</country><doc-number>{number}</doc-number>"
    "</priority-claim></publication>"
)


def documents(tmp_path: Path, *pairs: tuple[int, str]) -> Path:
    path = tmp_path / "feed.xml"
    path.write_text(f"<a>{''.join(DOCUMENT.format(number=number, name=name) for number, name in pairs)}</a>")
    return path


def test_documents_add_names_and_families_and_the_same_again_changes_nothing(pilot: Pilot, tmp_path: Path) -> None:
    first = pilot.import_extract(documents(tmp_path, (1, "Muster GmbH"), (2, "Muster G.m.b.H.")))
    assert (first.received, first.new, first.unchanged) == (2, 1, 1)
    second = pilot.import_extract(documents(tmp_path, (3, "MUSTER GMBH")))
    assert (second.new, second.changed) == (0, 1)
    again = pilot.import_extract(documents(tmp_path, (1, "Muster GmbH"), (3, "MUSTER GMBH")))
    assert (again.changed, again.unchanged) == (0, 2)
    with reading(pilot.engine) as connection:
        (stored,) = records_of(connection, ["EP:55"])
    assert [form.text for form in stored.record.name_forms] == ["Muster GmbH", "Muster G.m.b.H.", "MUSTER GMBH"]
    assert stored.record.families == ("JP1", "JP2", "JP3")
