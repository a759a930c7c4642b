"""Put the report together: sections in order, a summary before them, the annexes behind."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

from api.report.blocks import Block, Code, Report, Section, Tiles
from api.report.material import Material
from api.report.sections.corpus import corpus
from api.report.sections.feasibility import feasibility
from api.report.sections.interoperability import interoperability
from api.report.sections.issue_log import issue_log
from api.report.sections.ledger import ledger
from api.report.sections.lifecycle import lifecycle
from api.report.sections.overlap import overlap
from api.report.sections.privacy import privacy
from api.report.sections.quality import quality
from api.report.sections.variation import variation
from api.report.sections.work import work

Progress = Callable[[str, int, int], None]

SECTIONS: Sequence[Callable[[Material], Section]] = (
    corpus, variation, quality, work, lifecycle, ledger, privacy, interoperability, issue_log, overlap,
)  # fmt: skip
"""The ten that the committee's question asks for, in its order; a later one may show figures of an earlier one."""

TILES = ("corpus.records", "corpus.scripts", "corpus.all.clusters", "corpus.sharedApplicants", "ledger.identifiers",
         "work.waiting", "ledger.gasPerIdentifier", "issues.open")  # fmt: skip


def compose(material: Material, facts: Sequence[tuple[str, str]], progress: Progress | None = None) -> Report:
    """Work out every section; `facts` are label and value of the title block."""
    numbers, sections = count(1), list[Section]()
    for done, build in enumerate((*SECTIONS, feasibility)):
        section = build(material)
        sections.append(replace(section, number=str(next(numbers)) if build is not feasibility else "A"))
        if progress:
            progress("write the report", done + 1, len(SECTIONS) + 1)
    words = material.wording
    return Report(
        title=words.text("title"),
        subtitle=words.text("subtitle"),
        language=words.language,
        direction=words.direction,
        notice=words.text("notice"),
        facts=facts,
        sections=[_summary(material), *sections, _all_figures(material)],
        figures=list(material.book),
    )


def _summary(material: Material) -> Section:
    words = material.wording
    tiles = [(words.text(f"tiles.{name.replace('.', '-')}"), material.book[name]) for name in TILES]
    kept: list[Block] = [
        Tiles(tiles),
        material.text("sections.summary.lead"),
        material.text("sections.summary.qualityLabelled" if material.gold else "sections.summary.quality"),
        material.text("sections.summary.cost"),
        material.text("sections.summary.reading", quiet=True),
    ]
    return material.section("summary", kept)


def _all_figures(material: Material) -> Section:
    """Those that a query or another command gives; `FigureBook.enter` names this very command for all others."""
    own = [figure for figure in material.book if not figure.source.startswith("gid report --figure")]
    rows = [(Code(figure.id), figure, Code(figure.source)) for figure in own]
    section = material.section(
        "figures", [material.text("sections.figures.lead"), material.table("figures", rows, words=1)]
    )
    return replace(section, number="B")
