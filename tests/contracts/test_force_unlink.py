"""The council ends an office's links, with a reason: the way out when an office is gone or blocks everybody."""

from tests.contracts.chain import move_time
from tests.contracts.reverting import reverts
from tests.contracts.signing import struct_hash
from tests.contracts.test_council import change
from tests.contracts.world import FAR, World, build_world, decision_fields, new_id

FIELDS = "address registry,uint64[] gids,uint8 office,bytes32 reasonHash"


def force_unlink(world: World, office: int, gids: list[int], *signers: int) -> bytes:
    reason = new_id()
    decision = world.approve_unlink(gids, office, reason, signers)
    world.send(world.web3.eth.accounts[0], world.registry.functions.forceUnlink(gids, office, reason, decision))
    return reason


def test_force_unlink_ends_links_and_names_the_reason(world: World) -> None:
    gids = world.register(0, 3)
    world.link(4, *gids)
    reason = new_id()
    decision = world.approve_unlink(gids[:2], 4, reason, [0, 1, 2, 3])
    call = world.registry.functions.forceUnlink(gids[:2], 4, reason, decision)
    receipt = world.send(world.web3.eth.accounts[0], call)
    event = world.registry.events.ForceUnlinked().process_receipt(receipt)[0]["args"]
    assert event == {"office": b"WO", "opId": decision[0], "gids": gids[:2], "reasonHash": reason}
    assert [world.registry.functions.officesOf(gid).call() for gid in gids] == [0b1, 0b1, 0b10001]


def test_force_unlink_frees_a_merge_that_a_suspended_office_blocks(world: World) -> None:
    elder, younger = world.register(0, 2)
    world.link(4, younger)
    change(world, "suspend", 4, 0, 1, 2, 3)
    with reverts("RegistryConsentMissing", offices=1 << 4):
        world.merge(0, younger, elder)
    force_unlink(world, 4, [younger], 0, 1, 2)
    world.merge(0, younger, elder)


def test_force_unlink_reaches_merged_gids_and_the_say_they_left_above(world: World) -> None:
    elder, younger = world.register(0, 2)
    world.link(4, younger)
    world.merge(0, younger, elder, 4)
    change(world, "suspend", 4, 0, 1, 2, 3)
    force_unlink(world, 4, [elder, younger], 0, 1, 2)
    assert world.registry.functions.consentNeeded(younger, elder).call() == 0b1
    world.split(0, younger)


def test_force_unlink_above_leaves_the_say_of_a_live_link_below(world: World) -> None:
    top, middle, bottom = world.register(0, 3)
    world.link(4, middle)
    world.merge(0, bottom, middle, 4)
    world.merge(0, middle, top, 4)
    force_unlink(world, 4, [top], 0, 1, 2, 3)
    with reverts("RegistryConsentMissing", offices=1 << 4):
        world.split(0, bottom)
    world.split(0, bottom, 4)


def test_force_unlink_refuses_what_is_not_linked_known_or_open(world: World) -> None:
    gid, dropped = world.register(0, 2)
    world.send(0, world.registry.functions.revoke(dropped, new_id(), new_id()))
    with reverts("RegistryNotLinked", gid=gid, office=4):
        force_unlink(world, 4, [gid], 0, 1, 2, 3)
    with reverts("RegistryUnknownGid", gid=9):
        force_unlink(world, 0, [9], 0, 1, 2, 3)
    with reverts("RegistryNotActive", gid=dropped, status=3):
        force_unlink(world, 0, [dropped], 0, 1, 2, 3)
    with reverts("OfficesUnknownOffice", number=40):
        force_unlink(world, 40, [gid], 0, 1, 2, 3)
    with reverts("RegistryBatchSize", size=0, limit=2000):
        force_unlink(world, 0, [], 0, 1, 2, 3)
    with reverts("RegistryNotAscending", previous=gid, gid=gid):
        force_unlink(world, 0, [gid, gid], 0, 1, 2, 3)


def test_force_unlink_needs_the_council(world: World) -> None:
    (gid,) = world.register(0)
    with reverts("OfficesTooFewApprovals", given=3, needed=4):
        force_unlink(world, 0, [gid], 1, 2, 3)


def test_force_unlink_covers_the_list_and_the_registry(world: World) -> None:
    gids = world.register(0, 2)
    reason = new_id()
    decision = world.approve_unlink(gids[:1], 0, reason, [0, 1, 2, 3])
    with reverts("OfficesApprovalInvalid", office=0):
        world.send(1, world.registry.functions.forceUnlink(gids, 0, reason, decision))
    values = (world.offices.address, gids, 0, reason)
    elsewhere = world.approve("ForceUnlink", FIELDS, values, [0, 1, 2, 3])
    with reverts("OfficesApprovalInvalid", office=0):
        world.send(1, world.registry.functions.forceUnlink(gids, 0, reason, elsewhere))


def test_force_unlink_is_used_up(world: World) -> None:
    (gid,) = world.register(0)
    reason = new_id()
    decision = world.approve_unlink([gid], 0, reason, [0, 1, 2, 3])
    call = world.registry.functions.forceUnlink([gid], 0, reason, decision)
    world.send(1, call)
    world.link(0, gid)
    used = struct_hash(
        "ForceUnlink",
        decision_fields(FIELDS),
        (world.registry.address, [gid], 0, reason, decision[0], world.epoch, FAR),
    )
    with reverts("OfficesDecisionUsed", decision=used):
        world.send(1, call)


def test_force_unlink_waits_for_the_timelock(world: World) -> None:
    slow = build_world(world.web3, timelock_s=3600)
    (gid,) = slow.register(0)
    reason = new_id()
    op_id, deadline, approvals = slow.approve_unlink([gid], 0, reason, [0, 1, 2, 3])
    values = (slow.registry.address, [gid], 0, reason, op_id, slow.epoch, deadline)
    struct = struct_hash("ForceUnlink", decision_fields(FIELDS), values)
    function = slow.registry.functions.forceUnlink
    with reverts("OfficesTooEarly", decision=struct, notBefore=0):
        slow.send(1, function([gid], 0, reason, (op_id, deadline, approvals)))
    slow.send(1, slow.offices.functions.schedule(struct, approvals))
    move_time(slow.web3, 3600)
    slow.send(1, function([gid], 0, reason, (op_id, deadline, [])))
    assert slow.registry.functions.officesOf(gid).call() == 0
