"""Invariants I1 to I14 of the registry, each under its own name, on a chain with a history made to break them.

`test_state_machine.py` checks the same things after every step of random histories.
"""

from collections.abc import Callable
from typing import Any

import pytest
from eth_utils.crypto import keccak
from web3.contract import Contract

from tests.contracts.chain import ask, read_artifact
from tests.contracts.heads import fold_events
from tests.contracts.machine import Event
from tests.contracts.reverting import reverts
from tests.contracts.test_council import change
from tests.contracts.test_force_unlink import force_unlink
from tests.contracts.world import FAR, World, make_key, new_id

SIZES = ((0, 3), (1, 1), (0, 5), (4, 2), (2, 7), (1, 1))


@pytest.fixture
def busy(world: World) -> World:
    """A registry where every kind of change has happened: GIDs 1 to 19."""
    for office, size in SIZES:
        world.register(office, size)
    world.link(3, 1, 2, 12)
    world.merge(0, 3, 2, 3)
    world.merge(0, 8, 7)
    world.merge(0, 7, 6)
    world.split(0, 8)
    world.send(0, world.registry.functions.amend([1, 5], [new_id(), new_id()], new_id()))
    world.send(3, world.registry.functions.unlink([1], new_id()))
    world.send(2, world.registry.functions.revoke(18, new_id(), new_id()))
    force_unlink(world, 3, [12], 0, 1, 2, 4)
    return world


def logs_of(contract: Contract) -> list[Event]:
    """Every event of a contract, in log order."""
    found = []
    for entry in contract.abi:
        if entry["type"] == "event" and entry["name"] != "EIP712DomainChanged":
            for log in contract.events[entry["name"]]().get_logs(from_block=0):
                found.append(((log["blockNumber"], log["logIndex"]), Event(entry["name"], log["args"])))
    return [event for _, event in sorted(found, key=lambda item: item[0])]


def test_i1_batches_partition_the_counter(busy: World) -> None:
    read = busy.registry.functions
    expected = 1
    for number in range(read.batchCount().call()):
        _, first, count, _ = read.batch(number).call()
        assert first == expected
        expected = first + count
    assert read.nextGid().call() == expected == 20


def test_i2_a_gid_has_a_status_exactly_when_it_was_allotted(busy: World) -> None:
    known = [gid for gid in range(60) if busy.registry.functions.statusOf(gid).call() != 0]
    assert known == list(range(1, 20))


def test_i3_no_later_change_touches_batch_position_or_registering_office(busy: World) -> None:
    read = busy.registry.functions
    before = [read.batch(number).call() for number in range(len(SIZES))]
    places = [read.batchOf(gid).call() for gid in range(1, 20)]
    busy.register(3, 4)
    busy.merge(0, 6, 2, 3)
    busy.send(0, read.revoke(1, new_id(), new_id()))
    change(busy, "remove", 1, 0, 2, 3, 4)
    assert [read.batch(number).call() for number in range(len(SIZES))] == before
    assert [read.batchOf(gid).call() for gid in range(1, 20)] == places
    assert [office for _, _, _, office in before] == [office for office, _ in SIZES]


def test_i4_survivors_are_elder_and_exist_exactly_for_merged_gids(busy: World) -> None:
    read = busy.registry.functions
    for gid in range(1, 20):
        survivor = read.survivorOf(gid).call()
        assert (read.statusOf(gid).call() == 2) == (survivor != 0)
        assert survivor < gid
    for merged, survivor in ((2, 3), (6, 7), (4, 4)):
        with reverts("RegistryElderMustSurvive", merged=merged, survivor=survivor):
            busy.merge(0, merged, survivor)


def test_i5_resolve_ends_within_sixteen_steps_at_a_gid_that_is_not_merged(world: World) -> None:
    gids = world.register(0, 17)
    for younger, elder in zip(gids[:0:-1], gids[-2::-1], strict=True):
        world.merge(0, younger, elder)
    read = world.registry.functions
    assert {read.resolve(gid).call() for gid in gids} == {gids[0]}
    tower = world.register(0, 18)
    for younger, elder in zip(tower[:1:-1], tower[-2:0:-1], strict=True):
        world.merge(0, younger, elder)
    with reverts("RegistryMergeTooHigh", survivor=tower[0], height=17, limit=16):
        world.merge(0, tower[1], tower[0])
    assert read.resolve(tower[-1]).call() == tower[1]


def test_i6_only_the_office_itself_changes_its_links(busy: World) -> None:
    read = busy.registry.functions
    before = [read.officesOf(gid).call() for gid in range(1, 20)]
    for office in range(5):
        gids = [gid for gid in range(1, 20) if before[gid - 1] >> office & 1 == 0 and read.statusOf(gid).call() == 1]
        for gid in gids[:2]:
            with reverts("RegistryNotLinked", gid=gid, office=office):
                busy.send(office, read.unlink([gid], new_id()))
    busy.link(4, 1)
    after = [read.officesOf(gid).call() for gid in range(1, 20)]
    assert [old ^ new for old, new in zip(before, after, strict=True)] == [1 << 4, *[0] * 18]


