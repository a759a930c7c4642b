"""Membership is decided by floor(2n / 3) + 1 of the n active offices, in the current epoch, once."""

import pytest

from tests.contracts.chain import deploy, move_time
from tests.contracts.machine import Machine, RefusedError, read_both_artifacts
from tests.contracts.reverting import reverts
from tests.contracts.signing import domain_separator, sign_struct, struct_hash
from tests.contracts.world import FAR, World, build_world, decision_fields, make_key, new_id, sign_typed

ADMIT = "bytes2 code,address key"
STANDING = "uint8 office,bytes32 reasonHash"


def admit(world: World, code: str, *signers: int, key_name: str = "", proof_of: str = "") -> int:
    """Admit an office with these approvals; returns its number."""
    key = make_key(key_name or f"new {code}")
    values = (code.encode(), key.address)
    decision = world.approve("AdmitOffice", ADMIT, values, signers)
    op_id, deadline, _ = decision
    struct = (*values, op_id, world.epoch, deadline)
    prover = make_key(proof_of) if proof_of else key
    proof = sign_typed(prover, world.offices_domain, "AdmitOffice", decision_fields(ADMIT), struct)
    world.send(world.web3.eth.accounts[0], world.offices.functions.admit(*values, proof, decision))
    known, number = world.offices.functions.numberOf(code.encode()).call()
    assert known
    world.keys[number] = key
    return int(number)


def change(world: World, name: str, office: int, *signers: int) -> None:
    """Suspend, reinstate or remove with these approvals."""
    reason = new_id()
    decision = world.approve(f"{name.capitalize()}Office", STANDING, (office, reason), signers)
    function = world.offices.functions[name](office, reason, decision)
    world.send(world.web3.eth.accounts[0], function)


def status(world: World, office: int) -> int:
    return int(world.offices.functions.office(office).call()[2])


@pytest.mark.parametrize(("members", "threshold"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 5), (10, 7)])
def test_threshold_is_more_than_two_thirds(world: World, members: int, threshold: int) -> None:
    codes = [f"A{chr(65 + number)}" for number in range(members)]
    council = build_world(world.web3, codes=codes).offices.functions.council().call()
    assert council[:2] == [members, threshold]


def test_admit_makes_a_writer_with_the_next_number(world: World) -> None:
    assert admit(world, "US", 0, 1, 2, 3) == 5
    key = world.keys[5].address
    assert world.offices.functions.officeOf(key).call() == [5, b"US", True]
    assert world.offices.functions.officeCount().call() == 6
    assert world.offices.functions.council().call()[:2] == [6, 5]
    assert world.register(5) == [1]


def test_admit_needs_the_threshold(world: World) -> None:
    with reverts("OfficesTooFewApprovals", given=3, needed=4):
        admit(world, "US", 0, 1, 2)


def test_admit_refuses_malformed_and_taken_codes(world: World) -> None:
    for code in ("us", "U1", "A ", "[A"):
        with reverts("OfficesMalformedCode", code=code.encode()):
            admit(world, code, 0, 1, 2, 3)
    with reverts("OfficesCodeTaken", code=b"KR", number=1):
        admit(world, "KR", 0, 1, 2, 3)


def test_admit_refuses_a_key_that_did_not_sign(world: World) -> None:
    with reverts("OfficesKeyUnproven", key=make_key("new US").address.lower()):
        admit(world, "US", 0, 1, 2, 3, proof_of="somebody else")


def test_admit_refuses_keys_in_use(world: World) -> None:
    with reverts("OfficesKeyUnusable", key=world.keys[2].address.lower()):
        admit(world, "US", 0, 1, 2, 3, key_name="SA")


