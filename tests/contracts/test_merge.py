from tests.contracts.reverting import reverts
from tests.contracts.world import FAR, World, build_world, new_id


def test_merge_lets_the_elder_survive(world: World) -> None:
    elder, younger = world.register(0, 2)
    world.merge(0, younger, elder)
    read = world.registry.functions
    assert (read.statusOf(younger).call(), read.statusOf(elder).call()) == (2, 1)
    assert (read.survivorOf(younger).call(), read.resolve(younger).call()) == (elder, elder)


def test_merge_refuses_a_survivor_that_is_not_elder(world: World) -> None:
    elder, younger = world.register(0, 2)
    with reverts("RegistryElderMustSurvive", merged=elder, survivor=younger):
        world.merge(0, elder, younger)
    with reverts("RegistryElderMustSurvive", merged=elder, survivor=elder):
        world.merge(0, elder, elder)


def test_merge_emits_who_consented(world: World) -> None:
    (elder,) = world.register(0)
    (younger,) = world.register(2)
    op_id = new_id()
    receipt = world.merge(2, younger, elder, 0, op_id=op_id)
    event = world.registry.events.Merged().process_receipt(receipt)[0]["args"]
    assert event == {"merged": younger, "survivor": elder, "opId": op_id, "consentBitmap": 0b101}


def test_merge_needs_every_office_linked_on_either_side(world: World) -> None:
    (elder,) = world.register(0)
    (younger,) = world.register(1)
    world.link(2, elder)
    world.link(3, younger)
    assert world.registry.functions.consentNeeded(younger, elder).call() == 0b1111
    for missing in (1, 2, 3):
        signers = {1, 2, 3} - {missing}
        with reverts("RegistryConsentMissing", offices=1 << missing):
            world.merge(0, younger, elder, *signers)
    with reverts("RegistryConsentMissing", offices=0b1110):
        world.merge(0, younger, elder)
    world.merge(0, younger, elder, 1, 2, 3)
    assert world.registry.functions.resolve(younger).call() == elder


def test_merge_asks_offices_linked_below_an_earlier_merge(world: World) -> None:
    (first,) = world.register(0)
    (second,) = world.register(1)
    (third,) = world.register(2)
    world.merge(1, third, second, 2)
    with reverts("RegistryConsentMissing", offices=1 << 2):
        world.merge(0, second, first, 1)
    world.merge(0, second, first, 1, 2)
    assert world.registry.functions.resolve(third).call() == first


def test_merge_is_refused_to_an_office_without_a_link(world: World) -> None:
    (elder,) = world.register(0)
    (younger,) = world.register(1)
    with reverts("RegistryNotLinked", gid=younger, office=4):
        world.merge(4, younger, elder, 0, 1)


def test_merge_accepts_further_consents(world: World) -> None:
    elder, younger = world.register(0, 2)
    receipt = world.merge(0, younger, elder, 3, 4)
    event = world.registry.events.Merged().process_receipt(receipt)[0]["args"]
    assert event["consentBitmap"] == 0b11001


def test_merge_refuses_merged_revoked_and_unknown_gids(world: World) -> None:
    first, second, third, fourth = world.register(0, 4)
    world.merge(0, second, first)
    world.send(0, world.registry.functions.revoke(fourth, new_id(), new_id()))
    with reverts("RegistryNotActive", gid=second, status=2):
        world.merge(0, third, second)
    with reverts("RegistryNotActive", gid=second, status=2):
        world.merge(0, second, first)
    with reverts("RegistryNotActive", gid=fourth, status=3):
        world.merge(0, fourth, first)
    with reverts("RegistryUnknownGid", gid=5):
        world.merge(0, 5, first)
    with reverts("RegistryUnknownGid", gid=0):
        world.merge(0, third, 0)


def test_merge_refuses_to_stack_higher_than_the_limit(world: World) -> None:
    gids = world.register(0, 18)
    for younger, elder in zip(gids[:1:-1], gids[-2:0:-1], strict=True):
        world.merge(0, younger, elder)
    with reverts("RegistryMergeTooHigh", survivor=gids[0], height=17, limit=16):
        world.merge(0, gids[1], gids[0])
    assert world.registry.functions.resolve(gids[-1]).call() == gids[1]


