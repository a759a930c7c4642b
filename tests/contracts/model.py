"""The registry as plain Python: what it must accept, refuse and remember, written from the interface.

Links are sets of (gid, office), status is derived, and nothing is packed, inverted or searched. Refusals carry the
error's name and arguments, in the order in which the contract checks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.contracts.machine import RefusedError
from tests.contracts.merkle import tree_root

UNKNOWN, ACTIVE, MERGED, REVOKED = range(4)


def bitmap(offices: Collection[int]) -> int:
    """Offices as bits."""
    return sum(1 << office for office in set(offices))


@dataclass(slots=True)
class RegistryModel:
    """One registry. Offices are numbers; all that are in `members` or `suspended` are asked for consent."""

    batch_limit: int
    height_limit: int
    members: set[int]
    suspended: set[int] = field(default_factory=set)
    batches: list[tuple[int, tuple[bytes, ...], int]] = field(default_factory=list)  # first GID, commitments, office
    birth: dict[int, int] = field(default_factory=dict)
    links: set[tuple[int, int]] = field(default_factory=set)
    inherited: set[tuple[int, int]] = field(default_factory=set)
    parent: dict[int, int] = field(default_factory=dict)
    height: dict[int, int] = field(default_factory=dict)
    revoked: set[int] = field(default_factory=set)
    commitments: dict[int, list[bytes]] = field(default_factory=dict)
    used: set[tuple[int, bytes]] = field(default_factory=set)

    @property
    def next_gid(self) -> int:
        """The GID allotted next."""
        return len(self.birth) + 1

    def status(self, gid: int) -> int:
        """Where the GID stands."""
        if gid not in self.birth:
            return UNKNOWN
        if gid in self.revoked:
            return REVOKED
        return MERGED if gid in self.parent else ACTIVE

    def resolve(self, gid: int) -> int:
        """The end of the GID's path."""
        return self.resolve(self.parent[gid]) if gid in self.parent else gid

    def offices_of(self, gid: int) -> set[int]:
        """Offices with a live link."""
        return {office for linked, office in self.links if linked == gid}

    def say(self, gid: int) -> set[int]:
        """Offices linked to this GID or to one merged below it."""
        return self.offices_of(gid) | {office for heir, office in self.inherited if heir == gid}

    def needed(self, merged: int, survivor: int) -> set[int]:
        """Offices that must consent to a merge or split of the two."""
        asked = self.say(merged) | self.say(survivor) | self.say(self.resolve(survivor))
        return asked & (self.members | self.suspended)

    def children(self, gid: int) -> int:
        """GIDs merged directly into this one."""
        return sum(1 for survivor in self.parent.values() if survivor == gid)

    def begin(self, office: int, op_id: bytes) -> None:
        """What every write starts with."""
        if (office, op_id) in self.used:
            raise RefusedError("RegistryOperationUsed", {"office": office, "opId": op_id})
        self.used.add((office, op_id))

    def register(self, office: int, commitments: Sequence[bytes]) -> None:
        """Allot the next GIDs."""
        self._require_size(commitments)
        self.begin(office, tree_root(commitments))
        first = self.next_gid
        self.batches.append((first, tuple(commitments), office))
        for gid, commitment in enumerate(commitments, start=first):
            self.birth[gid] = office
            self.links.add((gid, office))
            self.commitments[gid] = [commitment]

    def amend(self, office: int, gids: Sequence[int], commitments: Sequence[bytes], op_id: bytes) -> None:
        """Replace commitments."""
        self.begin(office, op_id)
        self._require_size(gids)
        if len(gids) != len(commitments):
            raise RefusedError("RegistryLengthMismatch", {"gids": len(gids), "commitments": len(commitments)})
        for place, gid in enumerate(gids):
            self._require_ascending(gids, place)
            self._require_known(gid)
            if (gid, office) not in self.links:
                raise RefusedError("RegistryNotLinked", {"gid": gid, "office": office})
            self._require_active(gid)
            if commitments[place] == bytes(32):
                raise RefusedError("RegistryZeroCommitment", {"gid": gid})
            self.commitments[gid].append(commitments[place])

    def link(self, office: int, gids: Sequence[int], op_id: bytes) -> None:
        """Set the office's links."""
        self._toggle(office, gids, op_id, linked=True)

    def unlink(self, office: int, gids: Sequence[int], op_id: bytes) -> None:
        """End the office's links."""
        self._toggle(office, gids, op_id, linked=False)

    def merge(self, office: int, merged: int, survivor: int, op_id: bytes, signers: Collection[int]) -> None:
        """Let `merged` lead to `survivor`."""
        self.begin(office, op_id)
        if survivor >= merged:
            raise RefusedError("RegistryElderMustSurvive", {"merged": merged, "survivor": survivor})
        self._require_active(merged)
        self._require_active(survivor)
        self._require_consents(office, merged, survivor, signers)
        height = self.height.get(merged, 0) + 1
        if height > self.height_limit:
            arguments = {"survivor": survivor, "height": height, "limit": self.height_limit}
            raise RefusedError("RegistryMergeTooHigh", arguments)
        self.height[survivor] = max(self.height.get(survivor, 0), height)
        self.inherited |= {(survivor, heir) for heir in self.say(merged)}
        self.parent[merged] = survivor

    def split(self, office: int, merged: int, op_id: bytes, signers: Collection[int]) -> None:
        """Undo one merge."""
        self.begin(office, op_id)
        self._require_known(merged)
        if self.status(merged) != MERGED:
            raise RefusedError("RegistryNotMerged", {"gid": merged, "status": self.status(merged)})
        survivor = self.parent[merged]
        self._require_consents(office, merged, survivor, signers)
        del self.parent[merged]
        if self.children(survivor) == 0:
            self.height[survivor] = 0
            self.inherited = {(gid, heir) for gid, heir in self.inherited if gid != survivor}

    def revoke(self, office: int, gid: int, op_id: bytes) -> None:
        """Take a GID out of use."""
        self.begin(office, op_id)
        self._require_known(gid)
        linked = self.offices_of(gid) & (self.members | self.suspended)
        self._require_active(gid)
        if linked - {office}:
            raise RefusedError("RegistryLinkedElsewhere", {"gid": gid, "offices": bitmap(linked - {office})})
        if not linked and self.birth[gid] != office:
            raise RefusedError("RegistryNotLinked", {"gid": gid, "office": office})
        if self.children(gid):
            raise RefusedError("RegistryHasMerged", {"gid": gid, "children": self.children(gid)})
        self.revoked.add(gid)

    def force_unlink(self, gids: Sequence[int], office: int) -> None:
        """End an office's links by the council's decision, which is taken as given here."""
        self._require_size(gids)
        for place, gid in enumerate(gids):
            self._require_ascending(gids, place)
            self._require_known(gid)
            if office not in self.say(gid):
                raise RefusedError("RegistryNotLinked", {"gid": gid, "office": office})
            if gid in self.revoked:
                raise RefusedError("RegistryNotActive", {"gid": gid, "status": REVOKED})
            self.links.discard((gid, office))
            self.inherited.discard((gid, office))

    def _toggle(self, office: int, gids: Sequence[int], op_id: bytes, *, linked: bool) -> None:
        self.begin(office, op_id)
        self._require_size(gids)
        for place, gid in enumerate(gids):
            self._require_ascending(gids, place)
            self._require_known(gid)
            if ((gid, office) in self.links) == linked:
                error = "RegistryAlreadyLinked" if linked else "RegistryNotLinked"
                raise RefusedError(error, {"gid": gid, "office": office})
            self._require_active(gid)
            self.links ^= {(gid, office)}

    def _require_consents(self, office: int, merged: int, survivor: int, signers: Collection[int]) -> None:
        needed = self.needed(merged, survivor)
        if office not in needed:
            raise RefusedError("RegistryNotLinked", {"gid": merged, "office": office})
        for signer in sorted(signers):
            if signer not in self.members:
                raise RefusedError("RegistryConsentInvalid", {"office": signer})
        missing = needed - {office} - set(signers)
        if missing:
            raise RefusedError("RegistryConsentMissing", {"offices": bitmap(missing)})

    def _require_size(self, entries: Sequence[Any]) -> None:
        if not 1 <= len(entries) <= self.batch_limit:
            raise RefusedError("RegistryBatchSize", {"size": len(entries), "limit": self.batch_limit})

    def _require_ascending(self, gids: Sequence[int], place: int) -> None:
        if place and gids[place - 1] >= gids[place]:
            raise RefusedError("RegistryNotAscending", {"previous": gids[place - 1], "gid": gids[place]})

    def _require_known(self, gid: int) -> None:
        if gid not in self.birth:
            raise RefusedError("RegistryUnknownGid", {"gid": gid})

    def _require_active(self, gid: int) -> None:
        self._require_known(gid)
        if self.status(gid) != ACTIVE:
            raise RefusedError("RegistryNotActive", {"gid": gid, "status": self.status(gid)})
