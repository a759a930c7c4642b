"""Count the extracts for the README, and set the table into it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from devnet.pilot.columns import COLUMNS
from devnet.pilot.filing import OFFICES
from devnet.pilot.scripts import main_script

BEGIN, END = "<!-- counts: begin, written by build.py -->", "<!-- counts: end -->"
_NAME, _LATIN = COLUMNS.index("name"), COLUMNS.index("name_latin")
_IDENTIFIERS, _OTHERS = COLUMNS.index("identifiers"), COLUMNS.index("other_names")


def counts_text(rows: Sequence[Sequence[str]], gold: Mapping[str, str]) -> str:
    """Return the tables of the README, as Markdown, from the rows of all extracts and the gold labels by record id."""
    lines = [
        "| office | records | organisations | held twice | scripts of the name | with Latin form | with identifier "
        "| with other names |",
        "|---|---:|---:|---:|---|---:|---:|---:|",
    ]
    for office in (*OFFICES, "all"):
        lines.append(_office_line(office, [row for row in rows if office in (row[0], "all")], gold))
    members: dict[str, list[Sequence[str]]] = {}
    for row in rows:
        members.setdefault(gold[f"{row[0]}:{row[1]}"], []).append(row)
    return "\n".join([*lines, "", *_entity_lines(list(members.values()))])


def with_counts(readme: str, text: str) -> str:
    """Return the README with the counts between its two marks.

    Raises:
        ValueError: A mark is missing.
    """
    before, _, rest = readme.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"the README lacks the marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def _office_line(office: str, rows: Sequence[Sequence[str]], gold: Mapping[str, str]) -> str:
    entities = Counter((row[0], gold[f"{row[0]}:{row[1]}"]) for row in rows)
    scripts = Counter(main_script(row[_NAME]) for row in rows)
    by_count = sorted(scripts.items(), key=lambda each: (-each[1], each[0]))
    told = ", ".join(f"{script} {count:,}" for script, count in by_count)
    foreign = [row for row in rows if main_script(row[_NAME]) != "Latn"]
    cells = [
        office,
        f"{len(rows):,}",
        f"{len({entity for _, entity in entities}):,}",
        f"{sum(count > 1 for count in entities.values()):,}",
        told,
        f"{_share([row[_LATIN] for row in foreign])} of those not Latin",
        _share([row[_IDENTIFIERS] for row in rows]),
        _share([row[_OTHERS] for row in rows]),
    ]
    return "| " + " | ".join(cells) + " |"


def _entity_lines(members: Sequence[Sequence[Sequence[str]]]) -> list[str]:
    spread = Counter(len({row[0] for row in rows}) for rows in members)
    pairs = [pair for rows in members for pair in combinations(rows, 2)]
    across_offices = sum(left[0] != right[0] for left, right in pairs)
    across_scripts = sum(_group(left) != _group(right) for left, right in pairs)
    bare = sum(_is_bare(left, right) for left, right in pairs)
    several = sum(count for offices, count in spread.items() if offices > 1)
    return [
        f"- {len(members):,} organisations; by number of offices: "
        + ", ".join(f"{offices}: {count:,}" for offices, count in sorted(spread.items()))
        + f"; {several:,} at more than one office",
        f"- {len(pairs):,} true pairs of records: {across_offices:,} across offices, {len(pairs) - across_offices:,} "
        f"within one; {across_scripts:,} across scripts (kana and Han count as one), {bare:,} of these with "
        "neither a Latin form nor an identifier on both sides to help",
        f"- largest organisation: {max(map(len, members))} records",
    ]


def _group(row: Sequence[str]) -> str:
    script = main_script(row[_NAME])
    return "Hani" if script == "Jpan" else script


def _is_bare(left: Sequence[str], right: Sequence[str]) -> bool:
    both_identified = bool(left[_IDENTIFIERS] and right[_IDENTIFIERS])
    helped = bool(left[_LATIN] or right[_LATIN] or both_identified)
    return _group(left) != _group(right) and not helped


def _share(cells: Sequence[str]) -> str:
    return f"{sum(map(bool, cells)) / len(cells):.0%}" if cells else "-"
