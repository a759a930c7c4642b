"""A few new records are compared with what is known; what comes out is what a comparison of all says."""

from api.pilot import Pilot
from api.proposals.comparing import Comparer
from matching.clusters import NO_CONSTRAINTS
from matching.config import MatchConfig
from matching.records import NameForm, OfficeRecord

WORDS = ("Nordwind", "Sudmeer", "Feldberg", "Talbach", "Quillfeather", "Brombeer", "Yamabuki", "Larchmont")


def records() -> dict[str, OfficeRecord]:
    made = {}
    for number, word in enumerate(WORDS):
        for office, name in (
            ("DE", f"{word} Werke GmbH"),
            ("AT", f"{word} Werke Ges.m.b.H."),
            ("CH", f"{word} Optik AG"),
        ):
            made[f"{office}:{number}"] = OfficeRecord(
                f"{office}:{number}", (NameForm(name),), office=office, country=office
            )
    return made


def stages(comparer: Comparer, given: dict[str, OfficeRecord], **options: bool) -> list[str]:
    told: list[str] = []
    comparer.compare(given, NO_CONSTRAINTS, progress=lambda stage, done, total: told.append(stage), **options)
    return told


def test_new_records_are_compared_alone_and_grouped_as_if_all_were() -> None:
    every, comparer = records(), Comparer(MatchConfig())
    comparer.compare({name: one for name, one in every.items() if not name.endswith("3")}, NO_CONSTRAINTS)
    later, full = comparer.compare(every, NO_CONSTRAINTS), Comparer(MatchConfig()).compare(every, NO_CONSTRAINTS)
    assert [one.record_ids for one in later.clusters] == [one.record_ids for one in full.clusters]


def test_only_what_is_asked_for_or_much_is_compared_in_full() -> None:
    every, comparer = records(), Comparer(MatchConfig())
    assert "evidence" in stages(comparer, every)
    more = every | {"DE:99": OfficeRecord("DE:99", (NameForm("Osprey Robotics"),), office="DE")}
    assert stages(comparer, more) == ["compare what is new"]
    assert "evidence" in stages(comparer, more, in_full=True)
    many = {f"DE:x{n}": OfficeRecord(f"DE:x{n}", (NameForm(f"Firma {n:03}"),), office="DE") for n in range(60)}
    assert "evidence" in stages(comparer, more | many)


def test_a_record_that_is_gone_is_forgotten() -> None:
    every, comparer = records(), Comparer(MatchConfig())
    comparer.compare(every, NO_CONSTRAINTS)
    gone = {name: one for name, one in every.items() if name != "DE:3"}
    found = comparer.compare(gone, NO_CONSTRAINTS)
    assert sorted(name for one in found.clusters for name in one.record_ids) == sorted(gone)
    assert all("DE:3" not in (link.left, link.right) for link in found.links)


def test_a_second_run_in_full_has_nothing_to_add(proposed: Pilot) -> None:
    proposed.accept_by_policy()
    assert dict(proposed.propose().raised) == {}
    assert dict(proposed.propose(again=True).raised) == {}