def test_i7_links_are_the_fold_of_the_link_events(busy: World) -> None:
    numbers = {code: number for number, code in enumerate((b"JP", b"KR", b"SA", b"EA", b"WO"))}
    links: dict[int, int] = {}
    for event in logs_of(busy.registry):
        given: Any = event.arguments
        if event.name == "Registered":
            gids = range(given["firstGid"], given["firstGid"] + len(given["commitments"]))
        elif event.name in ("Linked", "Unlinked", "ForceUnlinked"):
            gids = given["gids"]
        else:
            continue
        for gid in gids:
            links[gid] = links.get(gid, 0) ^ 1 << numbers[given["office"]]
    assert links == {gid: busy.registry.functions.officesOf(gid).call() for gid in range(1, 20)}


def test_i8_every_merge_had_the_consent_of_all_linked_offices(busy: World) -> None:
    (gid,) = busy.register(4)
    busy.link(1, gid)
    needed = busy.registry.functions.consentNeeded(gid, 2).call()
    assert needed == 0b11011
    for left_out in (1, 3, 4):
        with reverts("RegistryConsentMissing", offices=1 << left_out):
            busy.merge(0, gid, 2, *({1, 3, 4} - {left_out}))
    receipt = busy.merge(0, gid, 2, 1, 3, 4)
    given = busy.registry.events.Merged().process_receipt(receipt)[0]["args"]["consentBitmap"]
    assert given & needed == needed


def _merge_call(world: World) -> Any:
    return world.registry.functions.merge(2, 1, keccak(text="once"), FAR, [])


ONCE: tuple[Callable[[World], Any], ...] = (
    lambda world: world.registry.functions.register([keccak(text="leaf")]),
    lambda world: world.registry.functions.amend([1], [keccak(text="leaf")], keccak(text="once")),
    lambda world: world.registry.functions.unlink([1], keccak(text="once")),
    lambda world: world.registry.functions.revoke(3, keccak(text="why"), keccak(text="once")),
    _merge_call,
)


@pytest.mark.parametrize("call", ONCE, ids=["register", "amend", "unlink", "revoke", "merge"])
def test_i9_no_operation_id_works_twice(world: World, call: Callable[[World], Any]) -> None:
    world.register(0, 3)
    world.send(0, call(world))
    head = world.registry.functions.head().call()
    op_id = keccak(b"\x00" + keccak(text="leaf")) if call is ONCE[0] else keccak(text="once")
    for again in (call, *ONCE[1:]) if call is not ONCE[0] else (call,):
        with reverts("RegistryOperationUsed", office=0, opId=op_id):
            world.send(0, again(world))
    assert world.registry.functions.head().call() == head


def test_i10_revoked_never_changes_and_merged_takes_only_a_split(busy: World) -> None:
    read = busy.registry.functions
    for gid, status in ((18, 3), (3, 2)):
        for call in (
            read.amend([gid], [new_id()], new_id()),
            read.revoke(gid, new_id(), new_id()),
            read.merge(gid, 1, new_id(), FAR, []),
        ):
            with reverts("RegistryNotActive", gid=gid, status=status):
                busy.send(2 if gid == 18 else 0, call)
    with reverts("RegistryNotMerged", gid=18, status=3):
        busy.send(2, read.split(18, new_id(), FAR, []))
    busy.split(0, 3, 3)
    assert read.statusOf(3).call() == 1


def test_i11_the_events_of_both_contracts_fold_to_their_heads(busy: World) -> None:
    change(busy, "suspend", 4, 0, 1, 2, 3)
    for contract in (busy.registry, busy.offices):
        events = logs_of(contract)
        value, sequence = contract.functions.head().call()
        assert fold_events(events) == (value, sequence)
        assert sequence == len(events)
        for changed in (events[1:], events[:-1], [events[1], events[0], *events[2:]], [*events, events[-1]]):
            assert fold_events(changed)[0] != value


def test_i12_neither_contract_takes_ether(world: World) -> None:
    for contract in (world.registry, world.offices):
        sent = ask(
            world.web3, "eth_call", {"from": world.keys[0].address, "to": contract.address, "value": "0x1"}, "latest"
        )
        assert "error" in sent
        assert all(entry.get("stateMutability") != "payable" for entry in contract.abi)


def test_i13_any_account_may_carry_out_what_the_council_decided(world: World) -> None:
    (gid,) = world.register(0)
    reason = new_id()
    decision = world.approve_unlink([gid], 0, reason, [0, 1, 2, 3])
    call = world.registry.functions.forceUnlink([gid], 0, reason, decision)
    world.send(make_key("passer-by").address, call)
    assert world.registry.functions.officesOf(gid).call() == 0


def test_i14_no_council_action_goes_through_below_the_threshold(world: World) -> None:
    for signers in ((0,), (0, 1, 2)):
        with reverts("OfficesTooFewApprovals", given=len(signers), needed=4):
            change(world, "suspend", 4, *signers)
    change(world, "suspend", 4, 0, 1, 2, 3)


def _opcodes(code: bytes) -> set[int]:
    found, place = set(), 0
    while place < len(code):
        found.add(code[place])
        place += 1 + (code[place] - 0x5F if 0x60 <= code[place] <= 0x7F else 0)
    return found


@pytest.mark.parametrize("name", ["ApplicantRegistry", "Offices"])
def test_the_bytecode_cannot_destroy_delegate_create_or_send(name: str) -> None:
    code = bytes.fromhex(read_artifact(name)["deployedBytecode"][2:])
    call, callcode, delegatecall, create, create2, selfdestruct = 0xF1, 0xF2, 0xF4, 0xF0, 0xF5, 0xFF
    assert len(code) < 24_576
    assert not _opcodes(code) & {call, callcode, delegatecall, create, create2, selfdestruct}
