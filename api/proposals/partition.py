"""Groups of records that grow by joining, with two things they never do: hold two owners, or hold two foes."""

from collections.abc import Iterable, Mapping


class Partition:
    """A union-find over record ids.

    An owner is what a record already belongs to (a GID, or a proposal that waits for its GID); a group has at most
    one. Foes are pairs that somebody judged to be different applicants.
    """

    def __init__(self, record_ids: Iterable[str], owners: Mapping[str, str], foes: Iterable[tuple[str, str]]) -> None:
        self._parent = {record: record for record in record_ids}
        self._members = {record: [record] for record in self._parent}
        self._owner = {record: owners[record] for record in self._parent if record in owners}
        self._foes: dict[str, set[str]] = {}
        for left, right in foes:
            if left in self._parent and right in self._parent:
                self._foes.setdefault(left, set()).add(right)
                self._foes.setdefault(right, set()).add(left)

    def root(self, record: str) -> str:
        """The record that stands for the group at present."""
        while (parent := self._parent[record]) != record:
            self._parent[record] = record = self._parent[parent]
        return record

    def owner(self, record: str) -> str | None:
        """What the record's group belongs to."""
        return self._owner.get(self.root(record))

    def members(self, record: str) -> list[str]:
        """The record ids of its group, unsorted."""
        return self._members[self.root(record)]

    def judged_apart(self, left: str, right: str) -> bool:
        """Whether somebody decided that a member of one group is not a member of the other."""
        small, large = sorted((self.root(left), self.root(right)), key=lambda root: len(self._foes.get(root, ())))
        return any(self.root(foe) == large for foe in self._foes.get(small, ()))

    def owned_apart(self, left: str, right: str) -> bool:
        """Whether the two groups belong to two different owners."""
        owners = {self.owner(left), self.owner(right)} - {None}
        return len(owners) == 2

    def join(self, left: str, right: str) -> bool:
        """Make one group of two, unless owners or judgements forbid it; whether they are one group now."""
        keep, gone = self.root(left), self.root(right)
        if keep == gone:
            return True
        if self.owned_apart(keep, gone) or self.judged_apart(keep, gone):
            return False
        if len(self._members[keep]) < len(self._members[gone]):
            keep, gone = gone, keep
        self._parent[gone] = keep
        self._members[keep] += self._members.pop(gone)
        if gone in self._foes:
            self._foes.setdefault(keep, set()).update(self._foes.pop(gone))
        if (owner := self._owner.pop(gone, None)) is not None:
            self._owner[keep] = owner
        return True

    def groups(self) -> list[tuple[str, ...]]:
        """All groups, sorted inside and among themselves."""
        return sorted(tuple(sorted(members)) for members in self._members.values())
