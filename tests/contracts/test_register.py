from tests.contracts.merkle import batch_root, tree_root
from tests.contracts.reverting import reverts
from tests.contracts.world import World, new_id


def test_register_allots_the_next_range(world: World) -> None:
    assert world.register(0, 3) == [1, 2, 3]
    assert world.register(1, 2) == [4, 5]
    assert world.registry.functions.nextGid().call() == 6


def test_register_emits_every_commitment_under_the_bound_root(world: World) -> None:
    leaves = [new_id("commitment") for _ in range(5)]
    receipt = world.send(2, world.registry.functions.register(leaves))
    event = world.registry.events.Registered().process_receipt(receipt)[0]["args"]
    root = batch_root(world.registry.address, world.web3.eth.chain_id, 1, 5, tree_root(leaves))
    assert event == {"batch": 0, "office": b"SA", "firstGid": 1, "root": root, "commitments": leaves}


def test_register_refuses_the_same_leaves_twice(world: World) -> None:
    leaves = [new_id("commitment") for _ in range(3)]
    world.register_leaves(0, leaves)
    with reverts("RegistryOperationUsed", office=0, opId=tree_root(leaves)):
        world.register_leaves(0, leaves)