def test_approvals_come_in_strictly_ascending_order_from_active_offices(world: World) -> None:
    key = make_key("new US")
    values = (b"US", key.address)
    op_id, deadline, approvals = world.approve("AdmitOffice", ADMIT, values, range(5))
    call = world.offices.functions.admit
    sender = world.web3.eth.accounts[0]
    with reverts("OfficesApprovalOrder", previous=1, office=0):
        world.send(sender, call(*values, b"", (op_id, deadline, [approvals[1], approvals[0], *approvals[2:]])))
    with reverts("OfficesApprovalOrder", previous=0, office=0):
        world.send(sender, call(*values, b"", (op_id, deadline, [approvals[0], *approvals[:3]])))
    forged = [(0, approvals[1][1]), *approvals[1:]]
    with reverts("OfficesApprovalInvalid", office=0):
        world.send(sender, call(*values, b"", (op_id, deadline, forged)))
    change(world, "suspend", 4, 0, 1, 2, 3)
    with reverts("OfficesApprovalInvalid", office=4):
        admit(world, "US", 0, 1, 2, 4)


def test_a_void_signature_does_not_stand_for_an_office_without_key(world: World) -> None:
    # Recovery fails to the zero address, and the key of an office that is not active reads as zero.
    reason = new_id()
    op_id, deadline, approvals = world.approve("SuspendOffice", STANDING, (4, reason), [0])
    forged = [*approvals, *((number, bytes(65)) for number in (7, 8, 9))]
    with reverts("OfficesApprovalInvalid", office=7):
        world.send(0, world.offices.functions.suspend(4, reason, (op_id, deadline, forged)))


def test_a_decision_can_be_carried_out_once(world: World) -> None:
    reason = new_id()
    decision = world.approve("SuspendOffice", STANDING, (4, reason), [0, 1, 2, 3])
    epoch = world.epoch
    sender = world.web3.eth.accounts[0]
    world.send(sender, world.offices.functions.suspend(4, reason, decision))
    with reverts("OfficesApprovalInvalid", office=0):  # the epoch has moved: the same words are another decision
        world.send(sender, world.offices.functions.suspend(4, reason, decision))
    assert world.epoch == epoch + 1


def test_a_decision_that_leaves_the_epoch_alone_is_used_up_too(world: World) -> None:
    guardian = make_key("guardian").address
    decision = world.approve("SetGuardian", "address guardian", (guardian,), range(5))
    sender = world.web3.eth.accounts[0]
    world.send(sender, world.offices.functions.setGuardian(guardian, decision))
    fields = decision_fields("address guardian")
    used = struct_hash("SetGuardian", fields, (guardian, decision[0], world.epoch, FAR))
    with reverts("OfficesDecisionUsed", decision=used):
        world.send(sender, world.offices.functions.setGuardian(guardian, decision))


def test_approvals_die_with_the_epoch(world: World) -> None:
    reason = new_id()
    early = world.approve("SuspendOffice", STANDING, (3, reason), [0, 1, 2, 4])
    change(world, "suspend", 4, 0, 1, 2, 3)
    with reverts("OfficesApprovalInvalid", office=0):
        world.send(world.web3.eth.accounts[0], world.offices.functions.suspend(3, reason, early))


def test_a_decision_expires(world: World) -> None:
    reason = new_id()
    past = world.web3.eth.get_block("latest")["timestamp"] - 1
    decision = world.approve("SuspendOffice", STANDING, (3, reason), range(5), deadline=past)
    with reverts("OfficesDeadlinePassed", deadline=past):
        world.send(world.web3.eth.accounts[0], world.offices.functions.suspend(3, reason, decision))


def test_a_suspended_office_cannot_write_vote_or_consent_until_reinstated(world: World) -> None:
    (elder,) = world.register(0)
    (younger,) = world.register(4)
    change(world, "suspend", 4, 0, 1, 2, 3)
    assert status(world, 4) == 2
    with reverts("OfficesKeyNotActive", key=world.keys[4].address.lower()):
        world.register(4)
    with reverts("RegistryConsentInvalid", office=4):
        world.merge(0, younger, elder, 4)
    with reverts("RegistryConsentMissing", offices=1 << 4):
        world.merge(0, younger, elder)
    change(world, "reinstate", 4, 0, 1, 2, 3)
    world.merge(0, younger, elder, 4)
    assert world.register(4)


