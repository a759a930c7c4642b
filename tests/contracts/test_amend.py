from tests.contracts.reverting import reverts
from tests.contracts.world import World, new_id


def test_amend_counts_versions_and_keeps_the_newest_commitment(world: World) -> None:
    (gid,) = world.register(0)
    second, third = new_id(), new_id()
    world.send(0, world.registry.functions.amend([gid], [second], new_id()))
    world.send(0, world.registry.functions.amend([gid], [third], new_id()))
    assert world.registry.functions.versionOf(gid).call() == 3
    assert world.registry.functions.commitmentOf(gid).call() == third


def test_amend_emits_one_event_per_gid(world: World) -> None:
    gids = world.register(0, 2)
    leaves, op_id = [new_id(), new_id()], new_id()
    receipt = world.send(0, world.registry.functions.amend(gids, leaves, op_id))
    events = [event["args"] for event in world.registry.events.Amended().process_receipt(receipt)]
    assert events == [
        {"gid": gid, "office": b"JP", "version": 2, "commitment": leaf, "opId": op_id}
        for gid, leaf in zip(gids, leaves, strict=True)
    ]


def test_amend_is_open_to_every_linked_office_and_to_no_other(world: World) -> None:
    (gid,) = world.register(0)
    with reverts("RegistryNotLinked", gid=gid, office=1):
        world.send(1, world.registry.functions.amend([gid], [new_id()], new_id()))
    world.link(1, gid)
    world.send(1, world.registry.functions.amend([gid], [new_id()], new_id()))
    assert world.registry.functions.versionOf(gid).call() == 2


def test_amend_refuses_zero_because_zero_means_as_registered(world: World) -> None:
    (gid,) = world.register(0)
    with reverts("RegistryZeroCommitment", gid=gid):
        world.send(0, world.registry.functions.amend([gid], [bytes(32)], new_id()))


def test_amend_wants_one_commitment_per_gid(world: World) -> None:
    gids = world.register(0, 2)
    with reverts("RegistryLengthMismatch", gids=2, commitments=1):
        world.send(0, world.registry.functions.amend(gids, [new_id()], new_id()))


def test_amend_takes_strictly_ascending_known_gids(world: World) -> None:
    gids = world.register(0, 3)
    amend, leaves = world.registry.functions.amend, [new_id(), new_id()]
    with reverts("RegistryNotAscending", previous=gids[1], gid=gids[1]):
        world.send(0, amend([gids[1], gids[1]], leaves, new_id()))
    with reverts("RegistryNotAscending", previous=gids[2], gid=gids[0]):
        world.send(0, amend([gids[2], gids[0]], leaves, new_id()))
    assert [world.registry.functions.versionOf(gid).call() for gid in gids] == [1, 1, 1]


def test_amend_refuses_a_used_operation_id(world: World) -> None:
    (gid,) = world.register(0)
    op_id = new_id()
    world.send(0, world.registry.functions.amend([gid], [new_id()], op_id))
    with reverts("RegistryOperationUsed", office=0, opId=op_id):
        world.send(0, world.registry.functions.amend([gid], [new_id()], op_id))


def test_amend_refuses_merged_gids(world: World) -> None:
    elder, younger = world.register(0, 2)
    world.merge(0, younger, elder)
    with reverts("RegistryNotActive", gid=younger, status=2):
        world.send(0, world.registry.functions.amend([younger], [new_id()], new_id()))


def test_the_registered_commitment_stays_provable_after_an_amendment(world: World) -> None:
    leaf = new_id("commitment")
    (gid,) = world.register_leaves(0, [leaf])
    world.send(0, world.registry.functions.amend([gid], [new_id()], new_id()))
    assert world.registry.functions.verify(gid, leaf, []).call()
