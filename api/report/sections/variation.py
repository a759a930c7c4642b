"""Why names of one applicant differ: causes with counts, what each adds, and real examples per pair of scripts."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from api.report.blocks import Part, Section
from api.report.material import Material, Pair
from api.report.pictures import draw_causes
from matching.quality.differences import classify_variation
from matching.quality.variation import VARIATION_MEANINGS, Variation

MOST_SCRIPT_PAIRS = 12
"""Pairs of scripts shown, those with most pairs of records."""

CAUSES_SHOWN = 2
"""Causes shown of each, with an example."""


def variation(material: Material) -> Section:
    """The profile by cause."""
    pairs = material.true_pairs
    cause = {pair: classify_variation(material.written_of(pair[0]), material.written_of(pair[1])) for pair in pairs}
    material.enter("variation.pairs", len(pairs))
    same = sum(material.corpus.filed_name(left) == material.corpus.filed_name(right) for left, right in pairs)
    material.enter("variation.sameString", same)
    across = sum(script_pair(material, pair)[0] != script_pair(material, pair)[1] for pair in pairs)
    material.enter("variation.acrossScripts", across / len(pairs) if pairs else 0.0, "share")
    causes = [one for one, _ in Counter(cause.values()).most_common()]
    rows = [_cause_row(material, one, [pair for pair in pairs if cause[pair] is one]) for one in causes]
    basis = "labelled" if material.gold else "unlabelled"
    return material.section(
        "variation",
        [
            material.text("sections.variation.lead"),
            material.text(f"sections.variation.{basis}"),
            draw_causes(material.wording, [(row[0], row[1], row[4]) for row in rows]),  # type: ignore[misc]
            material.table(
                "causes",
                [(row[0], VARIATION_MEANINGS[one], *row[1:]) for one, row in zip(causes, rows, strict=True)],
                words=2,
            ),
            material.text("sections.variation.examples"),
            material.table("scriptPairs", list(_script_rows(material, pairs, cause)), words=1),
        ],
    )


def _cause_row(material: Material, cause: Variation, pairs: Sequence[Pair]) -> Sequence[Part]:
    """Label, pairs, share, share so far, share found."""
    slug = cause.value.replace(" ", "-")
    whole = len(material.true_pairs) or 1
    before = sum(
        float(one.value) for one in material.book if one.id.startswith("variation.cause.") and one.id.endswith(".share")
    )
    found = sum(material.corpus.proposed[left] == material.corpus.proposed[right] for left, right in pairs)
    return (
        cause.value,
        material.enter(f"variation.cause.{slug}.pairs", len(pairs)),
        material.enter(f"variation.cause.{slug}.share", len(pairs) / whole, "share"),
        material.enter(f"variation.cause.{slug}.shareSoFar", before + len(pairs) / whole, "share"),
        material.enter(f"variation.cause.{slug}.found", found / len(pairs), "share"),
    )


def script_pair(material: Material, pair: Pair) -> tuple[str, str]:
    """The scripts of both filed names, sorted."""
    left, right = (material.corpus.records[record_id].record.name_forms[0].script for record_id in pair)
    return (left, right) if left < right else (right, left)


def _script_rows(material: Material, pairs: Sequence[Pair], cause: dict[Pair, Variation]) -> list[Sequence[Part]]:
    by_scripts: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_scripts[script_pair(material, pair)].append(pair)
    rows: list[Sequence[Part]] = []
    for scripts, held in sorted(by_scripts.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_SCRIPT_PAIRS]:
        counted = material.enter(f"variation.scripts.{scripts[0]}-{scripts[1]}.pairs", len(held))
        label = f"{scripts[0]} – {scripts[1]}"
        for one, number in Counter(cause[pair] for pair in held).most_common(CAUSES_SHOWN):
            name = f"variation.scripts.{scripts[0]}-{scripts[1]}.{one.value.replace(' ', '-')}"
            share = material.enter(name, number / len(held), "share")
            rows.append((label, counted, one.value, share, *_example(material, [p for p in held if cause[p] is one])))
    return rows


def _example(material: Material, pairs: Sequence[Pair]) -> tuple[Part, Part]:
    """The pair whose names are nearest to a length that fits a line; differing strings first."""
    known = material.corpus

    def unfitness(pair: Pair) -> tuple[bool, bool, int, Pair]:
        names = [known.filed_name(record_id) for record_id in pair]
        hidden = any(material.withheld(record_id) for record_id in pair)
        return hidden, names[0] == names[1], abs(sum(map(len, names)) - 44), pair

    left, right = min(pairs, key=unfitness)
    return material.name(left), material.name(right)
