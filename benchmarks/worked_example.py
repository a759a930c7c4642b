"""Show one made-up company in three scripts on its way through matching, as `matching/README.md` has it.

python benchmarks/worked_example.py [--into matching/README.md]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness.ours import write_between_marks
from benchmarks.harness.results import markdown_table
from matching.analysis import NO_CONCEPT, NameKey, analyse_names
from matching.explain import explain_pairs
from matching.lexicon import load_lexicon
from matching.pipeline import cluster_names
from matching.records import NameForm, NameTable, OfficeRecord

NAMES = (
    ("a", "ООО «Ромашка Электроника»", "RU", "ru"),
    ("b", "Romashka Electronics LLC", "RU", "en"),
    ("c", "ロマシカ電子", "", "ja"),
)
"""Record id, name, country, language. Romashka, camomile, is the name of anybody's company in Russian textbooks."""

SHOWN = 6
"""Reasons shown per pair."""

SCRIPT = "benchmarks/worked_example.py"


def stages_table() -> str:
    """What each stage makes of the names; does not depend on any trained model."""
    names = analyse_names([NameKey(name, country=country, language=language) for _, name, country, language in NAMES])
    ideas = _idea_names()
    rows = []
    for row, (_, name, _, _) in enumerate(NAMES):
        legal = ", ".join(f"{code} ({family})" for code, family, _, _ in names.legal[row])
        meant = [f"{word} = {ideas[idea]}" for word, idea in zip(names.tokens[row], names.concepts[row], strict=True)
                 if idea > NO_CONCEPT]  # fmt: skip
        keys = [f"{key} {weight:.2f}" for key, weight in names.sound_keys[row][:2]]
        cells = (names.folded[row], names.stem[row], legal, names.latin[row], ", ".join(meant), ", ".join(keys))
        rows.append((name, *(cell or "–" for cell in cells)))
    header = ("as filed", "folded", "stem", "legal form", "romanised", "ideas", "likeliest sound keys")
    return markdown_table(header, rows)


def explanations() -> str:
    """What `gid explain --json` says of each two of the names."""
    records = [
        OfficeRecord(record_id, (NameForm(name, language=language),), country=country)
        for record_id, name, country, language in NAMES
    ]
    text = {record_id: name for record_id, name, _, _ in NAMES}
    pairs = [(left, right) for place, left in enumerate(records) for right in records[place + 1 :]]
    parts = []
    for decision in explain_pairs(pairs):
        parts.append(f"{text[decision.left]} | {text[decision.right]}: probability {decision.probability:.4f}")
        parts += [
            f"  {one.weight:+.2f}  {one.sentence}  [{one.left or '-'} | {one.right or '-'}]"
            for one in decision.evidence[:SHOWN]
        ]
    return "\n".join(parts)


def clustering() -> str:
    """What `gid cluster` makes of the three rows."""
    record_ids, names, countries, languages = zip(*NAMES, strict=True)
    found = cluster_names(NameTable(record_ids, names, country=countries, language=languages))
    rows = zip(record_ids, found.cluster.tolist(), found.probability.tolist(), strict=True)
    lines = (f"{one},c{cluster},{found.standard_name[cluster]},{belief:.4f}" for one, cluster, belief in rows)
    return "\n".join(("record_id,cluster_id,standard_name,probability", *lines))


def _idea_names() -> dict[int, str]:
    """An English word for every idea of the lexicon: the shortest, then the first."""
    ideas: dict[int, str] = {}
    for word, meanings in sorted(load_lexicon().words.items(), key=lambda entry: (len(entry[0]), entry[0])):
        if word.isascii():
            ideas.setdefault(meanings[0][0], word)
    return ideas


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the example, and write it between the marks of a document where asked."""
    parser = argparse.ArgumentParser(description="One made-up company in three scripts on its way through matching.")
    parser.add_argument("--into", type=Path, help="also write it between the marks of this Markdown file")
    given = parser.parse_args(arguments)
    blocks = (explanations(), clustering())
    example = "\n\n".join((stages_table(), *(f"```text\n{block}\n```" for block in blocks)))
    print(example)
    if given.into:
        write_between_marks(given.into, example, script=SCRIPT)


if __name__ == "__main__":
    main()
