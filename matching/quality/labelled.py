"""Names with the answer: what quality is measured on."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from matching.errors import InvalidTableError
from matching.records import NameTable

__all__ = ["LabelledNames", "is_name_as_used"]


def is_name_as_used(name_kind: str) -> bool:
    """Whether a name of this kind can be expected to tell who is meant: no acronym, no former name."""
    return name_kind != "acronym" and not name_kind.endswith("_former")


@dataclass(frozen=True, slots=True)
class LabelledNames:
    """Names of one source with their gold entities, one name a row.

    Attributes:
        title: What the source is called in reports.
        table: What matching gets to see.
        entity: Gold label per row; equal means one applicant.
        name_kind: Why the row's name is on record, in the source's words ("acronym", "legal_former"), "" when not said.

    Raises:
        InvalidTableError: columns differ in length, there is no row, or a row has no entity.
    """

    title: str
    table: NameTable
    entity: tuple[str, ...]
    name_kind: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name_kind:
            object.__setattr__(self, "name_kind", ("",) * len(self.entity))
        if not len(self.table) == len(self.entity) == len(self.name_kind) or not self.entity or "" in self.entity:
            raise InvalidTableError(f"{self.title}: expected at least one row and one entity for every row")

    def __len__(self) -> int:
        return len(self.entity)

    def take(self, rows: Sequence[int]) -> "LabelledNames":
        """Chosen rows, in the order asked for."""
        columns = {one.name: [getattr(self.table, one.name)[row] for row in rows] for one in fields(NameTable)}
        entity, kind = (tuple(column[row] for row in rows) for column in (self.entity, self.name_kind))
        return LabelledNames(self.title, NameTable(**columns), entity, kind)

    def titled(self, title: str) -> "LabelledNames":
        """The same under another title."""
        return replace(self, title=title)

    def distinct(self) -> "LabelledNames":
        """One row per name of an entity, the first of each."""
        first: dict[tuple[str, str], int] = {}
        for row, key in enumerate(zip(self.entity, self.table.name, strict=True)):
            first.setdefault(key, row)
        return self if len(first) == len(self) else self.take(list(first.values()))

    def as_used(self) -> "LabelledNames | None":
        """Without acronyms and former names; None when nothing is left."""
        rows = [row for row, kind in enumerate(self.name_kind) if is_name_as_used(kind)]
        return self.take(rows) if rows else None

    def at_most(self, limit: int) -> "LabelledNames":
        """About `limit` rows: whole entities, in the order of a hash of their ids, until there are enough."""
        if len(self) <= limit:
            return self
        sizes: dict[str, int] = {}
        for entity in self.entity:
            sizes[entity] = sizes.get(entity, 0) + 1
        wanted, total = set(), 0
        for entity in sorted(sizes, key=lambda entity: hashlib.sha256(entity.encode("utf-8", "replace")).digest()):
            if total >= limit:
                break
            wanted.add(entity)
            total += sizes[entity]
        return self.take([row for row, entity in enumerate(self.entity) if entity in wanted])
