import json
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from node.connection import ChainConfig
from node.consents import admission_data
from node.errors import KeystoreError
from node.identifiers import OfficeCode
from node.signer import FAST_KDF_ITERATIONS, KeystoreSigner

HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
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
