"""The report: every form shows the same figures, an estimate is unbiased, a reader's assumptions count."""

import csv
import html
import io
import json
import random
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.applicants.corpus import Corpus, read_corpus
from api.errors import AssumptionsError, PdfUnavailableError, ReviewSampleError, UnknownWordError
from api.pilot import Pilot, open_pilot
from api.report.annex import report_json
from api.report.assumptions import read_assumptions
from api.report.figures import Figure
from api.report.html import as_html
from api.report.making import ReportOptions, make_report, write_report
from api.report.markdown import as_markdown
from api.report.round_trip import changed_by_csv
from api.report.sampling import ReviewedPair, draw_sample, estimate, read_reviewed, sample_csv
from api.report.wording import Wording, present_languages
from api.settings import Settings
from api.store.engine import reading
from devnet.network import running_devnet
from matching.records import ApplicantKind, Identifier, NameForm, NameKind, OfficeRecord
from tests.api.extracts import ALL, Clock, write_extract
from tests.stores import NewStore

PERSON = "KR,3009,Kim Minjun,en,,person,KR,Seoul,,,"


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory, lasting_store: NewStore) -> Iterator[Pilot]:
    """A small pilot with a chain, what is certain registered; read by the tests only."""
    home = tmp_path_factory.mktemp("report")
    settings = Settings(home=home, database_url=lasting_store())
    with running_devnet(home / "devnet"), open_pilot(settings, clock=Clock()) as pilot:
        pilot.import_extract(write_extract(home / "all.csv", *ALL))
        pilot.propose()
        pilot.accept_by_policy()
        pilot.anchor()
        yield pilot


