"""What this work shares with other tasks, and what each way of joining names brings by itself."""

from api.report.blocks import Code, Section
from api.report.material import Material, Pair

TASKS = ("task55", "task59", "ip5", "st96", "st97", "st37")


def overlap(material: Material) -> Section:
    """Pairs of one applicant: joined by the standard spelling alone, an identifier alone, both, or neither."""
    pairs = material.true_pairs
    counted = dict.fromkeys(("spelling", "identifier", "both", "neither"), 0)
    for pair in pairs:
        counted[_ways(material, pair)] += 1
    whole = len(pairs) or 1
    rows = [
        (
            material.wording.text(f"ways.{way}"),
            material.enter(f"overlap.{way}", number),
            material.enter(f"overlap.{way}.share", number / whole, "share"),
        )
        for way, number in counted.items()
    ]
    tasks = [
        (
            material.wording.text(f"tasks.{task}.name"),
            material.wording.text(f"tasks.{task}.relation"),
            Code(material.wording.text(f"tasks.{task}.command")),
        )
        for task in TASKS
    ]
    return material.section(
        "overlap",
        [
            material.text("sections.overlap.lead"),
            material.table("ways", rows),
            material.table("tasks", tasks, words=3),
        ],
    )


def _ways(material: Material, pair: Pair) -> str:
    known = material.corpus
    stems = {known.columns.stem[known.names[record]] for record in pair}
    held = [set(known.records[record].record.identifiers) for record in pair]
    by_spelling, by_identifier = len(stems) == 1, bool(held[0] & held[1])
    if by_spelling and by_identifier:
        return "both"
    return "spelling" if by_spelling else "identifier" if by_identifier else "neither"
