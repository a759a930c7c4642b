"""The guardian's bounded pause, and the successor that ends a registry."""

import pytest

from tests.contracts.chain import move_time
from tests.contracts.reverting import reverts
from tests.contracts.world import World, build_world, make_key, new_id

DAY_S = 86_400
GUARDIAN = make_key("guardian").address


@pytest.fixture
def guarded(world: World) -> World:
    return build_world(world.web3, guardian=GUARDIAN)


def now(world: World) -> int:
    return int(world.web3.eth.get_block("latest")["timestamp"])


def pause(world: World, length_s: int, sender: str = GUARDIAN) -> int:
    until = now(world) + length_s
    world.send(sender, world.offices.functions.pause(until, new_id("reason")))
    return until


def decide(world: World, name: str, kind: str, fields: str, *values: object) -> None:
    decision = world.approve(kind, fields, values, [0, 1, 2, 3])
    world.send(world.web3.eth.accounts[0], world.offices.functions[name](*values, decision))


def test_a_pause_stops_every_write_of_every_office_and_no_read(guarded: World) -> None:
    gid, other = guarded.register(0, 2)
    until = pause(guarded, 3 * DAY_S - 60)
    writes = guarded.registry.functions
    calls = [
        writes.register([new_id()]),
        writes.amend([gid], [new_id()], new_id()),
        writes.link([gid], new_id()),
        writes.unlink([gid], new_id()),
        writes.merge(other, gid, new_id(), 2**63, []),
        writes.split(other, new_id(), 2**63, []),
        writes.revoke(gid, new_id(), new_id()),
    ]
    head = writes.head().call()
    for call in calls:
        with reverts("OfficesPaused", until=until):
            guarded.send(0, call)
    assert writes.head().call() == head
    assert writes.resolve(gid).call() == gid


def test_a_pause_ends_by_itself(guarded: World) -> None:
    pause(guarded, 3600)
    move_time(guarded.web3, 3600)
    assert guarded.register(0)


def test_a_pause_is_at_most_72_hours_and_lies_ahead(guarded: World) -> None:
    for length_s in (3 * DAY_S + 60, -60):
        until = now(guarded) + length_s
        with reverts("OfficesPauseLength", until=until, limit=3 * DAY_S):
            guarded.send(GUARDIAN, guarded.offices.functions.pause(until, new_id()))


def test_only_the_guardian_pauses(guarded: World) -> None:
    for sender in (guarded.keys[0].address, guarded.web3.eth.accounts[0]):
        with reverts("OfficesNotGuardian", sender=sender.lower()):
            pause(guarded, 3600, sender)


def test_the_guardian_pauses_once_until_the_council_rearms_it(guarded: World) -> None:
    pause(guarded, 3600)
    move_time(guarded.web3, 7200)
    with reverts("OfficesPauseSpent"):
        pause(guarded, 3600)
    decide(guarded, "setGuardian", "SetGuardian", "address guardian", GUARDIAN)
    pause(guarded, 3600)


def test_the_council_lifts_a_pause_at_once_and_rearms_the_guardian(world: World) -> None:
    slow = build_world(world.web3, guardian=GUARDIAN, timelock_s=2 * DAY_S)
    pause(slow, 3600)
    decision = slow.approve("LiftPause", "", (), [0, 1, 2, 3])
    slow.send(slow.web3.eth.accounts[0], slow.offices.functions.liftPause(decision))
    assert slow.register(0)
    assert slow.offices.functions.guardian().call() == [GUARDIAN, True, 0]


def test_the_council_goes_on_during_a_pause(guarded: World) -> None:
    pause(guarded, 3600)
    decide(guarded, "suspend", "SuspendOffice", "uint8 office,bytes32 reasonHash", 4, new_id())
    assert guarded.offices.functions.office(4).call()[2] == 2


def test_without_a_guardian_nobody_pauses(world: World) -> None:
    call = world.offices.functions.pause(now(world) + 3600, new_id())
    with reverts("OfficesPauseSpent"):
        call.call({"from": "0x" + "00" * 20})  # whom nobody can send from, and who matches the empty guardian


def test_a_successor_freezes_the_registry_for_good(guarded: World, world: World) -> None:
    guarded.register(0)
    head = guarded.registry.functions.head().call()
    decide(guarded, "setSuccessor", "SetSuccessor", "address successor", world.registry.address)
    assert guarded.offices.functions.successor().call() == world.registry.address
    with reverts("OfficesSucceeded", successor=world.registry.address.lower()):
        guarded.register(0)
    reason = new_id()
    decision = guarded.approve_unlink([1], 0, reason, [0, 1, 2, 3])
    with reverts("OfficesSucceeded", successor=world.registry.address.lower()):
        guarded.send(0, guarded.registry.functions.forceUnlink([1], 0, reason, decision))
    assert guarded.registry.functions.head().call() == head
    with reverts("OfficesSucceeded", successor=world.registry.address.lower()):
        decide(guarded, "setSuccessor", "SetSuccessor", "address successor", guarded.registry.address)


def test_a_successor_must_be_a_contract(guarded: World) -> None:
    nobody = make_key("nobody").address
    with reverts("OfficesNotAContract", successor=nobody.lower()):
        decide(guarded, "setSuccessor", "SetSuccessor", "address successor", nobody)
