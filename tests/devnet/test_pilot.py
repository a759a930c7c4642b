"""The committed extracts are what their README says, and their builder keeps its rule on a small list."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from devnet.pilot import build
from devnet.pilot.columns import COLUMNS
from devnet.pilot.counts import BEGIN, END, counts_text, with_counts
from devnet.pilot.filing import OFFICES
from devnet.pilot.scripts import main_script
from devnet.pilot.sources import SourceDataError
from devnet.pilot.twins import core_name

PILOT = Path(build.__file__).parent
KINDS = {"former", "short", "transliteration", "translation"}
SCHEMES = {"ror": r"0[0-9a-z]{6}\d\d", "edinet": r"E\d{5}", "lei": r"[0-9A-Z]{18}\d\d"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


@pytest.fixture(scope="module")
def records() -> list[dict[str, str]]:
    return [row for office in OFFICES for row in read(PILOT / f"{office}.csv")]


@pytest.fixture(scope="module")
def gold() -> dict[str, str]:
    return {row["record_id"]: row["entity_id"] for row in read(PILOT / "gold.csv")}


def record_id(row: dict[str, str]) -> str:
    return f"{row['office']}:{row['local_id']}"


@pytest.mark.parametrize("office", OFFICES)
def test_extract_has_the_documented_columns_and_its_own_office(office: str) -> None:
    rows = read(PILOT / f"{office}.csv")
    readme = (PILOT / "README.md").read_text("utf-8")
    assert len(rows) > 500
    assert tuple(rows[0]) == COLUMNS
    assert all(re.search(rf"^\| [\w, ]*\b{column}\b", readme, re.MULTILINE) for column in COLUMNS)
    assert {row["office"] for row in rows} == {office}
    assert all(None not in row and row["name"].strip() == row["name"] != "" for row in rows)


def test_record_ids_are_unique(records: list[dict[str, str]]) -> None:
    assert not [key for key, count in Counter(map(record_id, records)).items() if count > 1]


def test_gold_labels_every_record_and_nothing_else(records: list[dict[str, str]], gold: dict[str, str]) -> None:
    assert set(map(record_id, records)) == set(gold)
    assert all(gold.values())


def test_gold_has_work_across_offices_and_within(records: list[dict[str, str]], gold: dict[str, str]) -> None:
    offices: dict[str, Counter[str]] = {}
    for row in records:
        offices.setdefault(gold[record_id(row)], Counter())[row["office"]] += 1
    assert sum(len(held) > 1 for held in offices.values()) > 1000
    assert sum(max(held.values()) > 1 for held in offices.values()) > 400
    assert sum(len(held) == 1 for held in offices.values()) > len(offices) / 2


def test_there_is_no_natural_person(records: list[dict[str, str]]) -> None:
    assert {row["applicant_type"] for row in records} == {"legalPerson"}


def test_each_office_writes_in_its_scripts(records: list[dict[str, str]]) -> None:
    scripts = {office: Counter[str]() for office in OFFICES}
    for row in records:
        scripts[row["office"]][main_script(row["name"])] += 1
    assert set(scripts["JP"]) == {"Jpan", "Hani"}
    assert set(scripts["KR"]) == {"Hang", "Latn"}
    assert set(scripts["SA"]) == {"Arab", "Latn"}
    assert scripts["SA"]["Arab"] >= 800
    assert set(scripts["EA"]) == {"Cyrl", "Latn"}
    assert set(scripts["WO"]) == {"Latn", "Hani"}


def test_latin_form_is_latin_and_only_beside_another_script(records: list[dict[str, str]]) -> None:
    with_latin = [row for row in records if row["name_latin"]]
    assert all(main_script(row["name_latin"]) == "Latn" != main_script(row["name"]) for row in with_latin)


def test_identifiers_and_other_names_can_be_read(records: list[dict[str, str]], gold: dict[str, str]) -> None:
    for row in records:
        for identifier in filter(None, row["identifiers"].split(";")):
            scheme, value = identifier.split(":")
            assert re.fullmatch(SCHEMES[scheme], value)
            assert gold[record_id(row)].endswith(f":{value}")
        for other in filter(None, row["other_names"].split(";")):
            kind, _, text = other.split("|")
            assert kind in KINDS
            assert text not in ("", row["name"])


def test_share_of_records_with_an_identifier_is_as_stated(records: list[dict[str, str]]) -> None:
    assert 0.15 <= sum(bool(row["identifiers"]) for row in records) / len(records) <= 0.25


def test_no_two_sources_tell_of_one_core_name(records: list[dict[str, str]], gold: dict[str, str]) -> None:
    sources: dict[str, set[str]] = {}
    for row in records:
        for name in filter(None, (row["name"], row["name_latin"])):
            sources.setdefault(core_name(name), set()).add(gold[record_id(row)].partition(":")[0])
    sources.pop("", None)
    assert not [core for core, found in sources.items() if len(found) > 1]


def test_readme_counts_are_those_of_the_files(records: list[dict[str, str]], gold: dict[str, str]) -> None:
    readme = (PILOT / "README.md").read_text("utf-8")
    stated = readme.partition(BEGIN)[2].partition(END)[0].strip()
    assert stated == counts_text([tuple(row.values()) for row in records], gold)


def test_readme_names_the_sources_it_must_name() -> None:
    readme = (PILOT / "README.md").read_text("utf-8")
    assert "EDINET code list, Financial Services Agency of Japan, processed by this project" in readme


def test_extracts_stay_small() -> None:
    assert sum(path.stat().st_size for path in PILOT.glob("*.csv")) < 3_000_000


HEADER = "source,name,country,city,applicant_type,entity_id,name_kind,lang"
SMALL_LIST = """\
ROR,King Saud University,SA,Riyadh,organisation,ror:1,display,en
ROR,جامعة الملك سعود,SA,Riyadh,organisation,ror:1,label,ar
ROR,KSU,SA,Riyadh,organisation,ror:1,acronym,
ROR,Acme Fasteners (Japan),JP,Tokyo,organisation,ror:2,display,en
ROR,アクメ・ファスナー株式会社,JP,Tokyo,organisation,ror:2,label,ja
EDINET,アクメ・ファスナー株式会社,JP,港区芝一丁目1番1号,organisation,edinet:1,legal,ja
EDINET,北斗化学工業株式会社,JP,港区芝一丁目1番1号,organisation,edinet:2,legal,ja
EDINET,ホクトカガクコウギョウカブシキガイシャ,JP,港区芝一丁目1番1号,organisation,edinet:2,reading,ja
EDINET,Hokuto Chemical Industry Co. Ltd.,JP,港区芝一丁目1番1号,organisation,edinet:2,english,en
GLEIF,NORDIC SENSOR SYSTEMS AB,SE,,organisation,lei:1,legal,
GLEIF,NORDIC CAPITAL PARTNERS AB,SE,,organisation,lei:2,legal,
GLEIF,JANE ROE,SE,,person,lei:3,legal,
"""


@pytest.fixture
def small_list(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "names.csv").write_text(f"{HEADER}\n{SMALL_LIST}", encoding="utf-8")
    return folder


def test_build_files_each_form_at_its_office(small_list: Path) -> None:
    rows = build.build_rows(small_list)
    filed = {(row.values[0], row.values[COLUMNS.index("name")], row.entity_id) for row in rows}
    assert ("SA", "جامعة الملك سعود", "ror:1") in filed
    assert ("JP", "アクメ・ファスナー株式会社", "ror:2") in filed
    assert ("JP", "北斗化学工業株式会社", "edinet:2") in filed
    assert ("WO", "NORDIC SENSOR SYSTEMS AB", "lei:1") in filed


def test_build_leaves_out_twins_persons_and_vehicles(small_list: Path) -> None:
    entities = {row.entity_id for row in build.build_rows(small_list)}
    assert entities.isdisjoint({"edinet:1", "lei:2", "lei:3"})


def test_build_keeps_the_municipality_and_drops_the_street(small_list: Path) -> None:
    [row] = [row for row in build.build_rows(small_list) if row.values[0] == "JP" and row.entity_id == "edinet:2"]
    assert row.values[COLUMNS.index("city")] == "港区"


def test_build_twice_writes_the_same_bytes(small_list: Path, tmp_path: Path) -> None:
    for out in ("first", "second"):
        assert build.main(["--data", str(small_list), "--out", str(tmp_path / out)]) == 0
    names = [*(f"{office}.csv" for office in OFFICES), "gold.csv", "README.md"]
    assert all((tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes() for name in names)


def test_build_without_name_lists_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SourceDataError, match="no rows of EDINET, GLEIF, ROR"):
        build.build_rows(tmp_path)
    assert build.main(["--data", str(tmp_path / "nowhere"), "--out", str(tmp_path)]) == 1
    assert "is not a folder; give the folder of the name lists with --data" in capsys.readouterr().err


def test_counts_need_their_place_in_the_readme() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        with_counts("# no marks here", "counts")


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("NTTデータ株式会社", "Jpan"),
        ("日本毛織株式会社", "Hani"),
        ("한국전자통신 R&D 센터", "Hang"),
        ("جامعة باتنة 2", "Arab"),
        ("АО «НИИ КВБ»", "Cyrl"),
        ("Ｓｃｉｏｎ ＬＬＣ", "Latn"),
        ("1234", "Zyyy"),
        ("مؤسسة Foundation", "Zzzz"),
    ],
)
def test_main_script(text: str, script: str) -> None:
    assert main_script(text) == script
