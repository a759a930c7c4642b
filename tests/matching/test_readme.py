"""The page about matching keeps up with the code: stages of the example, features, figures between their marks."""

import re
from pathlib import Path

import pytest

from benchmarks.harness.ours import write_between_marks
from benchmarks.worked_example import NAMES, SCRIPT, explanations, stages_table
from matching.context import CONTEXT_FEATURES
from matching.scoring import PAIR_FEATURES

README = Path(__file__).parents[2] / "matching" / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_every_feature_is_explained() -> None:
    section = TEXT.split("## What the features mean")[1].split("\n## ")[0]
    explained = set(re.findall(r"`(\w+)`", section))
    assert set(PAIR_FEATURES) | set(CONTEXT_FEATURES) <= explained
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} <= set(PAIR_FEATURES) | set(CONTEXT_FEATURES)


def test_stages_of_the_example_are_what_the_code_does() -> None:
    assert stages_table() in TEXT, f"run: python {SCRIPT} --into matching/README.md"


def test_example_explains_every_pair() -> None:
    text = explanations()
    assert text.count("probability") == 3
    assert all(text.count(name) >= 2 for _, name, _, _ in NAMES)


def test_figures_stand_between_their_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- begin, written by x.py -->\nold\n<!-- end, written by x.py -->\nb\n", encoding="utf-8")
    write_between_marks(page, "new", script="x.py")
    write_between_marks(page, "newer", script="x.py")
    assert page.read_text(encoding="utf-8") == (
        "a\n<!-- begin, written by x.py -->\n\nnewer\n\n<!-- end, written by x.py -->\nb\n"
    )
    with pytest.raises(SystemExit, match="expected the lines"):
        write_between_marks(page, "new", script="y.py")


def test_anchors_lead_to_headings() -> None:
    headings = re.findall(r"^#+ (.*)", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([\w-]+)\)", TEXT)) <= anchors
