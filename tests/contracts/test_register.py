from tests.contracts.chain import ask
from tests.contracts.merkle import batch_root, tree_root
from tests.contracts.reverting import reverts
from tests.contracts.world import World, make_key, new_id


def test_register_allots_the_next_range(world: World) -> None:
    assert world.register(0, 3) == [1, 2, 3]
    assert world.register(1, 2) == [4, 5]
    assert world.registry.functions.nextGid().call() == 6
    assert world.registry.functions.batchCount().call() == 2


def test_register_emits_every_commitment_under_the_bound_root(world: World) -> None:
    leaves = [new_id("commitment") for _ in range(5)]
    receipt = world.send(2, world.registry.functions.register(leaves))
    event = world.registry.events.Registered().process_receipt(receipt)[0]["args"]
    root = batch_root(world.registry.address, world.web3.eth.chain_id, 1, 5, tree_root(leaves))
    assert event == {"batch": 0, "office": b"SA", "firstGid": 1, "root": root, "commitments": leaves}
    assert world.registry.functions.batch(0).call() == [root, 1, 5, 2]


def test_register_returns_batch_and_first_gid(world: World) -> None:
    world.register(0, 4)
    call = world.registry.functions.register([new_id()])
    assert call.call({"from": world.keys[1].address}) == [1, 5]


def test_register_refuses_the_same_leaves_twice(world: World) -> None:
    leaves = [new_id("commitment") for _ in range(3)]
    world.register_leaves(0, leaves)
    assert world.registry.functions.isOperationUsed(0, tree_root(leaves)).call()
    with reverts("RegistryOperationUsed", office=0, opId=tree_root(leaves)):
        world.register_leaves(0, leaves)


def test_register_cannot_be_blocked_by_an_office_that_copies_the_leaves(world: World) -> None:
    leaves = [new_id("commitment") for _ in range(3)]
    assert world.register_leaves(3, leaves) == [1, 2, 3]
    assert world.register_leaves(0, leaves) == [4, 5, 6]


def test_register_takes_one_commitment_to_the_batch_limit(world: World) -> None:
    assert world.register(0, 2000)[-1] == 2000
    with reverts("RegistryBatchSize", size=2001, limit=2000):
        world.register(0, 2001)
    with reverts("RegistryBatchSize", size=0, limit=2000):
        world.register(0, 0)


def test_register_refuses_a_stranger(world: World) -> None:
    stranger = make_key("nobody").address
    with reverts("OfficesKeyNotActive", key=stranger.lower()):
        world.send(stranger, world.registry.functions.register([new_id()]))


def test_register_refuses_the_deployer(world: World) -> None:
    deployer = world.web3.eth.accounts[0]
    with reverts("OfficesKeyNotActive", key=deployer.lower()):
        world.send(deployer, world.registry.functions.register([new_id()]))


def test_register_stops_at_the_last_twelve_digit_gid(world: World) -> None:
    _set_next_gid(world, 999_999_999_998)
    with reverts("RegistryExhausted", nextGid=999_999_999_998):
        world.register(0, 3)
    assert world.register(0, 2) == [999_999_999_998, 999_999_999_999]
    with reverts("RegistryExhausted", nextGid=1_000_000_000_000):
        world.register(0, 1)


def test_a_registered_gid_is_active_linked_and_as_registered(world: World) -> None:
    (gid,) = world.register(3)
    read = world.registry.functions
    assert read.statusOf(gid).call() == 1
    assert read.officesOf(gid).call() == 1 << 3
    assert read.versionOf(gid).call() == 1
    assert read.commitmentOf(gid).call() == bytes(32)
    assert read.resolve(gid).call() == gid
    assert read.survivorOf(gid).call() == 0


def test_reads_refuse_a_gid_that_was_never_allotted(world: World) -> None:
    world.register(0, 2)
    read = world.registry.functions
    for unknown in (0, 3, 2**64 - 1):
        assert read.statusOf(unknown).call() == 0
        for function in (
            read.resolve,
            read.survivorOf,
            read.officesOf,
            read.versionOf,
            read.commitmentOf,
            read.batchOf,
        ):
            with reverts("RegistryUnknownGid", gid=unknown):
                function(unknown).call()


def test_batch_of_finds_every_gid_among_batches_of_all_sizes(world: World) -> None:
    expected: dict[int, int] = {}
    for number, size in enumerate((1, 7, 2, 1, 1, 40, 3, 1)):
        expected |= dict.fromkeys(world.register(number % 5, size), number)
    assert {gid: world.registry.functions.batchOf(gid).call() for gid in expected} == expected


def _set_next_gid(world: World, gid: int) -> None:
    """Write the counter straight into storage; nobody can register a million million applicants in a test."""
    for slot in range(8):
        word = int.from_bytes(world.web3.eth.get_storage_at(world.registry.address, slot), "big")
        if word == (1 << 64):  # sequence 0, next GID 1, no batches: the shared slot
            value = (gid << 64).to_bytes(32, "big")
            name = "anvil_setStorageAt"
            ask(world.web3, name, world.registry.address, hex(slot), "0x" + value.hex())
            return
    raise AssertionError("the counter's slot was not found")
