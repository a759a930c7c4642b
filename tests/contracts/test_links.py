from tests.contracts.reverting import reverts
from tests.contracts.world import World, new_id


def test_link_adds_the_senders_bit_only(world: World) -> None:
    gids = world.register(0, 3)
    world.link(2, gids[0], gids[2])
    bits = [world.registry.functions.officesOf(gid).call() for gid in gids]
    assert bits == [0b101, 0b001, 0b101]


def test_link_emits_what_it_did(world: World) -> None:
    gids = world.register(0, 2)
    op_id = new_id()
    receipt = world.send(4, world.registry.functions.link(gids, op_id))
    event = world.registry.events.Linked().process_receipt(receipt)[0]["args"]
    assert event == {"office": b"WO", "opId": op_id, "gids": gids}
    assert world.registry.functions.isOperationUsed(4, op_id).call()
    assert not world.registry.functions.isOperationUsed(3, op_id).call()


def test_the_registering_office_is_linked_from_birth_and_can_leave_and_return(world: World) -> None:
    (gid,) = world.register(1)
    with reverts("RegistryAlreadyLinked", gid=gid, office=1):
        world.link(1, gid)
    world.send(1, world.registry.functions.unlink([gid], new_id()))
    assert world.registry.functions.officesOf(gid).call() == 0
    world.link(1, gid)
    assert world.registry.functions.officesOf(gid).call() == 0b10


def test_link_twice_is_refused(world: World) -> None:
    (gid,) = world.register(0)
    world.link(2, gid)
    with reverts("RegistryAlreadyLinked", gid=gid, office=2):
        world.link(2, gid)


def test_unlink_needs_an_own_link(world: World) -> None:
    (gid,) = world.register(0)
    with reverts("RegistryNotLinked", gid=gid, office=2):
        world.send(2, world.registry.functions.unlink([gid], new_id()))


def test_link_takes_strictly_ascending_known_gids(world: World) -> None:
    world.register(0, 3)
    link = world.registry.functions.link
    with reverts("RegistryNotAscending", previous=2, gid=2):
        world.send(1, link([1, 2, 2], new_id()))
    with reverts("RegistryNotAscending", previous=3, gid=1):
        world.send(1, link([3, 1], new_id()))
    with reverts("RegistryUnknownGid", gid=4):
        world.send(1, link([3, 4], new_id()))
    with reverts("RegistryBatchSize", size=0, limit=2000):
        world.send(1, link([], new_id()))


def test_link_and_unlink_refuse_merged_and_revoked_gids(world: World) -> None:
    elder, younger, dropped = world.register(0, 3)
    world.merge(0, younger, elder)
    world.send(0, world.registry.functions.revoke(dropped, new_id(), new_id()))
    with reverts("RegistryNotActive", gid=younger, status=2):
        world.link(1, younger)
    with reverts("RegistryNotActive", gid=dropped, status=3):
        world.link(1, dropped)
    with reverts("RegistryNotActive", gid=younger, status=2):
        world.send(0, world.registry.functions.unlink([younger], new_id()))


def test_a_failing_entry_undoes_the_whole_call(world: World) -> None:
    gids = world.register(0, 2)
    world.link(1, gids[1])
    op_id = new_id()
    with reverts("RegistryAlreadyLinked", gid=gids[1], office=1):
        world.send(1, world.registry.functions.link(gids, op_id))
    assert world.registry.functions.officesOf(gids[0]).call() == 0b1
    assert not world.registry.functions.isOperationUsed(1, op_id).call()


def test_link_across_batches_of_several_offices(world: World) -> None:
    gids = [*world.register(0, 2), *world.register(1, 3), *world.register(2, 1)]
    world.link(4, *gids)
    bits = [world.registry.functions.officesOf(gid).call() for gid in gids]
    assert bits == [0b10001, 0b10001, 0b10010, 0b10010, 0b10010, 0b10100]


def test_one_call_covers_own_and_others_batches(world: World) -> None:
    (own,), (foreign,), (later,) = world.register(1), world.register(0), world.register(1)
    world.link(1, foreign)
    world.send(1, world.registry.functions.unlink([own, foreign, later], new_id()))
    bits = [world.registry.functions.officesOf(gid).call() for gid in (own, foreign, later)]
    assert bits == [0, 0b01, 0]
