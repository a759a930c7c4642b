"""What the sections work on: the store behind one consistent view, and the means to enter and word figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from sqlalchemy import Connection

from api.applicants.corpus import Corpus
from api.issues.model import Issue
from api.report.assumptions import Assumptions
from api.report.blocks import Block, Name, Paragraph, Part, Section, Table
from api.report.figures import Figure, FigureBook, Value
from api.report.sampling import ReviewedPair
from api.report.wording import Wording
from matching.quality.differences import Written, written_names
from matching.records import ApplicantKind

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ProofTrial:
    """How many proof files were checked against the chain while the report was made, and how many held."""

    checked: int
    held: int


@dataclass
class Material:
    """Everything of one report.

    Attributes:
        connection: For counting by SQL; one consistent view.
        gold: Entity by record id, where somebody knows the answer; empty otherwise.
        reviewed: Pairs that people reviewed from a drawn sample; empty when none were.
        anonymise: Withhold names and numbers of whoever is not known to be a legal person.
        proofs: None when the chain was away.
    """

    connection: Connection
    corpus: Corpus
    gold: Mapping[str, str]
    reviewed: Sequence[ReviewedPair]
    issues: Sequence[Issue]
    assumptions: Assumptions
    wording: Wording
    anonymise: bool
    proofs: ProofTrial | None
    batch_size: int
    book: FigureBook = field(default_factory=FigureBook)

    def count(self, name: str, query: str, unit: str = "count") -> Figure:
        """Enter what a query over the store gives; the query stands beside the figure."""
        found = self.connection.exec_driver_sql(query).scalar()
        if isinstance(found, Decimal):  # PostgreSQL's sum of whole numbers
            found = int(found)
        return self.book.enter(name, found if isinstance(found, int | float | str) else 0, unit, source=query)

    def enter(
        self, name: str, value: Value, unit: str = "count", *, interval: tuple[float, float] | None = None
    ) -> Figure:
        """Enter a figure that no single query gives."""
        return self.book.enter(name, value, unit, interval=interval)

    def rows(self, query: str) -> list[Sequence[int | str | None]]:
        """What a query over the store gives."""
        return [tuple(row) for row in self.connection.exec_driver_sql(query)]

    def text(self, key: str, *, quiet: bool = False) -> Paragraph:
        """A paragraph of the messages with its figures in place."""
        return self.wording.paragraph(key, self.book, quiet=quiet)

    def table(self, key: str, rows: Iterable[Sequence[Part]], *, words: int = 1) -> Table:
        """A table with the caption and headings of the messages."""
        header = self.wording.text(f"tables.{key}.header").split(" | ")
        return Table(self.wording.text(f"tables.{key}.caption"), header, list(rows), words)

    def section(self, name: str, blocks: Iterable[Block | None]) -> Section:
        """A section with the title of the messages; its number comes with its place."""
        return Section(name, "", self.wording.text(f"sections.{name}.title"), [block for block in blocks if block])

    def name(self, record_id: str) -> Name:
        """The filed name of a record, withheld where the report is anonymised and it may be a natural person's."""
        record = self.corpus.records[record_id].record
        if self.withheld(record_id):
            return Name(self.wording.text("withheld"))
        return Name(record.name_forms[0].text, record.name_forms[0].language)

    def withheld(self, record_id: str) -> bool:
        """Whether this record's name may not be shown."""
        known = self.corpus.records.get(record_id)
        return self.anonymise and (known is None or known.record.kind is not ApplicantKind.LEGAL_PERSON)

    @cached_property
    def true_pairs(self) -> list[Pair]:
        """Pairs of records of one applicant: by the gold labels, else as matching proposes."""
        return pairs_within(self.gold or self.corpus.proposed)

    @cached_property
    def written(self) -> Sequence[Written]:
        """The filed names as the classifier of variations wants them, by row of `corpus.names`."""
        records = [stored.record for stored in self.corpus.records.values()]
        languages = [record.name_forms[0].language for record in records]
        rows = range(len(records))
        return written_names(self.corpus.columns, languages, ["" for _ in records], list(rows))

    def written_of(self, record_id: str) -> Written:
        """The filed name of a record as the classifier wants it."""
        return self.written[self.corpus.names[record_id]]


def pairs_within(groups: Mapping[str, str]) -> list[Pair]:
    """Every pair of records of one group, in the order of their ids."""
    members: dict[str, list[str]] = {}
    for record_id, group in groups.items():
        members.setdefault(group, []).append(record_id)
    return sorted(pair for held in members.values() for pair in combinations(sorted(held), 2))
