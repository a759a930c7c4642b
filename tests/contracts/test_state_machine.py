"""Random histories on the real bytecode and on the reference model: same answers, same refusals with the same arguments,
same state, and the events fold to the contract's head. Few GIDs and small bounds, so that everything meets everything.
"""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.contracts.heads import fold_events
from tests.contracts.machine import Deployed, Event, Machine, RefusedError, read_both_artifacts
from tests.contracts.model import RegistryModel, bitmap
from tests.contracts.signing import CONSENT_FIELDS, domain_separator, sign_struct, struct_hash
from tests.contracts.world import CODES, FAR, make_key, new_id

KEYS = [make_key(code) for code in CODES]
BATCH_LIMIT = 4
HEIGHT_LIMIT = 3
MOST_GIDS = 14
NOBODY = "0x" + "00" * 20

offices = st.integers(0, len(CODES) - 1)
gids = st.integers(0, MOST_GIDS + 1)
gid_lists = st.one_of(st.lists(gids, max_size=BATCH_LIMIT + 1), st.sets(gids, min_size=1, max_size=3).map(sorted))
signer_sets = st.sets(offices)


class RegistryMachine(RuleBasedStateMachine):
    """One registry, five offices, and whatever they may try."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine()
        registry, council = read_both_artifacts()
        addresses = [key.address for key in KEYS]
        self.council: Deployed = self.machine.deploy(council, [code.encode() for code in CODES], addresses, NOBODY, 0)
        self.registry: Deployed = self.machine.deploy(registry, self.council.address, BATCH_LIMIT, HEIGHT_LIMIT)
        self.model = RegistryModel(BATCH_LIMIT, HEIGHT_LIMIT, set(range(len(CODES))))
        self.events: list[Event] = []
        self.used_ids: list[bytes] = [new_id()]

    @initialize(office=offices, other=offices)
    def start_with_some(self, office: int, other: int) -> None:
        self.register(office, 4)
        self.register(other, 3)

    @rule(office=offices, count=st.integers(0, BATCH_LIMIT + 1))
    def register(self, office: int, count: int) -> None:
        if self.model.next_gid + count > MOST_GIDS:
            return
        leaves = [new_id("commitment") for _ in range(count)]
        self._both(office, "register", (leaves,), lambda: self.model.register(office, leaves))

    @rule(office=offices, batch=st.integers(0, 9))
    def register_again(self, office: int, batch: int) -> None:
        leaves = self.model.batches[batch % len(self.model.batches)][1]
        if self.model.next_gid + len(leaves) <= MOST_GIDS:
            self._both(office, "register", (leaves,), lambda: self.model.register(office, leaves))

    @rule(office=offices, wanted=gid_lists, spare=st.integers(-1, 1), zero=st.booleans(), old=st.booleans())
    def amend(self, office: int, wanted: Sequence[int], spare: int, zero: bool, old: bool) -> None:
        count = max(0, len(wanted) + (spare if old else 0))
        leaves = [bytes(32) if zero else new_id("commitment") for _ in range(count)]
        op_id = self._op_id(old)
        self._both(
            office, "amend", (wanted, leaves, op_id), lambda: self.model.amend(office, wanted, leaves, op_id)
        )

    @rule(office=offices, wanted=gid_lists, old=st.booleans(), linking=st.booleans())
    def link_or_unlink(self, office: int, wanted: Sequence[int], old: bool, linking: bool) -> None:
        name, change = ("link", self.model.link) if linking else ("unlink", self.model.unlink)
        op_id = self._op_id(old)
        self._both(office, name, (wanted, op_id), lambda: change(office, wanted, op_id))

    @rule(office=offices, merged=gids, survivor=gids, willing=signer_sets, all_willing=st.booleans())
    def merge(self, office: int, merged: int, survivor: int, willing: set[int], all_willing: bool) -> None:
        op_id = self._op_id(old=False)
        if all_willing and {merged, survivor} <= self.model.birth.keys():
            willing = self.model.needed(merged, survivor) - {office}
            office = min(self.model.needed(merged, survivor), default=office)
        consents = self._consents("MergeConsent", (office, merged, survivor, op_id), willing)
        self._both(
            office,
            "merge",
            (merged, survivor, op_id, FAR, consents),
            lambda: self.model.merge(office, merged, survivor, op_id, willing),
        )

    @rule(office=offices, merged=gids, willing=signer_sets, all_willing=st.booleans())
    def split(self, office: int, merged: int, willing: set[int], all_willing: bool) -> None:
        op_id = self._op_id(old=False)
        survivor = self.model.parent.get(merged, 0)
        if all_willing and survivor:
            willing = self.model.needed(merged, survivor) - {office}
            office = min(self.model.needed(merged, survivor), default=office)
        consents = self._consents("SplitConsent", (office, merged, survivor, op_id), willing)
        self._both(
            office,
            "split",
            (merged, op_id, FAR, consents),
            lambda: self.model.split(office, merged, op_id, willing),
        )

    @rule(office=offices, gid=gids, old=st.booleans())
    def revoke(self, office: int, gid: int, old: bool) -> None:
        op_id = self._op_id(old)
        self._both(office, "revoke", (gid, new_id("reason"), op_id), lambda: self.model.revoke(office, gid, op_id))

    @rule(office=offices, wanted=gid_lists)
    def force_unlink(self, office: int, wanted: Sequence[int]) -> None:
        reason, op_id = new_id("reason"), new_id()
        values = (self.registry.address, wanted, office, reason)
        decision = self._decide("ForceUnlink", "address registry,uint64[] gids,uint8 office,bytes32 reasonHash", values, op_id)
        self._both(
            0, "forceUnlink", (wanted, office, reason, decision), lambda: self.model.force_unlink(wanted, office)
        )

    @rule(office=st.integers(1, len(CODES) - 1))
    def suspend(self, office: int) -> None:
        if office in self.model.members and len(self.model.members) > 2:
            self._change_standing("suspend", "SuspendOffice", office)
            self.model.members.remove(office)
            self.model.suspended.add(office)

    @rule(office=offices)
    def reinstate(self, office: int) -> None:
        if office in self.model.suspended:
            self._change_standing("reinstate", "ReinstateOffice", office)
            self.model.suspended.remove(office)
            self.model.members.add(office)

    @rule(office=st.integers(1, len(CODES) - 1))
    def remove(self, office: int) -> None:
        if office in self.model.suspended:
            self._change_standing("remove", "RemoveOffice", office)
            self.model.suspended.remove(office)

    @invariant()
    def head_is_the_fold_of_all_events(self) -> None:
        assert self.registry.read("head") == fold_events(self.events)

    @invariant()
    def states_agree(self) -> None:
        model, read = self.model, self.registry.read
        assert read("nextGid") == model.next_gid
        assert read("batchCount") == len(model.batches)
        for gid in range(MOST_GIDS + 2):
            assert read("statusOf", gid) == model.status(gid)
            if gid not in model.birth:
                continue
            assert read("resolve", gid) == model.resolve(gid)
            assert read("survivorOf", gid) == model.parent.get(gid, 0)
            assert read("officesOf", gid) == bitmap(model.offices_of(gid))
            history = model.commitments[gid]
            assert read("versionOf", gid) == len(history)
            assert read("commitmentOf", gid) == (history[-1] if len(history) > 1 else bytes(32))

    @invariant()
    def batches_agree(self) -> None:
        for number, (first, commitments, office) in enumerate(self.model.batches):
            _, *found = self.registry.read("batch", number)
            assert found == [first, len(commitments), office]
            for gid in range(first, first + len(commitments)):
                assert self.registry.read("batchOf", gid) == number

    def _both(self, office: int, name: str, arguments: tuple[Any, ...], in_model: Callable[[], None]) -> None:
        """Do it on both sides and compare the outcomes. The model is put back when it refuses half-way."""
        before = self._copy_model()
        try:
            if office not in self.model.members and name != "forceUnlink":
                raise RefusedError("OfficesKeyNotActive", {"key": KEYS[office].address.lower()})
            in_model()
        except RefusedError as refusal:
            self.model = before
            expected: RefusedError | None = refusal
        else:
            expected = None
        try:
            self.events += self.registry.send(KEYS[office].address, name, *arguments)
        except RefusedError as refusal:
            # The contract checks the size of a registration before it asks who is sending.
            assert expected is not None, f"{name}{arguments} refused: {refusal}"
            if refusal.name != "RegistryBatchSize" or expected.name != "OfficesKeyNotActive":
                assert (refusal.name, refusal.arguments) == (expected.name, expected.arguments)
        else:
            assert expected is None, f"{name}{arguments} accepted; the model refuses: {expected}"

    def _copy_model(self) -> RegistryModel:
        model = self.model
        return RegistryModel(
            model.batch_limit,
            model.height_limit,
            set(model.members),
            set(model.suspended),
            list(model.batches),
            dict(model.birth),
            set(model.links),
            set(model.inherited),
            dict(model.parent),
            dict(model.height),
            set(model.revoked),
            {gid: list(history) for gid, history in model.commitments.items()},
            set(model.used),
        )

    def _op_id(self, old: bool) -> bytes:
        if old:
            return self.used_ids[-1]
        self.used_ids.append(new_id())
        return self.used_ids[-1]

    def _consents(self, kind: str, request: tuple[Any, ...], signers: set[int]) -> list[tuple[int, bytes]]:
        separator = domain_separator("GID Pilot Registry", self.machine.chain_id, self.registry.address)
        return [
            (office, sign_struct(KEYS[office].key, separator, struct_hash(kind, CONSENT_FIELDS, (office, *request, FAR))))
            for office in sorted(signers)
        ]

    def _decide(self, kind: str, fields: str, values: Sequence[Any], op_id: bytes) -> tuple[bytes, int, Any]:
        separator = domain_separator("GID Pilot Offices", self.machine.chain_id, self.council.address)
        epoch = self.council.read("council")[2]
        struct = struct_hash(kind, f"{fields},bytes32 opId,uint64 epoch,uint64 deadline", (*values, op_id, epoch, FAR))
        members = sorted(self.model.members)
        return op_id, FAR, [(office, sign_struct(KEYS[office].key, separator, struct)) for office in members]

    def _change_standing(self, name: str, kind: str, office: int) -> None:
        reason = new_id("reason")
        decision = self._decide(kind, "uint8 office,bytes32 reasonHash", (office, reason), new_id())
        self.council.send(NOBODY, name, office, reason, decision)


class TestRegistryAgainstModel(RegistryMachine.TestCase):  # type: ignore[misc,name-defined]
    settings = settings(
        max_examples=60,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
