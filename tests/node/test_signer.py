import json
import secrets
import time
from pathlib import Path
from typing import Any

import pytest
from coincurve import PrivateKey
from eth_account import Account
from eth_account.messages import encode_typed_data

from node.abi import load_artifact
from node.connection import ChainConfig
from node.consents import admission_data, checked_consent, consent_data
from node.errors import ForbiddenError, KeystoreError, OfficeNotActiveError
from node.identifiers import Gid, OfficeCode
from node.keccak import keccak
from node.operations import MergeApplicants
from node.signatures import CURVE_ORDER, HALF_ORDER, complete_signature, recover_address, recover_signer
from node.signer import FAST_KDF_ITERATIONS, KeystoreSigner, Signer
from tests.node.desk import JP, KR, Desk

CONFIG = ChainConfig("http://127.0.0.1:1", 4242, "0x" + "11" * 20, "0x" + "22" * 20)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "key.json"


def test_keystore_holds_the_key_encrypted_and_for_its_owner_only(path: Path) -> None:
    signer = KeystoreSigner.create(path, "secret", iterations=FAST_KDF_ITERATIONS)
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["version"] == 3
    assert KeystoreSigner.open(path, "secret").address == signer.address


def test_a_key_is_never_overwritten(path: Path) -> None:
    KeystoreSigner.create(path, "secret", iterations=FAST_KDF_ITERATIONS)
    before = path.read_bytes()
    with pytest.raises(KeystoreError, match="never overwritten"):
        KeystoreSigner.create(path, "secret", iterations=FAST_KDF_ITERATIONS)
    assert path.read_bytes() == before


def test_wrong_password_and_damaged_files_give_one_error(path: Path) -> None:
    KeystoreSigner.create(path, "secret", iterations=FAST_KDF_ITERATIONS)
    with pytest.raises(KeystoreError, match="password"):
        KeystoreSigner.open(path, "Secret")
    for damaged in ("", "[]", "{}", '{"crypto": 1, "version": 3}', "\0"):
        path.write_text(damaged)
        with pytest.raises(KeystoreError):
            KeystoreSigner.open(path, "secret")
    with pytest.raises(KeystoreError):
        KeystoreSigner.open(path.with_name("none.json"), "secret")


def test_a_key_that_others_can_read_is_refused(path: Path) -> None:
    KeystoreSigner.create(path, "secret", iterations=FAST_KDF_ITERATIONS)
    path.chmod(0o640)
    with pytest.raises(KeystoreError, match="other users") as caught:
        KeystoreSigner.open(path, "secret")
    assert "chmod 600" in caught.value.advice


def test_signatures_recover_to_the_key_and_have_low_s(path: Path) -> None:
    signer = KeystoreSigner.create(path, "secret", iterations=FAST_KDF_ITERATIONS)
    for deadline in range(20):
        data = admission_data(
            CONFIG, code=OfficeCode("JP"), key=signer.address, op_id=bytes(32), epoch=1, deadline=deadline
        )
        signature = signer.sign_typed_data(data)
        assert Account.recover_message(encode_typed_data(full_message=data), signature=signature) == signer.address
        assert (len(signature), signature[64] in (27, 28)) == (65, True)
        assert int.from_bytes(signature[32:64], "big") <= HALF_ORDER


# A key service: knows digests only, answers in DER, and half of its signatures have s in the upper half


class KeyService:
    """Signs as AWS KMS, Google Cloud KMS and PKCS#11 modules do; `spoil` alters what it answers."""

    def __init__(self, key: bytes, *, upper_half: bool = True) -> None:
        self._key, self._upper_half = PrivateKey(key), upper_half
        self.address = Account.from_key(key).address

    def sign_digest(self, digest: bytes) -> tuple[int, int]:
        r, s = read_der(self._key.sign(digest, hasher=None))
        return r, CURVE_ORDER - s if self._upper_half else s


def read_der(signature: bytes) -> tuple[int, int]:
    """Read a DER sequence of two integers."""
    assert signature[0] == 0x30
    assert signature[2] == 2
    length = signature[3]
    return int.from_bytes(signature[4 : 4 + length], "big"), int.from_bytes(signature[6 + length :], "big")


TYPED = admission_data(CONFIG, code=OfficeCode("JP"), key="0x" + "33" * 20, op_id=bytes(32), epoch=1, deadline=1)
TRANSACTIONS: list[dict[str, Any]] = [
    {"maxFeePerGas": 7, "maxPriorityFeePerGas": 3, "to": "0x" + "44" * 20, "data": b"\x01" * 70, "value": 0},
    {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0, "to": "0x" + "44" * 20, "data": "0x", "value": 10**18},
    {"maxFeePerGas": 7, "maxPriorityFeePerGas": 3, "data": "0x60016002", "value": 0},
    {"gasPrice": 0, "to": "0x" + "00" * 19 + "01", "data": b"", "value": 0},
    {"gasPrice": 5, "data": b"\x60", "value": 1},
]


@pytest.mark.parametrize("upper_half", [True, False])
def test_a_key_service_that_knows_digests_only_signs_like_a_wallet(upper_half: bool) -> None:
    key = secrets.token_bytes(32)
    signer, account = Signer(KeyService(key, upper_half=upper_half)), Account.from_key(key)
    assert signer.sign_typed_data(TYPED) == account.sign_typed_data(full_message=TYPED).signature
    for fields in TRANSACTIONS:
        for nonce, chain_id in ((0, 1), (127, 4242), (2**40, 2**40)):
            whole = {"nonce": nonce, "chainId": chain_id, "gas": 21_000 + nonce, **fields}
            ours, theirs = signer.sign_transaction(whole), account.sign_transaction(whole)
            assert (ours.raw, ours.hash) == (theirs.raw_transaction, theirs.hash)


