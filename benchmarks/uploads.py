"""Read, check and take large extracts: records a second, and the most memory the process had.

    .venv/bin/python -m benchmarks.uploads --form csv --megabytes 1024
    .venv/bin/python -m benchmarks.uploads --form st96 --megabytes 1024

The files are generated from the pilot's extracts: real names, numbers of their own. Each run is a process of its own,
so that its memory is its own. The wall clock is what a user waits for; CPU seconds are fairer where others use the
machine.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

PILOT = Path(__file__).parents[1] / "devnet" / "pilot"
MIB = 1024 * 1024

Row = dict[str, str]


def pilot_rows() -> list[Row]:
    """Every record of the five pilot offices."""
    rows: list[Row] = []
    for path in sorted(PILOT.glob("[A-Z][A-Z].csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def endless(rows: list[Row]) -> Iterator[tuple[int, Row]]:
    """The rows again and again, each time under other numbers."""
    number = 0
    while True:
        for row in rows:
            number += 1
            yield number, row


def write_csv(path: Path, size: int) -> None:
    """An extract of at least `size` bytes."""
    rows = pilot_rows()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for number, row in endless(rows):
            writer.writerow({**row, "local_id": f"{number:012d}", "families": f"US{number // 3}"})
            if number % 1_000 == 0 and file.tell() >= size:
                return


def write_st96(path: Path, size: int) -> None:
    """A document feed of at least `size` bytes: one application with one or two applicants and an abstract each."""
    space = "http://www.wipo.int/standards/XMLSchema/ST96"
    filler = "The invention relates to a device. " * 20
    with path.open("w", encoding="utf-8") as file:
        file.write(f'<pat:PatentBag xmlns:pat="{space}/Patent" xmlns:com="{space}/Common" com:st96Version="V6_0">\n')
        for number, row in endless(pilot_rows()):
            file.write(_st96(number, row, filler))
            if number % 1_000 == 0 and file.tell() >= size:
                break
        file.write("</pat:PatentBag>\n")


def _st96(number: int, row: Row, filler: str) -> str:
    return f"""<pat:BibliographicData com:officeCode="{row["office"]}"><pat:ApplicationIdentification>
<com:IPOfficeCode>{row["office"]}</com:IPOfficeCode><com:ApplicationNumber><com:ApplicationNumberText>{number:09d}</com:ApplicationNumberText>
</com:ApplicationNumber><pat:FilingDate>2024-03-01</pat:FilingDate></pat:ApplicationIdentification>
<pat:PartyBag><pat:ApplicantBag><pat:Applicant com:sequenceNumber="1"><com:Contact com:languageCode="en"><com:Name>
<com:OrganizationName><com:OrganizationStandardName>{escape(row["name"])}</com:OrganizationStandardName></com:OrganizationName></com:Name>
<com:PostalAddressBag><com:PostalAddress><com:PostalStructuredAddress><com:CityName>{escape(row["city"])}</com:CityName>
<com:CountryCode>{row["country"]}</com:CountryCode></com:PostalStructuredAddress></com:PostalAddress></com:PostalAddressBag>
</com:Contact></pat:Applicant></pat:ApplicantBag></pat:PartyBag><pat:Abstract>{filler}</pat:Abstract></pat:BibliographicData>
"""


FORMS: dict[str, tuple[str, Callable[[Path, int], None]]] = {"csv": ("csv", write_csv), "st96": ("xml", write_st96)}


def measure(path: Path, home: Path) -> dict[str, float]:
    """Check and take one file in this process."""
    from api.intake.checking import RowChecker
    from api.intake.reading import ReadOptions, open_reading
    from api.intake.staging import Staging
    from api.intake.take import IntakeOptions, compare_all, report_of, take_staged
    from api.pilot import open_pilot
    from api.settings import Settings

    with open_pilot(Settings(home=home)) as pilot:
        idle, begun, cpu = _most_memory(), time.perf_counter(), time.process_time()
        staging = Staging(home / "staged")
        with open_reading(path, pilot.settings.intake, ReadOptions()) as read:
            checked = RowChecker(staging, pilot.settings.intake, read.notes, read.adds).check(read.rows)
            adds = read.adds
        read_at = time.perf_counter()
        would = report_of(checked, compare_all(pilot.engine, staging, adds=adds), dry_run=True)
        compared_at = time.perf_counter()
        taken = take_staged(pilot.engine, staging, IntakeOptions(adds=adds), clock=pilot.clock)
        ended, used = time.perf_counter(), time.process_time() - cpu
        assert (taken.new, would.refused_count) == (would.new, would.refused_count)
        staging.close()
    return {
        "records": checked.received,
        "new": taken.new,
        "refused": would.refused_count,
        "readSeconds": read_at - begun,
        "compareSeconds": compared_at - read_at,
        "takeSeconds": ended - compared_at,
        "seconds": ended - begun,
        "cpuSeconds": used,
        "recordsPerSecond": checked.received / (ended - begun),
        "recordsPerCpuSecond": checked.received / used,
        "idleMiB": idle / MIB,
        "peakMiB": _most_memory() / MIB,
    }


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Generate, measure in a process of its own, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--form", choices=FORMS, default="csv")
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--work", type=Path, help="folder with room for four times the file; temporary by default")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure, asked.measure.parent / "home")))
        return
    suffix, write = FORMS[asked.form]
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        path = Path(folder) / f"large.{suffix}"
        write(path, asked.megabytes * MIB)
        command = [sys.executable, "-m", "benchmarks.uploads", "--measure", str(path)]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        figures = {"form": asked.form, "fileMiB": path.stat().st_size / MIB, **json.loads(told.stdout)}
    print(
        json.dumps(
            {name: round(value, 1) if isinstance(value, float) else value for name, value in figures.items()}, indent=2
        )
    )


if __name__ == "__main__":
    main()
