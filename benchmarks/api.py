"""The HTTP API under load: looking GIDs and names up among many records, and an upload until its proposals are raised.

    python -m benchmarks.api --data DIR [--records 1000000] [--seconds 30] [--upload 50000]

A real `gid serve` over a store in which every applicant is registered, asked by an open-loop generator
(`harness/open_loop.py`) in a process of its own: requests go out at their scheduled times, and latency counts from
those. The peer is pg_trgm behind the same kind of server, with the same names, asked the same questions in the same
run. The generator and the servers share the machine, whose load is printed.
"""

import argparse
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from api.pilot import open_pilot
from api.settings import Settings
from benchmarks.harness.generated import generate
from benchmarks.harness.machine import describe_machine
from benchmarks.harness.open_loop import Outcome, Request, run_open_loop
from benchmarks.harness.registered_store import EXTRACT, entities_in, register_all, write_extract
from benchmarks.harness.results import markdown_table
from benchmarks.peers.trigram_server import fill
from node.identifiers import Gid, compact_gid
from tests.postgres import running_postgres, unavailable

SEED = 7
START_S = 1_800
GOALS = {"GID lookup": "p99 <= 25 ms", "name query": "p50 <= 15 ms, p99 <= 100 ms"}


def fill_store(generated: Path, home: Path) -> None:
    """Make a home with everything registered, unless an earlier run has made it."""
    if (home / "filled").exists():
        return
    extract = home.with_suffix(".csv")
    write_extract(generated, extract)
    with open_pilot(Settings(home=home)) as pilot:
        begun = time.perf_counter()
        report = pilot.import_extract(extract, skip_refused=True)
        taken = time.perf_counter() - begun
        count = register_all(pilot, entities_in(generated))
        say(f"store: {report.new:,} records taken in {taken:.0f} s, {report.refused_count} refused; {count:,} GIDs")
    (home / "filled").write_text("")


def registered_names(home: Path) -> list[tuple[int, str, str]]:
    """GID, record id and name of every registered record, as the peer gets them."""
    from sqlalchemy import select

    from api.store.engine import reading
    from api.store.tables import record_heads as heads

    with open_pilot(Settings(home=home)) as pilot, reading(pilot.engine) as connection:
        query = select(heads.c.gid, heads.c.record_id, heads.c.name).where(heads.c.gid.is_not(None))
        return [(row.gid, row.record_id, row.name) for row in connection.execute(query)]


