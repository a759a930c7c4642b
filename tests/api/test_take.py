"""Taking records is all or nothing, keeps every version, and changes nothing the second time."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.errors import RowsRefusedError
from api.pilot import Pilot
from api.store.engine import reading
from api.store.records import records_of
from api.store.tables import audit_events, record_heads, record_versions
from tests.api.extracts import ALL, ALONE, CERTAIN, write_extract

WRONG = "JP,,nameless,,,,,,,,"


def held(pilot: Pilot) -> tuple[int, int]:
    """Heads and versions in the store."""
    with reading(pilot.engine) as connection:
        heads = connection.execute(select(func.count()).select_from(record_heads)).scalar_one()
        return heads, connection.execute(select(func.count()).select_from(record_versions)).scalar_one()


def test_same_file_twice_changes_nothing(pilot: Pilot, extract_path: Path) -> None:
    first = pilot.import_extract(extract_path)
    with reading(pilot.engine) as connection:
        noted = connection.execute(select(func.count()).select_from(audit_events)).scalar_one()
    second = pilot.import_extract(extract_path)
    assert (first.received, first.new, first.changed, first.unchanged) == (5, 5, 0, 0)
    assert (second.received, second.new, second.changed, second.unchanged) == (5, 0, 0, 5)
    assert held(pilot) == (5, 5)
    with reading(pilot.engine) as connection:
        assert connection.execute(select(func.count()).select_from(audit_events)).scalar_one() == noted


def test_change_is_a_new_version_and_the_old_one_stays(pilot: Pilot, extract_path: Path, tmp_path: Path) -> None:
    pilot.import_extract(extract_path)
    report = pilot.import_extract(write_extract(tmp_path / "new.csv", ALONE[0].replace("Riyadh", "Jeddah")))
    assert (report.new, report.changed) == (0, 1)
    assert held(pilot) == (5, 6)
    with reading(pilot.engine) as connection:
        (present,) = records_of(connection, ["SA:5001"])
        assert (present.version, present.record.city) == (2, "Jeddah")
        first = connection.execute(
            select(record_versions.c.body).where(
                record_versions.c.record_id == "SA:5001", record_versions.c.version == 1
            )
        ).scalar_one()
    assert first["city"] == "Riyadh"


def test_one_wrong_row_keeps_all_out(pilot: Pilot, tmp_path: Path) -> None:
    with pytest.raises(RowsRefusedError, match="row 6: local_id is blank") as caught:
        pilot.import_extract(write_extract(tmp_path / "x.csv", *ALL, WRONG))
    assert [(entry.row, caught.value.refused_count) for entry in caught.value.refused] == [(6, 1)]
    assert held(pilot) == (0, 0)


def test_only_the_first_refused_rows_are_listed_and_all_are_counted(pilot: Pilot, tmp_path: Path) -> None:
    with pytest.raises(RowsRefusedError) as caught:
        pilot.import_extract(write_extract(tmp_path / "x.csv", *[WRONG] * 30))
    assert (len(caught.value.refused), caught.value.refused_count) == (20, 30)


def test_rows_with_the_same_mistake_are_told_once(pilot: Pilot, tmp_path: Path) -> None:
    others = [f"QQ,{number},x,,,,,,,," for number in range(1, 3)]
    with pytest.raises(RowsRefusedError) as caught:
        pilot.import_extract(write_extract(tmp_path / "x.csv", *ALL, *[WRONG] * 28, *others))
    assert str(caught.value) == (
        "30 rows refused, nothing was taken: "
        "row 6 and 27 more: local_id is blank; expected the office's own number of the applicant; "
        "row 34 and 1 more: office 'QQ' is not a current WIPO ST.3 code, such as JP or EP"
    )


def test_very_many_mistakes_are_told_in_a_bounded_line(pilot: Pilot, tmp_path: Path) -> None:
    rows = [f"JP,{number},x,,,,{number},,,," for number in range(1, 3_001)]
    with pytest.raises(RowsRefusedError) as caught:
        pilot.import_extract(write_extract(tmp_path / "x.csv", *rows))
    assert str(caught.value).startswith("3,000 rows refused, nothing was taken: row 1: country '1' is not")
    assert str(caught.value).endswith("; and 2,995 more rows")
    assert (len(caught.value.reasons), len(str(caught.value)) < 600) == (20, True)


def test_other_rows_go_on_only_when_told(pilot: Pilot, tmp_path: Path) -> None:
    report = pilot.import_extract(write_extract(tmp_path / "x.csv", *ALL, WRONG), skip_refused=True)
    assert (report.new, report.refused_count, report.refused[0].row) == (5, 1, 6)
    assert held(pilot) == (5, 5)


def test_dry_run_tells_and_keeps_nothing(pilot: Pilot, tmp_path: Path) -> None:
    report = pilot.import_extract(write_extract(tmp_path / "x.csv", *ALL, WRONG), dry_run=True)
    assert (report.dry_run, report.new, report.refused_count) == (True, 5, 1)
    assert held(pilot) == (0, 0)


def test_same_number_twice_in_a_file_is_refused_unless_equal(pilot: Pilot, tmp_path: Path) -> None:
    with pytest.raises(RowsRefusedError, match="row 2: local_id occurs twice with different contents"):
        pilot.import_extract(write_extract(tmp_path / "x.csv", CERTAIN[0], CERTAIN[0].replace("Osaka", "Kyoto")))
    report = pilot.import_extract(write_extract(tmp_path / "y.csv", CERTAIN[0], CERTAIN[0]))
    assert (report.new, report.unchanged) == (1, 1)


def test_names_like_formulas_are_taken_and_noted(pilot: Pilot, tmp_path: Path) -> None:
    report = pilot.import_extract(write_extract(tmp_path / "x.csv", "SA,1,=HYPERLINK(1),,,,,,,,"))
    assert report.new == 1
    formulas = "names start like a spreadsheet formula; exports put an apostrophe before them (1 times, first in row 1)"
    assert report.warnings == (formulas,)


def test_office_hidden_in_the_number_stays_in_the_number(pilot: Pilot, tmp_path: Path) -> None:
    pilot.import_extract(write_extract(tmp_path / "x.csv", "JP,KR:1,x,,,,,,,,", "JP,1,y,,,,,,,,"))
    with reading(pilot.engine) as connection:
        stored = records_of(connection, ["JP:KR:1", "JP:1"])
    assert [(each.record.office, each.local_id) for each in stored] == [("JP", "1"), ("JP", "KR:1")]