def test_a_removed_office_is_no_longer_asked(world: World) -> None:
    (elder,) = world.register(0)
    (younger,) = world.register(4)
    world.link(0, younger)
    change(world, "remove", 4, 0, 1, 2, 3)
    assert world.offices.functions.consentMask().call() == 0b01111
    assert world.registry.functions.officesOf(younger).call() == 0b10001
    assert world.registry.functions.consentNeeded(younger, elder).call() == 0b1
    world.merge(0, younger, elder)


def test_a_removed_office_comes_back_under_its_old_number_with_a_new_key(world: World) -> None:
    (gid,) = world.register(4)
    change(world, "remove", 4, 0, 1, 2, 3)
    with reverts("OfficesKeyUnusable", key=world.keys[4].address.lower()):
        admit(world, "WO", 0, 1, 2, 3, key_name="WO")
    assert admit(world, "WO", 0, 1, 2, key_name="WO, second") == 4
    assert world.offices.functions.officeCount().call() == 5
    world.send(4, world.registry.functions.amend([gid], [new_id()], new_id()))


def test_standing_changes_only_from_the_right_standing(world: World) -> None:
    with reverts("OfficesWrongStatus", number=3, status=1):
        change(world, "reinstate", 3, 0, 1, 2, 4)
    change(world, "suspend", 3, 0, 1, 2, 4)
    with reverts("OfficesWrongStatus", number=3, status=2):
        change(world, "suspend", 3, 0, 1, 2, 4)
    change(world, "remove", 3, 0, 1, 2, 4)
    with reverts("OfficesWrongStatus", number=3, status=3):
        change(world, "remove", 3, 0, 1, 2, 4)
    with reverts("OfficesWrongStatus", number=9, status=0):
        change(world, "remove", 9, 0, 1, 2, 4)
    with reverts("OfficesUnknownOffice", number=9):
        world.offices.functions.office(9).call()


def test_the_last_office_cannot_be_voted_out(world: World) -> None:
    alone = build_world(world.web3, codes=["JP"])
    for name in ("suspend", "remove"):
        with reverts("OfficesLastOffice", number=0):
            change(alone, name, 0, 0)


def test_one_founding_office_can_admit_the_others(world: World) -> None:
    founded = build_world(world.web3, codes=["JP"])
    assert admit(founded, "KR", 0) == 1
    assert admit(founded, "SA", 0, 1) == 2
    with reverts("OfficesTooFewApprovals", given=2, needed=3):
        admit(founded, "EA", 0, 1)


def test_founders_are_checked(world: World) -> None:
    with reverts("OfficesFounders", codes=0, keys=0):
        build_world(world.web3, codes=[])
    with reverts("OfficesCodeTaken", code=b"JP", number=0):
        build_world_with_twins(world)
    with reverts("OfficesTimelock", timelock=30 * 86_400 + 1, limit=30 * 86_400):
        build_world(world.web3, timelock_s=30 * 86_400 + 1)


def build_world_with_twins(world: World) -> None:
    keys = [make_key("one").address, make_key("two").address]
    deploy(world.web3, "Offices", [b"JP", b"JP"], keys, "0x" + "00" * 20, 0)


def test_a_timelocked_decision_waits_and_is_then_open_to_anybody(world: World) -> None:
    slow = build_world(world.web3, timelock_s=172_800)
    reason = new_id()
    op_id, deadline, approvals = slow.approve("RemoveOffice", STANDING, (4, reason), [0, 1, 2, 3])
    struct = struct_hash("RemoveOffice", decision_fields(STANDING), (4, reason, op_id, slow.epoch, deadline))
    sender = slow.web3.eth.accounts[0]
    with reverts("OfficesTooEarly", decision=struct, notBefore=0):
        slow.send(sender, slow.offices.functions.remove(4, reason, (op_id, deadline, approvals)))
    slow.send(sender, slow.offices.functions.schedule(struct, approvals))
    from_time = slow.offices.functions.notBefore(struct).call()
    assert from_time == slow.web3.eth.get_block("latest")["timestamp"] + 172_800
    with reverts("OfficesAlreadyScheduled", decision=struct, notBefore=from_time):
        slow.send(sender, slow.offices.functions.schedule(struct, approvals))
    with reverts("OfficesTooEarly", decision=struct, notBefore=from_time):
        slow.send(sender, slow.offices.functions.remove(4, reason, (op_id, deadline, [])))
    move_time(slow.web3, 172_800)
    slow.send(make_key("anybody").address, slow.offices.functions.remove(4, reason, (op_id, deadline, [])))
    assert status(slow, 4) == 3


