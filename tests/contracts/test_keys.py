"""An office changes its own key in two steps; the council replaces a lost or stolen one; no key is ever used twice."""

from tests.contracts.reverting import reverts
from tests.contracts.test_council import change
from tests.contracts.world import World, decision_fields, make_key, new_id, sign_typed

RECOVER = "uint8 office,address key"


def recover(world: World, office: int, key_name: str, *signers: int, proof_of: str = "") -> None:
    """Replace an office's key by the council."""
    key = make_key(key_name)
    decision = world.approve("RecoverKey", RECOVER, (office, key.address), signers)
    struct = (office, key.address, decision[0], world.epoch, decision[1])
    fields = decision_fields(RECOVER)
    proof = sign_typed(make_key(proof_of or key_name), world.offices_domain, "RecoverKey", fields, struct)
    sender = world.web3.eth.accounts[0]
    world.send(sender, world.offices.functions.recoverKey(office, key.address, proof, decision))
    world.keys[office] = key


def test_a_key_changes_only_when_the_new_key_accepts(world: World) -> None:
    old, new = world.keys[2], make_key("SA, second")
    world.send(2, world.offices.functions.proposeKey(new.address))
    assert world.offices.functions.officeOf(old.address).call() == [2, b"SA", True]
    world.send(new.address, world.offices.functions.acceptKey(2))
    assert world.offices.functions.officeOf(old.address).call() == [2, b"SA", False]
    assert world.offices.functions.officeOf(new.address).call() == [2, b"SA", True]
    with reverts("OfficesKeyNotActive", key=old.address.lower()):
        world.register(2)
    world.keys[2] = new
    assert world.register(2)


def test_only_the_proposed_key_accepts(world: World) -> None:
    world.send(2, world.offices.functions.proposeKey(make_key("SA, second").address))
    other = make_key("thief").address
    with reverts("OfficesKeyNotProposed", number=2, sender=other.lower()):
        world.send(other, world.offices.functions.acceptKey(2))
    with reverts("OfficesKeyNotProposed", number=1, sender=make_key("SA, second").address.lower()):
        world.send(make_key("SA, second").address, world.offices.functions.acceptKey(1))


def test_a_replaced_key_is_never_used_again_by_anybody(world: World) -> None:
    old, new = world.keys[2], make_key("SA, second")
    world.send(2, world.offices.functions.proposeKey(new.address))
    world.send(new.address, world.offices.functions.acceptKey(2))
    world.keys[2] = new
    for office in (1, 2):
        with reverts("OfficesKeyUnusable", key=old.address.lower()):
            world.send(office, world.offices.functions.proposeKey(old.address))
    with reverts("OfficesKeyUnusable", key="0x" + "00" * 20):
        world.send(1, world.offices.functions.proposeKey("0x" + "00" * 20))


def test_a_key_announced_by_two_offices_goes_to_the_first_that_accepts(world: World) -> None:
    shared = make_key("shared")
    for office in (1, 2):
        world.send(office, world.offices.functions.proposeKey(shared.address))
    world.send(shared.address, world.offices.functions.acceptKey(1))
    with reverts("OfficesKeyUnusable", key=shared.address.lower()):
        world.send(shared.address, world.offices.functions.acceptKey(2))


def test_a_stranger_cannot_propose_a_key(world: World) -> None:
    stranger = make_key("nobody").address
    with reverts("OfficesKeyNotActive", key=stranger.lower()):
        world.send(stranger, world.offices.functions.proposeKey(make_key("new").address))


def test_a_key_announced_by_a_thief_does_not_outlive_the_suspension(world: World) -> None:
    thief = make_key("thief").address
    world.send(4, world.offices.functions.proposeKey(thief))
    change(world, "suspend", 4, 0, 1, 2, 3)
    with reverts("OfficesKeyNotProposed", number=4, sender=thief.lower()):
        world.send(thief, world.offices.functions.acceptKey(4))
    with reverts("OfficesKeyNotActive", key=world.keys[4].address.lower()):
        world.send(4, world.offices.functions.proposeKey(thief))


def test_the_council_replaces_a_stolen_key_of_a_suspended_office(world: World) -> None:
    change(world, "suspend", 4, 0, 1, 2, 3)
    recover(world, 4, "WO, second", 0, 1, 2)
    change(world, "reinstate", 4, 0, 1, 2)
    assert world.register(4)


def test_recovery_voids_approvals_of_the_old_key(world: World) -> None:
    epoch = world.epoch
    recover(world, 4, "WO, second", 0, 1, 2, 3)
    assert world.epoch == epoch + 1


def test_recovery_needs_the_new_keys_own_signature(world: World) -> None:
    with reverts("OfficesKeyUnproven", key=make_key("WO, second").address.lower()):
        recover(world, 4, "WO, second", 0, 1, 2, 3, proof_of="WO")


def test_recovery_is_for_members(world: World) -> None:
    change(world, "remove", 4, 0, 1, 2, 3)
    with reverts("OfficesWrongStatus", number=4, status=3):
        recover(world, 4, "WO, second", 0, 1, 2)


def test_consents_of_the_old_key_end_with_it(world: World) -> None:
    (elder,) = world.register(0)
    (younger,) = world.register(2)
    op_id = new_id()
    consents = world.consents("MergeConsent", 0, younger, elder, op_id, [2])
    new = make_key("SA, second")
    world.send(2, world.offices.functions.proposeKey(new.address))
    world.send(new.address, world.offices.functions.acceptKey(2))
    with reverts("RegistryConsentInvalid", office=2):
        world.send(0, world.registry.functions.merge(younger, elder, op_id, 2**63, consents))
