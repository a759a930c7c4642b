"""EIP-712 consents: only the right key, over exactly this request, in the right form, once."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.contracts.chain import ask, move_time
from tests.contracts.reverting import reverts
from tests.contracts.signing import CONSENT_FIELDS, domain_separator, sign_struct, struct_hash
from tests.contracts.world import FAR, World, build_world, make_key, new_id, sign_typed

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


@pytest.fixture
def pair(world: World) -> tuple[int, int]:
    """An elder GID of office 0 and a younger one of office 1."""
    return world.register(0)[0], world.register(1)[0]


def merge_with(world: World, pair: tuple[int, int], op_id: bytes, consents: Sequence[tuple[int, bytes]]) -> Any:
    """Merge the pair from office 0 with these very signatures."""
    elder, younger = pair
    return world.send(0, world.registry.functions.merge(younger, elder, op_id, FAR, list(consents)))


def test_wallets_and_the_definition_sign_the_same(world: World) -> None:
    op_id = new_id()
    values = (1, 0, 2, 1, op_id, FAR)
    separator = domain_separator("GID Pilot Registry", world.web3.eth.chain_id, world.registry.address)
    by_hand = sign_struct(world.keys[1].key, separator, struct_hash("MergeConsent", CONSENT_FIELDS, values))
    assert by_hand == world.consent("MergeConsent", 1, 0, 2, 1, op_id, FAR)


def test_domains_are_published_as_eip_5267_says(world: World) -> None:
    for contract, name in ((world.registry, "GID Pilot Registry"), (world.offices, "GID Pilot Offices")):
        _, found, version, chain_id, address, salt, extensions = contract.functions.eip712Domain().call()
        assert (found, version, chain_id, address) == (name, "1", world.web3.eth.chain_id, contract.address)
        assert (salt, extensions) == (bytes(32), [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "SplitConsent"),
        ("office", 2),
        ("proposer", 1),
        ("merged", 3),
        ("survivor", 9),
        ("op", 0),
        ("deadline", 1),
    ],
)
def test_consent_covers_every_field(world: World, pair: tuple[int, int], field: str, value: Any) -> None:
    elder, younger = pair
    op_id = new_id()
    signed = {"kind": "MergeConsent", "office": 1, "proposer": 0, "merged": younger, "survivor": elder}
    signed |= {"op": op_id, "deadline": FAR}
    signed[field] = new_id() if field == "op" else value
    struct = (
        signed["office"],
        signed["proposer"],
        signed["merged"],
        signed["survivor"],
        signed["op"],
        signed["deadline"],
    )
    signature = sign_typed(world.keys[1], world.registry_domain, signed["kind"], CONSENT_FIELDS, struct)
    with reverts("RegistryConsentInvalid", office=1):
        merge_with(world, pair, op_id, [(1, signature)])


@pytest.mark.parametrize(
    ("entry", "value"),
    [("chainId", 1), ("verifyingContract", "0x" + "11" * 20), ("name", "GID Pilot Offices"), ("version", "2")],
)
def test_consent_covers_the_domain(world: World, pair: tuple[int, int], entry: str, value: Any) -> None:
    elder, younger = pair
    op_id = new_id()
    domain = world.registry_domain | {entry: value}
    struct = (1, 0, younger, elder, op_id, FAR)
    signature = sign_typed(world.keys[1], domain, "MergeConsent", CONSENT_FIELDS, struct)
    with reverts("RegistryConsentInvalid", office=1):
        merge_with(world, pair, op_id, [(1, signature)])


def test_consent_of_another_deployment_is_worth_nothing(world: World) -> None:
    twin = build_world(world.web3)
    for deployment in (world, twin):
        deployment.register(0)
        deployment.register(1)
    op_id = new_id()
    consents = world.consents("MergeConsent", 0, 2, 1, op_id, [1])
    world.send(0, world.registry.functions.merge(2, 1, op_id, FAR, consents))
    with reverts("RegistryConsentInvalid", office=1):
        twin.send(0, twin.registry.functions.merge(2, 1, op_id, FAR, consents))


def test_a_flipped_signature_is_refused(world: World, pair: tuple[int, int]) -> None:
    op_id = new_id()
    good = world.consent("MergeConsent", 1, 0, pair[1], pair[0], op_id, FAR)
    high_s = CURVE_ORDER - int.from_bytes(good[32:64], "big")
    flipped = good[:32] + high_s.to_bytes(32, "big") + bytes([55 - good[64]])
    with reverts("RegistryConsentInvalid", office=1):
        merge_with(world, pair, op_id, [(1, flipped)])
    merge_with(world, pair, op_id, [(1, good)])


@pytest.mark.parametrize("spoil", [lambda s: s[:64], lambda s: s + b"\0", lambda s: b"", lambda s: bytes(65)])
def test_a_malformed_signature_is_refused(world: World, pair: tuple[int, int], spoil: Any) -> None:
    op_id = new_id()
    good = world.consent("MergeConsent", 1, 0, pair[1], pair[0], op_id, FAR)
    with reverts("RegistryConsentInvalid", office=1):
        merge_with(world, pair, op_id, [(1, spoil(good))])


@pytest.mark.parametrize("v", [0, 1, 26, 29, 255])
def test_a_recovery_byte_other_than_27_and_28_is_refused(world: World, pair: tuple[int, int], v: int) -> None:
    op_id = new_id()
    good = world.consent("MergeConsent", 1, 0, pair[1], pair[0], op_id, FAR)
    with reverts("RegistryConsentInvalid", office=1):
        merge_with(world, pair, op_id, [(1, good[:64] + bytes([v]))])


def test_every_single_flipped_bit_spoils_a_signature(world: World, pair: tuple[int, int]) -> None:
    op_id = new_id()
    good = world.consent("MergeConsent", 1, 0, pair[1], pair[0], op_id, FAR)
    for bit in range(0, 65 * 8, 23):
        spoilt = bytearray(good)
        spoilt[bit // 8] ^= 1 << bit % 8
        with reverts("RegistryConsentInvalid", office=1):
            merge_with(world, pair, op_id, [(1, bytes(spoilt))])


def test_consents_come_in_strictly_ascending_order(world: World, pair: tuple[int, int]) -> None:
    elder, younger = pair
    op_id = new_id()
    one, two = world.consents("MergeConsent", 0, younger, elder, op_id, [1, 2])
    with reverts("RegistryConsentOrder", previous=2, office=1):
        merge_with(world, pair, op_id, [two, one])
    with reverts("RegistryConsentOrder", previous=1, office=1):
        merge_with(world, pair, op_id, [one, one])


def test_consent_of_an_office_nobody_admitted_is_refused(world: World, pair: tuple[int, int]) -> None:
    op_id = new_id()
    world.keys[200] = make_key("office two hundred")
    with reverts("RegistryConsentInvalid", office=200):
        merge_with(world, pair, op_id, world.consents("MergeConsent", 0, pair[1], pair[0], op_id, [1, 200]))


def test_an_empty_signature_does_not_stand_for_an_office_without_key(world: World, pair: tuple[int, int]) -> None:
    # Recovery fails to the zero address, and an unknown office's key reads as zero: the two must not match.
    with reverts("RegistryConsentInvalid", office=77):
        merge_with(world, pair, new_id(), [(77, bytes(65))])


def test_consents_count_to_the_last_second_of_their_deadline(world: World, pair: tuple[int, int]) -> None:
    elder, younger = pair
    move_time(world.web3, 10)
    now = world.web3.eth.get_block("latest")["timestamp"]
    deadline = now + 1000
    op_id = new_id()
    consents = [(1, world.consent("MergeConsent", 1, 0, younger, elder, op_id, deadline))]
    call = world.registry.functions.merge(younger, elder, op_id, deadline, consents)
    ask(world.web3, "evm_setNextBlockTimestamp", deadline)
    ask(
        world.web3,
        "evm_mine",
    )
    call.call({"from": world.keys[0].address}, block_identifier="latest")
    ask(world.web3, "evm_setNextBlockTimestamp", deadline + 1)
    ask(
        world.web3,
        "evm_mine",
    )
    with reverts("RegistryDeadlinePassed", deadline=deadline):
        call.call({"from": world.keys[0].address}, block_identifier="latest")


def test_consents_cannot_be_used_again_after_a_split(world: World, pair: tuple[int, int]) -> None:
    elder, younger = pair
    op_id = new_id()
    consents = world.consents("MergeConsent", 0, younger, elder, op_id, [1])
    merge_with(world, pair, op_id, consents)
    world.split(0, younger, 1)
    with reverts("RegistryOperationUsed", office=0, opId=op_id):
        merge_with(world, pair, op_id, consents)


def test_consents_given_to_one_office_cannot_be_sent_by_another(world: World, pair: tuple[int, int]) -> None:
    elder, younger = pair
    world.link(2, elder)
    op_id = new_id()
    consents = world.consents("MergeConsent", 0, younger, elder, op_id, [1])
    with reverts("RegistryConsentInvalid", office=1):
        world.send(2, world.registry.functions.merge(younger, elder, op_id, FAR, consents))
