from tests.contracts.reverting import reverts
from tests.contracts.world import World, new_id


def test_revoke_is_final(world: World) -> None:
    gid, other = world.register(0, 2)
    reason, op_id = new_id(), new_id()
    receipt = world.send(0, world.registry.functions.revoke(gid, reason, op_id))
    event = world.registry.events.Revoked().process_receipt(receipt)[0]["args"]
    assert event == {"gid": gid, "office": b"JP", "reasonHash": reason, "opId": op_id}
    assert world.registry.functions.statusOf(gid).call() == 3
    assert world.registry.functions.resolve(gid).call() == gid
    with reverts("RegistryNotActive", gid=gid, status=3):
        world.send(0, world.registry.functions.revoke(gid, new_id(), new_id()))
    with reverts("RegistryNotActive", gid=gid, status=3):
        world.merge(0, other, gid)


def test_revoke_needs_the_other_offices_to_unlink_first(world: World) -> None:
    (gid,) = world.register(0)
    world.link(2, gid)
    world.link(3, gid)
    with reverts("RegistryLinkedElsewhere", gid=gid, offices=0b1100):
        world.send(0, world.registry.functions.revoke(gid, new_id(), new_id()))
    world.send(3, world.registry.functions.unlink([gid], new_id()))
    with reverts("RegistryLinkedElsewhere", gid=gid, offices=0b0001):
        world.send(2, world.registry.functions.revoke(gid, new_id(), new_id()))


def test_revoke_by_the_only_linked_office_even_if_it_did_not_register(world: World) -> None:
    (gid,) = world.register(0)
    world.link(2, gid)
    world.send(0, world.registry.functions.unlink([gid], new_id()))
    world.send(2, world.registry.functions.revoke(gid, new_id(), new_id()))
    assert world.registry.functions.statusOf(gid).call() == 3


def test_revoke_without_any_link_is_for_the_registering_office(world: World) -> None:
    (gid,) = world.register(0)
    world.send(0, world.registry.functions.unlink([gid], new_id()))
    with reverts("RegistryNotLinked", gid=gid, office=2):
        world.send(2, world.registry.functions.revoke(gid, new_id(), new_id()))
    world.send(0, world.registry.functions.revoke(gid, new_id(), new_id()))


def test_revoke_refuses_a_gid_others_were_merged_into(world: World) -> None:
    elder, younger = world.register(0, 2)
    world.merge(0, younger, elder)
    with reverts("RegistryHasMerged", gid=elder, children=1):
        world.send(0, world.registry.functions.revoke(elder, new_id(), new_id()))
    with reverts("RegistryNotActive", gid=younger, status=2):
        world.send(0, world.registry.functions.revoke(younger, new_id(), new_id()))
    world.split(0, younger)
    world.send(0, world.registry.functions.revoke(elder, new_id(), new_id()))


def test_revoke_refuses_an_unknown_gid(world: World) -> None:
    with reverts("RegistryUnknownGid", gid=1):
        world.send(0, world.registry.functions.revoke(1, new_id(), new_id()))