def questions(rows: Sequence[tuple[int, str, str]], count: int, drawn: random.Random) -> list[tuple[int, str]]:
    """Names as people type them, each with the GID meant: as written, in small letters, cut at a word, begun."""
    asked = []
    for number in range(count):
        gid, _, name = drawn.choice(rows)
        words = name.split()
        forms = (name, name.lower(), " ".join(words[:-1]) or name, name[: max(4, len(name) * 2 // 3)])
        asked.append((gid, forms[number % len(forms)][:200]))
    return asked


@contextmanager
def started(command: Sequence[str], environment: Mapping[str, str], path: str) -> Iterator[tuple[str, float]]:
    """A server in a process of its own: its address, and seconds until it answered `path`."""
    with tempfile.TemporaryFile("w+") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
        try:
            yield _address(process, log, path), time.perf_counter() - begun
        finally:
            process.terminate()
            process.wait(60)


def _address(process: "subprocess.Popen[bytes]", log: Any, path: str) -> str:
    while True:
        log.seek(0)
        text = log.read()
        if process.poll() is not None:
            raise SystemExit(f"the server ended: {text[-500:]}")
        if found := re.search(r"http://127\.0\.0\.1:\d+", text):
            try:
                urllib.request.urlopen(found[0] + path, timeout=START_S).close()
                return found[0]
            except urllib.error.HTTPError as error:
                raise SystemExit(f"{path}: {error.code} {error.read()[:300]!r}") from None
            except OSError:  # it does not listen yet
                pass
        time.sleep(0.2)


def load(title: str, url: str, paths: Sequence[str], rate: float, keep: int = 0) -> tuple[Outcome, dict[str, Any]]:
    """One run of the generator, and its line of the table."""
    before = os.getloadavg()[0]
    outcome = run_open_loop(url, [Request(path) for path in paths], rate=rate, keep=keep)
    line = {
        "what": title,
        "requests": outcome.wanted,
        "rate": rate,
        "p50Ms": round(outcome.percentile(0.5), 1),
        "p95Ms": round(outcome.percentile(0.95), 1),
        "p99Ms": round(outcome.percentile(0.99), 1),
        "errors": json.dumps(outcome.errors) if outcome.errors else "0",
        "sentLateMs": round(outcome.late_ms, 1),
        "load": round(before, 1),
    }
    say(json.dumps(line))
    return outcome, line


def share_found(outcome: Outcome, asked: Sequence[tuple[int, str]], *, ours: bool) -> float:
    """How often the applicant meant is among the first five different ones."""
    hits = 0
    for number, body in outcome.bodies.items():
        gids = [item["gid"] for item in json.loads(body)["items"]]
        wanted = compact_gid(Gid(asked[number][0])) if ours else asked[number][0]
        hits += wanted in list(dict.fromkeys(gids))[:5]
    return hits / max(len(outcome.bodies), 1)


def upload(url: str, generated: Path, count: int, folder: Path) -> dict[str, Any]:
    """Send an extract of new records, confirm it, and wait for its proposals; all by HTTP."""
    path = folder / "upload.csv"
    with generated.open(encoding="utf-8", newline="") as source, path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(EXTRACT)
        for number, row in zip(range(count), csv.DictReader(source), strict=False):
            writer.writerow(["KR", f"new{number}", row["name"], row["applicant_type"], row["country"], row["city"]])
    begun = time.perf_counter()
    sent = _call(f"{url}/v1/uploads", path.read_bytes(), "application/octet-stream")
    checked = _settled(url, sent["id"])
    at_checked = time.perf_counter()
    _call(f"{url}/v1/uploads/{sent['id']}/confirmation", b'{"skipRefused": true}', "application/json")
    done = _settled(url, sent["id"])
    ended = time.perf_counter()
    return {
        "what": "upload -> proposals", "records": checked["report"]["received"], "state": done["state"],
        "proposals": done["taken"].get("proposals"), "checkSeconds": round(at_checked - begun, 1),
        "takeAndProposeSeconds": round(ended - at_checked, 1), "recordsPerSecond": round(count / (ended - begun)),
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _call(url: str, body: bytes | None = None, kind: str = "") -> dict[str, Any]:
    request = urllib.request.Request(url, body, {"Content-Type": kind} if kind else {})
    with urllib.request.urlopen(request, timeout=3_600) as answer:
        return dict(json.load(answer))


def _settled(url: str, upload_id: str) -> dict[str, Any]:
    while (shown := _call(f"{url}/v1/uploads/{upload_id}"))["state"] in ("checking", "taking"):
        time.sleep(0.2)
    return shown


def say(text: str) -> None:
    """Tell how far it is, past the table."""
    sys.stderr.write(f"{text}\n")


def main() -> None:
    """Fill, serve, ask, upload, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with make_scale.py and its files")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "gid-benchmarks", help="kept files")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each load")
    parser.add_argument("--gid-rate", type=float, default=500.0, help="GID lookups a second")
    parser.add_argument("--name-rate", type=float, default=20.0, help="name queries a second")
    parser.add_argument("--upload", type=int, default=50_000, help="records of the upload; 0 leaves it out")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    say(describe_machine().as_text())
    home = options.work / f"api-{options.records}"
    options.work.mkdir(parents=True, exist_ok=True)
    generated = generate(options.data, options.work, options.records)
    fill_store(generated, home)
    rows = registered_names(home)
    drawn = random.Random(SEED)
    gids = [drawn.choice(rows)[0] for _ in range(int(options.gid_rate * options.seconds))]
    asked = questions(rows, int(options.name_rate * options.seconds), drawn)
    figures: list[dict[str, Any]] = []
    serve = [str(Path(sys.executable).parent / "gid"), "serve", "--port", "0"]
    environment = {"GID_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with started(serve, environment, f"/v1/applicants?q={quote(asked[0][1])}") as (url, seconds):
        say(f"served and first name answered after {seconds:.0f} s")
        figures.append({"what": "start-up until the first name is answered", "seconds": round(seconds)})
        as_found = [f"/v1/applicants?q={compact_gid(Gid(gid))}" for gid in gids]
        figures.append(load("GID lookup", url, as_found, options.gid_rate)[1])
        pages = [f"/v1/applicants/{compact_gid(Gid(gid))}" for gid in gids[: int(100 * options.seconds)]]
        figures.append(load("applicant page, in full", url, pages, 100.0)[1])
        names = [f"/v1/applicants?q={quote(name)}" for _, name in asked]
        outcome, line = load("name query", url, names, options.name_rate, keep=len(names))
        figures.append({**line, "foundInFive": round(share_found(outcome, asked, ours=True), 3)})
        if options.upload:
            figures.append(upload(url, generated, options.upload, options.work))
            (home / "filled").unlink()  # the store is another one now
    if unavailable():
        say(f"no peer: {unavailable()}")
    else:
        figures += peer(rows, gids, asked, options)
    columns = ("what", "requests", "rate", "p50Ms", "p95Ms", "p99Ms", "errors", "foundInFive", "load")
    measured = [figure for figure in figures if "rate" in figure]
    print(markdown_table(columns, [tuple(str(each.get(name, "-")) for name in columns) for each in measured]))
    for figure in figures:
        if "rate" not in figure:
            print(json.dumps(figure))
    print("goals:", json.dumps(GOALS), "upload >= 5,000 records/s")
    if options.json:
        options.json.write_text(json.dumps({"machine": describe_machine().as_json(), "figures": figures}, indent=2))


def peer(
    rows: list[tuple[int, str, str]], gids: Sequence[int], asked: Sequence[tuple[int, str]], options: argparse.Namespace
) -> list[dict[str, Any]]:
    """The same questions to pg_trgm."""
    with running_postgres() as server:
        dsn = server.replace("postgresql+psycopg://", "postgresql://")
        begun = time.perf_counter()
        fill(dsn, rows)
        figures: list[dict[str, Any]] = [
            {"what": "pg_trgm: loading and indexing", "seconds": round(time.perf_counter() - begun)}
        ]
        command = [sys.executable, "-m", "benchmarks.peers.trigram_server", dsn]
        with started(command, {}, f"/names?q={quote(asked[0][1])}") as (url, _):
            paths = [f"/gids/{gid}" for gid in gids]
            figures.append(load("GID lookup, pg_trgm's server", url, paths, options.gid_rate)[1])
            names = [f"/names?q={quote(name)}" for _, name in asked]
            outcome, line = load("name query, pg_trgm", url, names, options.name_rate, keep=len(names))
            figures.append({**line, "foundInFive": round(share_found(outcome, asked, ours=False), 3)})
    return figures


if __name__ == "__main__":
    main()
