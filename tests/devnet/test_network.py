"""The pilot's chain from nothing: deployed once, offices admitted by real approvals, every step repeatable."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account import Account

from devnet.chain import find_chain, running_chain, stop_chain
from devnet.network import devnet_config, open_devnet, prepare, running_devnet
from devnet.offices import PILOT_OFFICES, admit_offices, office_keys
from devnet.relayer import Relayer
from node.abi import load_artifact
from node.client import RegistryClient
from node.commitments import Commitment
from node.consents import admission_data
from node.errors import ChainUnavailableError, DevnetError, KeystoreError, RevertedError
from node.events import OfficeStatus
from node.identifiers import OfficeCode
from node.operations import RegisterBatch
from node.rpc import Rpc

PUBLIC_MNEMONIC = "test test test test test test test test test test test junk"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "devnet"
    stop_chain(tmp_path / "devnet")


def test_five_offices_stand_in_their_order(folder: Path) -> None:
    with running_devnet(folder) as devnet:
        client = RegistryClient(devnet.config)
        offices = client.all_offices()
        assert [office.code for office in offices] == ["JP", "KR", "SA", "EA", "WO"]
        assert {office.status for office in offices} == {OfficeStatus.ACTIVE}
        assert [office.key for office in offices] == [devnet.signers[office.code].address for office in PILOT_OFFICES]
        members, threshold, _ = client.council()
        assert (members, threshold) == (5, 4)


def test_opening_again_changes_nothing(folder: Path) -> None:
    first = open_devnet(folder)
    rpc = Rpc(first.chain.rpc_url)
    before = (rpc.call("eth_blockNumber"), (folder / "deployment.json").read_bytes())
    assert open_devnet(folder).deployment == first.deployment
    assert (rpc.call("eth_blockNumber"), (folder / "deployment.json").read_bytes()) == before


def test_a_restart_keeps_contracts_keys_and_registrations(folder: Path) -> None:
    first = open_devnet(folder)
    client, signer = RegistryClient(first.config), first.signers[OfficeCode("JP")]
    data = RegisterBatch(OfficeCode("JP"), (Commitment(b"\x01" * 32),)).calldata()
    fields = {"chainId": 4242, "to": first.config.registry, "value": 0, "nonce": 0, "gas": 500_000, "data": data}
    assert client.broadcast(signer.sign_transaction(fields | client.fees()).raw) == ""
    head = client.head()
    assert head[1] == 1
    stop_chain(folder)
    again = open_devnet(folder)
    assert again.deployment == first.deployment
    assert RegistryClient(again.config).head() == head
    assert {code: key.address for code, key in again.signers.items()} == {
        code: key.address for code, key in first.signers.items()
    }


def test_an_interrupted_set_up_is_completed(folder: Path) -> None:
    """The contracts stand, two offices are admitted, then the process dies: the next call admits the other three."""
    with running_chain(folder) as chain:
        whole = prepare(folder, chain)
        rpc = Rpc(chain.rpc_url)
        (folder / "deployment.json").unlink()  # as if it had died before writing it: deployed anew, keys kept
        fresh = prepare(folder, chain)
        assert fresh.deployment.registry != whole.deployment.registry
        client = RegistryClient(fresh.config)
        height = rpc.call("eth_blockNumber")
        admit_offices(client, fresh.signers)
        assert rpc.call("eth_blockNumber") == height


def test_a_deployment_of_a_chain_thrown_away_is_neither_believed_nor_replaced(folder: Path) -> None:
    open_devnet(folder)
    written = (folder / "deployment.json").read_text()
    stop_chain(folder)
    (folder / "state.json").unlink()
    with pytest.raises(DevnetError, match="no longer has the contracts"):
        open_devnet(folder)
    assert (folder / "deployment.json").read_text() == written


def test_a_chain_that_cannot_be_prepared_is_not_left_running(folder: Path) -> None:
    (folder / "keys").mkdir(parents=True)
    (folder / "keys" / "password").write_text("")
    with pytest.raises(KeystoreError, match="is empty"):
        open_devnet(folder)
    assert find_chain(folder) is None
    assert not (folder / "anvil.pid").exists()


def test_a_chain_that_ran_before_stays_when_completing_it_fails(folder: Path) -> None:
    open_devnet(folder)
    (folder / "deployment.json").write_text("damaged")
    with pytest.raises(DevnetError, match="is damaged"):
        open_devnet(folder)
    assert find_chain(folder) is not None


def test_ten_restarts_keep_the_chain_and_its_contracts(folder: Path) -> None:
    first = open_devnet(folder)
    genesis = RegistryClient(first.config).block(0)
    for _ in range(10):
        stop_chain(folder)
        again = open_devnet(folder)
        assert again.deployment == first.deployment
        assert RegistryClient(again.config).block(0) == genesis


def test_a_damaged_deployment_file_is_a_clear_error(folder: Path) -> None:
    open_devnet(folder)
    (folder / "deployment.json").write_text('{"chain_id": 1}')
    with pytest.raises(DevnetError, match="is damaged"):
        open_devnet(folder)


def test_keys_are_private_fresh_and_encrypted(folder: Path, tmp_path: Path) -> None:
    Account.enable_unaudited_hdwallet_features()
    public = {Account.from_mnemonic(PUBLIC_MNEMONIC, account_path=f"m/44'/60'/0'/0/{at}").address for at in range(20)}
    signers = office_keys(folder)
    addresses = {signer.address for signer in signers.values()}
    assert len(addresses) == 5
    assert not addresses & public
    assert not addresses & {signer.address for signer in office_keys(tmp_path / "other").values()}
    for path in (folder / "keys").iterdir():
        assert path.stat().st_mode & 0o077 == 0
    assert (folder / "keys").stat().st_mode & 0o077 == 0
    assert json.loads((folder / "keys" / "JP.json").read_text())["version"] == 3


def test_lost_passwords_and_foreign_keys_are_refused(folder: Path) -> None:
    office_keys(folder)
    (folder / "keys" / "password").write_text("another")
    with pytest.raises(KeystoreError, match="password does not fit"):
        office_keys(folder)
    (folder / "keys" / "password").write_text("")
    with pytest.raises(KeystoreError, match="is empty"):
        office_keys(folder)


def test_an_office_is_admitted_only_by_enough_members_and_with_its_own_key(folder: Path) -> None:
    """Four of five must approve; three do not suffice, and neither does a key that has not signed itself."""
    with running_devnet(folder) as devnet:
        client, relayer = RegistryClient(devnet.config), Relayer(Rpc(devnet.chain.rpc_url))
        _, threshold, epoch = client.council()
        newcomer, deadline, op_id = Account.create(), client.tip().timestamp + 60, b"\x05" * 32
        code = OfficeCode("US")
        decision = admission_data(
            devnet.config, code=code, key=newcomer.address, op_id=op_id, epoch=epoch, deadline=deadline
        )
        approvals = [
            (number, devnet.signers[office.code].sign_typed_data(decision))
            for number, office in enumerate(PILOT_OFFICES)
        ]
        proof = bytes(newcomer.sign_typed_data(full_message=decision).signature)
        admit = load_artifact("Offices").functions["admit"]

        def call(own: bytes, given: list[tuple[int, bytes]]) -> bytes:
            return admit.calldata(b"US", newcomer.address, own, (op_id, deadline, given))

        for refused, error in (
            (call(proof, approvals[: threshold - 1]), "OfficesTooFewApprovals"),
            (call(approvals[0][1], approvals), "OfficesKeyUnproven"),
            (call(proof, [approvals[0]] * 4), "OfficesApprovalOrder"),
        ):
            with pytest.raises(RevertedError) as caught:
                relayer.send(refused, to=devnet.config.offices)
            assert caught.value.name == error
        relayer.send(call(proof, approvals[:threshold]), to=devnet.config.offices)
        assert client.office_by_code(code).key == newcomer.address


def test_the_settings_of_a_devnet_are_found_or_clearly_missing(folder: Path) -> None:
    with pytest.raises(ChainUnavailableError, match="does not run") as caught:
        devnet_config(folder)
    assert "gid devnet start" in caught.value.advice
    devnet = open_devnet(folder)
    assert devnet_config(folder) == devnet.config
    shutil.move(folder / "deployment.json", folder / "elsewhere.json")
    with pytest.raises(DevnetError, match="no deployed contracts"):
        devnet_config(folder)
