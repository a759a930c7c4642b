"""Copies of labelled names as another office might hold them, so that models meet repeats, slips and missing places."""

import random
import unicodedata
from dataclasses import fields, replace

from matching.records import NameTable
from matching.training.development import Corpus

__all__ = ["as_office_records", "thinned"]

LEGAL_VARIANTS = (
    ("incorporated", "inc", "inc."), ("corporation", "corp", "corp."), ("limited", "ltd", "ltd."),
    ("company", "co", "co."), ("llc", "l.l.c.", "limited liability company"), ("gmbh", "g.m.b.h."),
    ("ag", "aktiengesellschaft"), ("s.a.", "sa", "société anonyme"), ("s.r.l.", "srl", "s.r.l"),
    ("s.p.a.", "spa"), ("b.v.", "bv"), ("n.v.", "nv"), ("ab", "aktiebolag"), ("oy", "osakeyhtiö"),
    ("private limited", "pvt ltd", "pvt. ltd.", "(p) ltd."), ("a/s", "as"), ("plc", "p.l.c.", "public limited company"),
    ("株式会社", "(株)", "㈱"), ("주식회사", "(주)", "㈜"), ("有限公司", "有限责任公司"),
)  # fmt: skip
"""Ways to write one legal form; the first one found at an end of the name is replaced."""

NEIGHBOURS = {
    "a": "sq",
    "e": "wr",
    "i": "uo",
    "o": "ip",
    "n": "bm",
    "r": "et",
    "s": "ad",
    "t": "ry",
    "l": "k1",
    "c": "xv",
}


def thinned(corpus: Corpus, *, seed: int) -> Corpus:
    """The corpus with most entities reduced to one name: real registers are full of applicants met only once.

    Args:
        corpus: Labelled names.
        seed: Of the draw.
    """
    chance = random.Random(seed)  # noqa: S311 - a draw, not secrets
    rows_of: dict[str, list[int]] = {}
    for row, entity in enumerate(corpus.entity):
        rows_of.setdefault(entity, []).append(row)
    kept: list[int] = []
    for rows in rows_of.values():
        share = chance.random()
        kept += chance.sample(rows, 1 if share < 0.6 else min(len(rows), 2 if share < 0.85 else len(rows)))
    kept.sort()
    columns = {field.name: [getattr(corpus.table, field.name)[row] for row in kept] for field in fields(NameTable)}
    return Corpus(f"{corpus.title} thinned", NameTable(**columns), [corpus.entity[row] for row in kept])


def as_office_records(corpus: Corpus, *, seed: int, copied: float = 0.35) -> Corpus:
    """The corpus with some names repeated in other spellings, and places missing or wrong here and there.

    Args:
        corpus: Labelled names.
        seed: Of the noise.
        copied: Share of entities of which one or two extra records are made.
    """
    chance = random.Random(seed)  # noqa: S311 - noise, not secrets
    table = corpus.table
    places = [(c, t) for c, t in zip(table.country, table.city, strict=True) if c]
    rows: list[tuple[str, str, str, str, str, str]] = []
    entities: list[str] = []
    copying: dict[str, int] = {}
    for row, entity in enumerate(corpus.entity):
        if entity not in copying:
            copying[entity] = chance.choice((1, 1, 2)) if chance.random() < copied else 0
        copies = 1 + (copying[entity] if chance.random() < 0.6 else 0)
        for copy in range(copies):
            name = table.name[row] if copy == 0 else _rewritten(table.name[row], table.applicant_type[row], chance)
            country, city = _place(table.country[row], table.city[row], places, chance)
            kind = table.applicant_type[row] if chance.random() < 0.85 else ""
            rows.append((f"{table.record_id[row]}/{copy}", name, country, city, kind, table.language[row]))
            entities.append(entity)
    columns = [list(column) for column in zip(*rows, strict=True)]
    noisy = NameTable(
        record_id=columns[0], name=columns[1], country=columns[2], city=columns[3], applicant_type=columns[4],
        language=columns[5],
    )  # fmt: skip
    return replace(corpus, title=f"{corpus.title} as office records", table=noisy, entity=entities)


def _place(country: str, city: str, places: list[tuple[str, str]], chance: random.Random) -> tuple[str, str]:
    if country and chance.random() < 0.015:
        return chance.choice(places)
    if chance.random() < 0.15:
        country = ""
    return country, city if chance.random() < 0.5 else ""


def _rewritten(name: str, kind: str, chance: random.Random) -> str:
    if chance.random() < 0.25:
        return name
    if kind == "person":
        name = _rewritten_person(name, chance)
    else:
        name = _other_legal_form(name, chance) if chance.random() < 0.4 else name
        name = _abbreviated(name, chance) if chance.random() < 0.06 else name
    if chance.random() < 0.3:
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        name = unicodedata.normalize("NFC", name)
    if chance.random() < 0.3:
        name = name.replace(",", "").replace(".", "")
    if chance.random() < 0.3:
        name = name.replace("&", "and") if "&" in name else name.replace(" and ", " & ")
    for _ in range(2):
        name = _slip(name, chance) if chance.random() < 0.06 else name
    return name.upper() if chance.random() < 0.4 else name


def _rewritten_person(name: str, chance: random.Random) -> str:
    words = name.replace(",", " ").split()
    if len(words) < 2:
        return name
    if len(words) > 2 and chance.random() < 0.4:
        middle = [] if chance.random() < 0.4 else [word[0] + "." for word in words[1:-1]]
        words = [words[0], *middle, words[-1]]
    if chance.random() < 0.06:
        words[0] = words[0][0] + "."
    if chance.random() < 0.3:
        return f"{words[-1]}, {' '.join(words[:-1])}" if chance.random() < 0.6 else " ".join((words[-1], *words[:-1]))
    return " ".join(words)


def _other_legal_form(name: str, chance: random.Random) -> str:
    lowered = name.lower()
    for variants in LEGAL_VARIANTS:
        for written in sorted(variants, key=len, reverse=True):
            if lowered.endswith((" " + written, written if not written.isascii() else " " + written)):
                stem = name[: len(name) - len(written)].rstrip(" ,")
                return stem if chance.random() < 0.15 else f"{stem} {chance.choice(variants).title()}"
    return name


def _abbreviated(name: str, chance: random.Random) -> str:
    words = name.split()
    long = [place for place, word in enumerate(words) if len(word) > 7 and word.isalpha()]
    if long:
        place = chance.choice(long)
        words[place] = words[place][: chance.choice((3, 4, 4))] + "."
    return " ".join(words)


def _slip(name: str, chance: random.Random) -> str:
    places = [place for place, letter in enumerate(name) if letter.isalpha()]
    if len(places) < 5:
        return name
    place = chance.choice(places[1:])
    letter = name[place]
    how = chance.random()
    if how < 0.3:
        return name[:place] + name[place + 1 :]
    if how < 0.5:
        return name[:place] + letter + name[place:]
    if how < 0.75:
        return name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :]
    return name[:place] + chance.choice(NEIGHBOURS.get(letter.lower(), "e")) + name[place + 1 :]
