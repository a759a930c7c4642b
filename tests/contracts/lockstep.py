"""The real bytecode and the reference model, driven together: same answers, same refusals, same state every time."""

import copy
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from tests.contracts.heads import fold_events
from tests.contracts.machine import Event, Machine, RefusedError
from tests.contracts.model import RegistryModel, bitmap
from tests.contracts.signing import CONSENT_FIELDS, domain_separator, sign_struct, struct_hash
from tests.contracts.world import CODES, FAR, make_key, new_id

KEYS = [make_key(code) for code in CODES]
OFFICES = range(len(CODES))
NOBODY = "0x" + "00" * 20
_UNLINK_FIELDS = "address registry,uint64[] gids,uint8 office,bytes32 reasonHash"


class Lockstep:
    """One registry, five offices and the model beside them.

    `outcomes` counts what happened, by operation and error name, so that a run can show that it met everything.
    """

    def __init__(
        self, registry: Mapping[str, Any], council: Mapping[str, Any], *, batch_limit: int, height_limit: int
    ) -> None:
        self.machine = Machine()
        addresses = [key.address for key in KEYS]
        self.council = self.machine.deploy(council, [code.encode() for code in CODES], addresses, NOBODY, 0)
        self.registry = self.machine.deploy(registry, self.council.address, batch_limit, height_limit)
        self.model = RegistryModel(batch_limit, height_limit, set(OFFICES))
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self._head = (bytes(32), 0)
        self._separators = [
            domain_separator(name, self.machine.chain_id, contract.address)
            for name, contract in (("GID Pilot Registry", self.registry), ("GID Pilot Offices", self.council))
        ]

    def register(self, office: int, leaves: Sequence[bytes]) -> None:
        """Register on both sides."""
        self._send(office, "register", (leaves,), lambda: self.model.register(office, leaves))

    def amend(self, office: int, gids: Sequence[int], leaves: Sequence[bytes], op_id: bytes) -> None:
        """Amend on both sides."""
        self._send(office, "amend", (gids, leaves, op_id), lambda: self.model.amend(office, gids, leaves, op_id))

    def link(self, office: int, gids: Sequence[int], op_id: bytes) -> None:
        """Link on both sides."""
        self._send(office, "link", (gids, op_id), lambda: self.model.link(office, gids, op_id))

    def unlink(self, office: int, gids: Sequence[int], op_id: bytes) -> None:
        """Unlink on both sides."""
        self._send(office, "unlink", (gids, op_id), lambda: self.model.unlink(office, gids, op_id))

    def merge(self, office: int, merged: int, survivor: int, op_id: bytes, signers: Collection[int]) -> None:
        """Merge on both sides, with consents of `signers`."""
        consents = self._consents("MergeConsent", (office, merged, survivor, op_id), signers)
        arguments = (merged, survivor, op_id, FAR, consents)
        self._send(office, "merge", arguments, lambda: self.model.merge(office, merged, survivor, op_id, signers))

    def split(self, office: int, merged: int, op_id: bytes, signers: Collection[int]) -> None:
        """Split on both sides, with consents of `signers`."""
        survivor = self.model.parent.get(merged, 0)
        consents = self._consents("SplitConsent", (office, merged, survivor, op_id), signers)
        arguments = (merged, op_id, FAR, consents)
        self._send(office, "split", arguments, lambda: self.model.split(office, merged, op_id, signers))

    def revoke(self, office: int, gid: int, op_id: bytes) -> None:
        """Revoke on both sides."""
        self._send(office, "revoke", (gid, new_id(), op_id), lambda: self.model.revoke(office, gid, op_id))

    def force_unlink(self, office: int, gids: Sequence[int]) -> None:
        """Force-unlink on both sides, approved by the whole council."""
        reason = new_id()
        decision = self._decide("ForceUnlink", _UNLINK_FIELDS, (self.registry.address, gids, office, reason))
        arguments = (gids, office, reason, decision)
        self._send(None, "forceUnlink", arguments, lambda: self.model.force_unlink(gids, office))

    def suspend(self, office: int) -> None:
        """Suspend an active office."""
        self._change_standing("suspend", "SuspendOffice", office)
        self.model.members.remove(office)
        self.model.suspended.add(office)

    def reinstate(self, office: int) -> None:
        """Give a suspended office its rights back."""
        self._change_standing("reinstate", "ReinstateOffice", office)
        self.model.suspended.remove(office)
        self.model.members.add(office)

    def remove(self, office: int) -> None:
        """Remove a suspended office."""
        self._change_standing("remove", "RemoveOffice", office)
        self.model.suspended.remove(office)

    def compare(self, most_gids: int) -> None:
        """Assert that all reads agree with the model for GIDs 0 to `most_gids`, and the head with the events."""
        assert self.registry.read("head") == self._head, "the events do not fold to the head"
        assert self.registry.read("nextGid") == self.model.next_gid
        assert self.registry.read("batchCount") == len(self.model.batches)
        for gid in range(most_gids + 1):
            assert self.registry.read("statusOf", gid) == self.model.status(gid), f"status of {gid}"
            if gid in self.model.birth:
                self._compare_gid(gid)
        for number, (first, commitments, office) in enumerate(self.model.batches):
            assert list(self.registry.read("batch", number))[1:] == [first, len(commitments), office]

    def _compare_gid(self, gid: int) -> None:
        model, read = self.model, self.registry.read
        assert read("resolve", gid) == model.resolve(gid), f"resolve {gid}"
        assert read("survivorOf", gid) == model.parent.get(gid, 0), f"survivor of {gid}"
        assert read("officesOf", gid) == bitmap(model.offices_of(gid)), f"offices of {gid}"
        history = model.commitments[gid]
        assert read("versionOf", gid) == len(history), f"version of {gid}"
        assert read("commitmentOf", gid) == (history[-1] if len(history) > 1 else bytes(32)), f"commitment of {gid}"
        number = read("batchOf", gid)
        first, commitments, office = model.batches[number]
        assert first <= gid < first + len(commitments), f"batch of {gid}"
        assert model.birth[gid] == office

    def _send(self, office: int | None, name: str, arguments: tuple[Any, ...], in_model: Callable[[], None]) -> None:
        """Do it on both sides and compare the outcomes; the model is put back when it refuses half-way."""
        before = copy.deepcopy(self.model)
        expected: RefusedError | None = None
        try:
            in_model()
            self._require_writer(office)
        except RefusedError as refusal:
            self.model = before
            expected = refusal
        found: RefusedError | None = None
        events: list[Event] = []
        try:
            events = self.registry.send(NOBODY if office is None else KEYS[office].address, name, *arguments)
        except RefusedError as refusal:
            found = refusal
        self.outcomes[name, found.name if found else "done"] += 1
        if found is not None and found.name == "OfficesKeyNotActive":
            # A stranger is turned away before anything else is looked at.
            assert office not in self.model.members
            return
        assert str(found) == str(expected), f"{name}{arguments}: contract {found}, model {expected}"
        self._head = fold_events(events, *self._head)

    def _require_writer(self, office: int | None) -> None:
        if office is not None and office not in self.model.members:
            raise RefusedError("OfficesKeyNotActive", {"key": KEYS[office].address.lower()})

    def _consents(self, kind: str, request: tuple[Any, ...], signers: Collection[int]) -> list[tuple[int, bytes]]:
        return [
            (office, sign_struct(KEYS[office].key, self._separators[0], struct_hash(kind, CONSENT_FIELDS, values)))
            for office in sorted(signers)
            for values in [(office, *request, FAR)]
        ]

    def _decide(self, kind: str, fields: str, values: Sequence[Any]) -> tuple[bytes, int, list[tuple[int, bytes]]]:
        op_id = new_id()
        epoch = self.council.read("council")[2]
        struct = struct_hash(kind, f"{fields},bytes32 opId,uint64 epoch,uint64 deadline", (*values, op_id, epoch, FAR))
        members = sorted(self.model.members)
        return op_id, FAR, [(office, sign_struct(KEYS[office].key, self._separators[1], struct)) for office in members]

    def _change_standing(self, name: str, kind: str, office: int) -> None:
        reason = new_id()
        decision = self._decide(kind, "uint8 office,bytes32 reasonHash", (office, reason))
        self.council.send(NOBODY, name, office, reason, decision)
        self.outcomes[name, "done"] += 1