def test_a_key_service_sends_a_real_transaction(desk: Desk) -> None:
    signer = Signer(KeyService(secrets.token_bytes(32)))
    desk.rpc.call("anvil_setBalance", signer.address, hex(10**18))
    fields = {"chainId": desk.config.chain_id, "nonce": 0, "gas": 21_000, "to": "0x" + "55" * 20, "value": 7}
    signed = signer.sign_transaction(fields | desk.client.fees())
    assert desk.client.broadcast(signed.raw) == ""
    deadline = time.monotonic() + 10
    while (receipt := desk.client.receipts([signed.hash])[0]) is None:
        assert time.monotonic() < deadline, "never mined"
        time.sleep(0.01)
    assert receipt.succeeded
    assert int(desk.rpc.call("eth_getBalance", "0x" + "55" * 20, "latest"), 16) == 7


def test_a_key_service_that_signs_with_another_key_or_garbles_is_noticed() -> None:
    service, other = KeyService(secrets.token_bytes(32)), KeyService(secrets.token_bytes(32))
    digest = keccak(b"digest")
    for r, s in (other.sign_digest(digest), service.sign_digest(keccak(b"other")), (0, 1), (1, 0), (1, CURVE_ORDER)):
        with pytest.raises(KeystoreError, match=service.address):
            complete_signature(digest, r, s, address=service.address)


# Both sides take the same signatures: the node, and the contract through its own recovery


def mutated(good: bytes, count: int) -> list[bytes]:
    """Signatures near a good one: bits, lengths, recovery bytes, the other half, values at the edges of the curve."""
    r, s, v = good[:32], good[32:64], good[64:]
    words = [0, 1, HALF_ORDER, HALF_ORDER + 1, CURVE_ORDER - 1, CURVE_ORDER, 2**256 - 1]
    edges = [word.to_bytes(32, "big") for word in words]
    flipped_v = bytes([55 - good[64]])
    upper = (CURVE_ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")
    made = [good, good[:64], good + b"\0", b"", bytes(65), r + upper + flipped_v, r + upper + v, r + s + flipped_v]
    made += [r + s + bytes([number]) for number in range(256)]
    made += [r + edge + last for edge in edges for last in (v, flipped_v)]
    made += [edge + s + last for edge in edges for last in (v, flipped_v)]
    for bit in range(0, 65 * 8, max(65 * 8 // count, 1)):
        spoilt = bytearray(good)
        spoilt[bit // 8] ^= 1 << bit % 8
        made.append(bytes(spoilt))
    return made


def test_node_and_contract_take_the_same_signatures(desk: Desk) -> None:
    elder, younger = desk.register(JP, "elder", 1)[0], desk.register(KR, "younger", 1)[0]
    deadline = desk.client.tip().timestamp + 1_000
    merge = MergeApplicants(JP, younger, elder, deadline, (), (), secrets.token_bytes(32))
    office = desk.client.office_by_code(KR)
    data = consent_data(
        desk.config, merge, survivor=elder, office=office.number, proposer=desk.client.office_by_code(JP).number
    )
    good, sender = desk.devnet.signers[KR].sign_typed_data(data), desk.devnet.signers[JP].address
    function = load_artifact("ApplicantRegistry").functions["merge"]
    ours, theirs = [], []
    for signature in mutated(good, count=130):
        arguments = (younger, elder, merge.op_id, deadline, [(office.number, signature)])
        theirs.append(is_accepted(desk, sender, function.calldata(*arguments)))
        ours.append(recover_signer(data, signature) == office.key)
    assert theirs == ours
    assert sum(ours) == 2  # the good one, and it again among the recovery bytes
    assert len(ours) > 400


def is_accepted(desk: Desk, sender: str, calldata: bytes) -> bool:
    try:
        desk.client.call_registry(sender, calldata)
    except OfficeNotActiveError as error:
        if error.name != "RegistryConsentInvalid":
            raise
        return False
    return True


def test_a_consent_by_another_key_or_in_another_form_goes_no_further(desk: Desk) -> None:
    office = desk.client.office_by_code(KR)
    merge = MergeApplicants(JP, Gid(2), Gid(1), 1, (), (), bytes(32))
    data = consent_data(desk.config, merge, survivor=Gid(1), office=office.number, proposer=0)
    good = desk.devnet.signers[KR].sign_typed_data(data)
    assert checked_consent(office, data, good).signature == good
    upper = (CURVE_ORDER - int.from_bytes(good[32:64], "big")).to_bytes(32, "big")
    for bad in (desk.devnet.signers[JP].sign_typed_data(data), good[:32] + upper + bytes([55 - good[64]]), good[:64]):
        with pytest.raises(ForbiddenError, match="present key of office KR"):
            checked_consent(office, data, bad)


def test_recovery_refuses_points_off_the_curve() -> None:
    digest = keccak(b"x")
    refused = [recover_address(digest, r.to_bytes(32, "big") + b"\0" * 31 + b"\1\33") for r in range(1, 40)]
    assert None in refused
    assert any(refused)
