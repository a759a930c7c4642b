"""Build the five pilot offices' extracts and the gold labels from public name lists.

Usage: python -m devnet.pilot.build --data DIR [--out devnet/pilot]

Deterministic: every choice is drawn from a hash of ids, so that a second run writes the same bytes. The rule is told in
README.md beside this file and, in detail, at the head of `filing.py`.
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from devnet.pilot.choice import choose, is_suitable
from devnet.pilot.columns import COLUMNS
from devnet.pilot.counts import counts_text, with_counts
from devnet.pilot.filing import OFFICES, file_at_offices
from devnet.pilot.labels import country_qualifiers, fit_forms
from devnet.pilot.rows import Row, extract_rows
from devnet.pilot.sources import SourceDataError, read_look_alikes, read_organisations
from devnet.pilot.twins import without_twins

HERE = Path(__file__).resolve().parent


def build_rows(data: Path) -> list[Row]:
    """Return the rows of all extracts from the name lists in the folder `data`, ordered by office and local id.

    Raises:
        SourceDataError: The lists are missing.
    """
    organisations = read_organisations(data)
    qualifiers = country_qualifiers(organisations.values())
    forms = {entity: fit_forms(organisation, qualifiers) for entity, organisation in organisations.items()}
    suitable = [each for entity, each in organisations.items() if is_suitable(each, forms[entity])]
    chosen = choose(without_twins(suitable, forms), forms, read_look_alikes(data))
    filings = [
        (filing, forms[entity])
        for entity, organisation in chosen.items()
        for filing in file_at_offices(organisation, forms[entity])
    ]
    return extract_rows(filings)


def write_extracts(rows: Sequence[Row], out: Path) -> None:
    """Write one CSV an office, `gold.csv` and the counts of README.md into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    for office in OFFICES:
        _write_csv(out / f"{office}.csv", COLUMNS, (row.values for row in rows if row.values[0] == office))
    gold = {row.record_id: row.entity_id for row in rows}
    _write_csv(out / "gold.csv", ("record_id", "entity_id"), gold.items())
    readme = with_counts((HERE / "README.md").read_text("utf-8"), counts_text([row.values for row in rows], gold))
    (out / "README.md").write_text(readme, encoding="utf-8")


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 1 when the name lists are not where `--data` says."""
    parser = argparse.ArgumentParser(description="Build the pilot offices' extracts from public name lists.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the name lists (CSV or CSV.gz)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: %(default)s)")
    options = parser.parse_args(arguments)
    try:
        rows = build_rows(options.data)
    except SourceDataError as error:
        sys.stderr.write(f"{error}; give the folder of the name lists with --data\n")
        return 1
    write_extracts(rows, options.out)
    sys.stderr.write(f"{len(rows):,} office records written to {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