def test_a_low_merge_does_not_hide_a_high_one(world: World) -> None:
    gids = world.register(0, 18)
    for younger, elder in zip(gids[:1:-1], gids[-2:0:-1], strict=True):
        world.merge(0, younger, elder)
    (late,) = world.register(0)
    world.merge(0, late, gids[1])
    with reverts("RegistryMergeTooHigh", survivor=gids[0], height=17, limit=16):
        world.merge(0, gids[1], gids[0])


def test_merge_after_the_deadline_is_refused(world: World) -> None:
    elder, younger = world.register(0, 2)
    past = world.web3.eth.get_block("latest")["timestamp"] - 1
    with reverts("RegistryDeadlinePassed", deadline=past):
        world.send(0, world.registry.functions.merge(younger, elder, new_id(), past, []))


def test_split_undoes_exactly_one_merge(world: World) -> None:
    first, second, third = world.register(0, 3)
    world.merge(0, third, second)
    world.merge(0, second, first)
    world.split(0, second)
    resolve = world.registry.functions.resolve
    assert [resolve(gid).call() for gid in (first, second, third)] == [first, second, second]


def test_split_inside_a_tree_needs_the_offices_of_the_whole_tree(world: World) -> None:
    (first,) = world.register(0)
    (second,) = world.register(1)
    (third,) = world.register(2)
    world.merge(1, third, second, 2)
    world.merge(0, second, first, 1, 2)
    with reverts("RegistryConsentMissing", offices=0b001):
        world.split(2, third, 1)
    world.split(2, third, 0, 1)
    assert world.registry.functions.statusOf(third).call() == 1
    assert world.registry.functions.resolve(second).call() == first


def test_split_refuses_what_is_not_merged(world: World) -> None:
    gid, dropped = world.register(0, 2)
    world.send(0, world.registry.functions.revoke(dropped, new_id(), new_id()))
    split = world.registry.functions.split
    with reverts("RegistryNotMerged", gid=gid, status=1):
        world.send(0, split(gid, new_id(), FAR, []))
    with reverts("RegistryNotMerged", gid=dropped, status=3):
        world.send(0, split(dropped, new_id(), FAR, []))
    with reverts("RegistryUnknownGid", gid=9):
        world.send(0, split(9, new_id(), FAR, []))


def test_a_split_off_gid_can_be_merged_again_with_fresh_consent(world: World) -> None:
    (elder,) = world.register(0)
    (younger,) = world.register(1)
    world.merge(0, younger, elder, 1)
    world.split(0, younger, 1)
    world.merge(0, younger, elder, 1)
    assert world.registry.functions.resolve(younger).call() == elder


def test_the_last_split_frees_the_survivor_of_inherited_consents(world: World) -> None:
    (elder,) = world.register(0)
    (other,) = world.register(0)
    (younger,) = world.register(1)
    world.merge(0, younger, elder, 1)
    world.split(0, younger, 1)
    world.merge(0, other, elder)
    assert world.registry.functions.resolve(other).call() == elder


def test_a_split_leaves_the_say_of_what_stays_merged(world: World) -> None:
    elder, other = world.register(0, 2)
    (left,), (stays,) = world.register(1), world.register(2)
    world.merge(0, left, elder, 1)
    world.merge(0, stays, elder, 1, 2)
    world.split(0, left, 1, 2)
    with reverts("RegistryConsentMissing", offices=0b110):
        world.merge(0, other, elder)
    world.merge(0, other, elder, 1, 2)  # an upper bound until the last is split off: office 1 is still asked


def test_bounds_are_fixed_at_deployment_and_capped(world: World) -> None:
    assert world.registry.functions.bounds().call() == [2000, 16]
    for bounds, limit in (((2001, 16), 2000), ((0, 16), 2000), ((10, 17), 16), ((10, 0), 16)):
        wrong = bounds[0] if limit == 2000 else bounds[1]
        with reverts("RegistryBound", bound=wrong, limit=limit):
            build_world(world.web3, batch_limit=bounds[0], height_limit=bounds[1])