@pytest.fixture(scope="module")
def written(registered: Pilot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every form of its report."""
    folder = tmp_path_factory.mktemp("written")
    report, wording = make_report(registered, ReportOptions())
    for note in write_report(registered, report, wording, folder):
        assert str(PdfUnavailableError()) in note
    return folder


def read_json(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return read


def shown(part: Any, texts: dict[str, str]) -> str:
    if isinstance(part, str):
        return part
    return texts[part["figure"]] if "figure" in part else str(part.get("name", part.get("code")))


def lines_of(report: dict[str, Any]) -> list[str]:
    """Every paragraph, table row and tile, with its figures as the data annex has them."""
    texts = {figure["id"]: figure["text"] for figure in report["figures"]}
    lines = []
    for block in (block for section in report["sections"] for block in section["blocks"]):
        if block["kind"] == "paragraph":
            lines.append("".join(shown(part, texts) for part in block["parts"]))
        elif block["kind"] == "table":
            lines += ["".join(shown(cell, texts) for cell in row) for row in block["rows"]]
        elif block["kind"] == "tiles":
            lines += [texts[tile["figure"]] for tile in block["tiles"]]
    return lines


def squeezed(text: str) -> str:
    return re.sub(r"[\s|*`\\­-]+", "", text)


def test_no_figure_differs_between_html_markdown_csv_and_json(written: Path) -> None:
    report = read_json(written)
    page = (written / "report.html").read_text(encoding="utf-8")
    figures = {figure["id"]: figure for figure in report["figures"]}
    found = re.findall(r'<data value="([^"]*)" data-figure="([^"]*)" title="([^"]*)">([^<]*)</data>', page)
    assert len(found) > 200
    for value, name, title, text in found:
        figure = figures[html.unescape(name)]
        assert html.unescape(value) == str(figure["value"])
        assert html.unescape(text) == figure["text"]
        assert html.unescape(title) == f"{figure['id']}: {figure['source']}"
    table = list(csv.DictReader(io.StringIO((written / "figures.csv").read_text(encoding="utf-8"))))
    assert {row["id"]: row["text"].removeprefix("'") for row in table} == {
        name: figure["text"] for name, figure in figures.items()
    }
    plain = squeezed(html.unescape(re.sub(r"<[^>]+>", "", page)))
    markdown = squeezed((written / "report.md").read_text(encoding="utf-8"))
    lines = lines_of(report)
    assert len(lines) > 150
    assert [line for line in lines if squeezed(line) not in plain] == []
    assert [line for line in lines if squeezed(line) not in markdown] == []


def test_the_pdf_shows_the_same_figures(written: Path) -> None:
    if not (written / "report.pdf").exists():
        pytest.skip("WeasyPrint finds no Pango: see .ci/run")
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed: see .ci/run")
    command = ["pdftotext", "-raw", str(written / "report.pdf"), "-"]
    text = squeezed(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    report = read_json(written)
    texts = {figure["id"]: figure["text"] for figure in report["figures"]}
    blocks = [block for section in report["sections"] for block in section["blocks"] if block["kind"] == "paragraph"]
    told = [shown(part, texts) for block in blocks for part in block["parts"] if "figure" in part]
    assert len(told) > 60
    assert [figure for figure in told if squeezed(figure) not in text] == []


def test_every_figure_has_a_source_that_can_be_run(written: Path, registered: Pilot) -> None:
    figures = read_json(written)["figures"]
    queries = [figure for figure in figures if figure["source"].startswith("SELECT")]
    assert len(queries) > 40
    with registered.engine.connect().execution_options(gid_reads=True) as connection:
        for figure in queries:
            found = connection.exec_driver_sql(figure["source"]).scalar()
            if not figure["id"].startswith(
                ("feasibility.", "issues.")
            ):  # the store has grown by the report's own notes
                assert (found or 0) == figure["value"], figure["id"]
    by_command = {figure["source"] for figure in figures if not figure["source"].startswith("SELECT")}
    assert by_command <= {f"gid report --figure {figure['id']}" for figure in figures} | {
        "gid report --assumptions FILE"
    }


def test_pictures_are_wellformed_described_and_hold_no_name(written: Path) -> None:
    drawn = list((written / "pictures").glob("*.svg"))
    assert len(drawn) == 5
    for path in drawn:
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        assert root.get("role") == "img"
        assert len(root.get("aria-label") or "") > 30
        assert "Aoyama" not in path.read_text(encoding="utf-8")


def test_page_runs_nothing_and_fetches_nothing(written: Path) -> None:
    page = (written / "report.html").read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert html.unescape(policy[1]).startswith("default-src 'none'; style-src 'sha256-")
    assert re.findall(r"<script|\son\w+=|\ssrc=|url\(|https?://(?!www\.w3\.org/2000/svg)", page) == []


def test_names_that_may_be_of_persons_are_withheld_when_asked(pilot: Pilot, tmp_path: Path) -> None:
    extract = tmp_path / "persons.csv"
    header = (
        "office,local_id,name,name_language,name_latin,applicant_type,country,city,identifiers,other_names,families"
    )
    rows = [PERSON, PERSON.replace("KR,3009", "WO,4009"), "WO,4010,Kim Min-jun,en,,,KR,Seoul,,,"]
    extract.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    pilot.import_extract(extract)
    pilot.propose()
    texts = {}
    for anonymise in (False, True):
        report, wording = make_report(pilot, ReportOptions(anonymise=anonymise))
        data = json.dumps(report_json(report, wording), ensure_ascii=False)
        texts[anonymise] = data + as_html(report, wording) + as_markdown(report, wording)
    assert "Minjun" in texts[False]
    assert "Minjun" not in texts[True]
    assert "Min-jun" not in texts[True]  # its kind is not known, so it may be a person
    assert "3009" not in texts[True]


def test_an_empty_pilot_has_a_report_too(pilot: Pilot) -> None:
    report, _ = make_report(pilot, ReportOptions())
    assert [section.number for section in report.sections] == ["", *(str(n) for n in range(1, 11)), "A", "B"]
    assert next(figure.value for figure in report.figures if figure.id == "corpus.records") == 0


def test_report_over_http_follows_accept(client: TestClient) -> None:
    data = client.get("/v1/report").json()
    assert len(data["sections"]) == 13
    page = client.get("/v1/report", headers={"Accept": "text/html,application/xhtml+xml"})
    assert page.headers["content-type"].startswith("text/html")
    assert "sha256-" in page.headers["content-security-policy"]
    text = client.get("/v1/report", headers={"Accept": "text/markdown"})
    assert text.text.startswith("# Global identifiers")
    assert client.get("/v1/report?language=xx").json()["type"] == "urn:gid-pilot:problem:unknown-word"


def made_up(pairs: int, true_share: float) -> tuple[Corpus, set[tuple[str, str]]]:
    """Links with probabilities that lie, and which of them are true."""
    chance = random.Random(7)
    links = {(f"JP:{n}", f"WO:{n}"): chance.choice((0.55, 0.7, 0.85, 0.97, 0.9995)) for n in range(pairs)}
    true = {pair for pair, probability in links.items() if chance.random() < true_share * (0.5 + probability / 2)}
    registered = {record: str(n) for n, pair in enumerate(links) if links[pair] > 0.999 for record in pair}
    return Corpus({}, {}, registered, {}, links), true


def test_the_estimate_from_a_sample_is_unbiased_and_its_interval_holds() -> None:
    corpus, true = made_up(2_000, 0.8)
    truth = len(true) / len(corpus.links)
    estimates = []
    for seed in range(120):
        sample = draw_sample(corpus, 150, seed=seed)
        reviewed = [ReviewedPair(pair.stratum, pair.in_stratum, (pair.left, pair.right) in true) for pair in sample]
        estimates.append(estimate(reviewed))
    assert mean(one.proposed.share for one in estimates) == pytest.approx(truth, abs=0.006)
    covered = mean(one.proposed.interval[0] <= truth <= one.proposed.interval[1] for one in estimates)
    assert 0.89 <= covered <= 1.0
    registered = {pair for pair in corpus.links if pair[0] in corpus.registered}
    precision = len(registered & true) / len(registered)
    assert mean(one.registered.share for one in estimates if one.registered) == pytest.approx(precision, abs=0.012)
    assert mean(one.found.share for one in estimates) == pytest.approx(len(registered & true) / len(true), abs=0.01)


def test_a_sample_makes_the_way_through_a_reviewer(proposed: Pilot, tmp_path: Path) -> None:
    with reading(proposed.engine) as connection:
        corpus = read_corpus(connection)
    path = tmp_path / "sample.csv"
    path.write_text(sample_csv(corpus, draw_sample(corpus, 10, seed=1)), encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == len(corpus.links)
    assert read_reviewed(path) == []
    path.write_text(path.read_text(encoding="utf-8").replace(",\n", ",yes\n"), encoding="utf-8")
    report, _ = make_report(proposed, ReportOptions(reviewed=tuple(read_reviewed(path))))
    figures = {figure.id: figure for figure in report.figures}
    assert figures["quality.sample.reviewed"].value == len(rows)
    assert figures["quality.sample.proposed"].value == 1.0
    assert figures["quality.sample.proposed"].interval is not None


@pytest.mark.parametrize(
    "text",
    ["left,right\nx,y\n", "left,right,stratum,in_stratum,same\nx,y,waiting 1,5,maybe\n",
     "left,right,stratum,in_stratum,same\nx,y,waiting 1,many,yes\n"],
)  # fmt: skip
def test_what_is_no_reviewed_sample_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(text)
    with pytest.raises(ReviewSampleError):
        read_reviewed(path)


def test_a_readers_assumptions_change_what_follows_from_them(proposed: Pilot, tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text("records: 200_000_000\nsqlite_most_bytes: 100_000_000_000\n")
    ours, mine = (
        {figure.id: figure.value for figure in make_report(proposed, ReportOptions(assumptions=assumed))[0].figures}
        for assumed in (read_assumptions(), read_assumptions(path))
    )
    assert float(mine["feasibility.carried.store"]) == pytest.approx(2 * float(ours["feasibility.carried.store"]))
    name = "feasibility.engine.postgresql"
    assert float(mine[name]) == pytest.approx(2 * float(ours[name]), rel=1e-3)
    assert mine["corpus.records"] == ours["corpus.records"]


@pytest.mark.parametrize(
    "text", ["reccords: 5", "records: -5", "records: many", "records: 1.5", "- 5", "records: [", "offices: true"]
)
def test_assumptions_that_cannot_be_used_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(text)
    with pytest.raises(AssumptionsError):
        read_assumptions(path)


def test_a_record_comes_back_from_csv_but_for_spaces_at_the_edge_of_a_further_name() -> None:
    def record(number: int, *others: NameForm) -> OfficeRecord:
        first = NameForm("株式会社ディスコ", "ja")
        kind, numbers = ApplicantKind.LEGAL_PERSON, (Identifier("lei", "5493001KJTIIGC8Y1R12"),)
        return OfficeRecord(f"JP:{number}", (first, *others), "JP", kind, "JP", "東京", numbers, ("JP-1",))

    good = record(1, NameForm("DISCO", "", "", NameKind.TRANSLITERATION), NameForm("Disco", "en", "", NameKind.FORMER))
    bad = record(2, NameForm("Disco ", "en", "", NameKind.FORMER))
    refused, changed = changed_by_csv([good, bad])
    assert (refused, changed) == ([], {"JP:2": ["nameForms"]})


def test_there_are_no_texts_in_a_language_without_a_file() -> None:
    assert present_languages() == ("en",)
    with pytest.raises(UnknownWordError):
        Wording("fr")


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure("a", 6975, "count", ""), "6,975"),
        (Figure("a", 0.8231, "share", "", (0.8077, 0.8392)), "82.3 % (80.8–83.9 %)"),
        (Figure("a", 111_192, "bytes", ""), "111 KB"),
        (Figure("a", 1338.6, "gas", ""), "1,339 gas"),
        (Figure("a", 3.456, "hours", ""), "3.46 h"),
        (Figure("a", "2026-11-28T03:42:22Z", "moment", ""), "2026-11-28 03:42 UTC"),
    ],
)
def test_figures_are_written_as_people_read_them(figure: Figure, text: str) -> None:
    assert Wording("en").figure(figure) == text