def test_a_scheduled_decision_is_void_once_the_council_changes(world: World) -> None:
    slow = build_world(world.web3, timelock_s=3_600)
    reason = new_id()
    op_id, deadline, approvals = slow.approve("RemoveOffice", STANDING, (4, reason), [0, 1, 2, 3])
    struct = struct_hash("RemoveOffice", decision_fields(STANDING), (4, reason, op_id, slow.epoch, deadline))
    slow.send(slow.web3.eth.accounts[0], slow.offices.functions.schedule(struct, approvals))
    change(slow, "suspend", 3, 0, 1, 2, 4)
    move_time(slow.web3, 3_600)
    now_meant = struct_hash("RemoveOffice", decision_fields(STANDING), (4, reason, op_id, slow.epoch, deadline))
    with reverts("OfficesTooEarly", decision=now_meant, notBefore=0):
        slow.send(slow.web3.eth.accounts[0], slow.offices.functions.remove(4, reason, (op_id, deadline, [])))


def test_approvals_given_ahead_of_an_epoch_do_not_count_in_it(world: World) -> None:
    reason, op_id = new_id(), new_id()
    values = (3, reason, op_id, world.epoch + 1, FAR)
    fields = decision_fields(STANDING)
    ahead = struct_hash("RemoveOffice", fields, values)
    approvals = [
        (number, sign_typed(world.keys[number], world.offices_domain, "RemoveOffice", fields, values))
        for number in (0, 1, 2, 4)
    ]
    sender = world.web3.eth.accounts[0]
    world.send(sender, world.offices.functions.schedule(ahead, approvals))
    change(world, "suspend", 4, 0, 1, 2, 3)
    assert world.offices.functions.notBefore(ahead).call() == 0
    with reverts("OfficesTooEarly", decision=ahead, notBefore=0):
        world.send(sender, world.offices.functions.remove(3, reason, (op_id, FAR, [])))


def test_suspension_does_not_wait_for_the_timelock(world: World) -> None:
    slow = build_world(world.web3, timelock_s=172_800)
    change(slow, "suspend", 4, 0, 1, 2, 3)
    assert status(slow, 4) == 2


def test_schedule_needs_the_threshold(world: World) -> None:
    with reverts("OfficesTooFewApprovals", given=0, needed=4):
        world.send(world.web3.eth.accounts[0], world.offices.functions.schedule(new_id(), []))


def test_there_are_256_numbers() -> None:
    machine, (_, artifact) = Machine(), read_both_artifacts()
    codes = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}".encode() for number in range(256)]
    keys = [make_key(f"office {number}") for number in range(256)]
    council = machine.deploy(artifact, codes, [key.address for key in keys], "0x" + "00" * 20, 0)
    assert council.read("officeCount") == 256
    assert council.read("consentMask") == 2**256 - 1
    newcomer, op_id = make_key("one too many"), new_id()
    values = (b"ZZ", newcomer.address, op_id, council.read("council")[2], FAR)
    struct = struct_hash("AdmitOffice", decision_fields(ADMIT), values)
    separator = domain_separator("GID Pilot Offices", machine.chain_id, council.address)
    approvals = [(number, sign_struct(keys[number].key, separator, struct)) for number in range(171)]
    proof = sign_struct(newcomer.key, separator, struct)
    with pytest.raises(RefusedError, match=r"^OfficesFull "):
        council.send(newcomer.address, "admit", b"ZZ", newcomer.address, proof, (op_id, FAR, approvals))
