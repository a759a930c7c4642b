"""The five pilot offices: their names, their keys, and their admission by the council of the offices before them."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devnet.relayer import Relayer, fund
from node.abi import load_artifact
from node.client import RegistryClient
from node.consents import admission_data
from node.errors import KeystoreError, UnknownOfficeError
from node.events import OfficeStatus
from node.identifiers import OfficeCode
from node.operations import draw_operation_id
from node.signer import FAST_KDF_ITERATIONS, KeystoreSigner, Signer

DECISION_VALIDITY_S = 60 * 60
GUARDIAN = "guardian"
PAYER = "payer"


@dataclass(frozen=True, slots=True)
class PilotOffice:
    """One office of the pilot; `name` as in WIPO ST.3 (ST.96 V6.0 enumeration)."""

    code: OfficeCode
    name: str


PILOT_OFFICES = (
    PilotOffice(OfficeCode("JP"), "Japan"),
    PilotOffice(OfficeCode("KR"), "Republic of Korea"),
    PilotOffice(OfficeCode("SA"), "Saudi Arabia"),
    PilotOffice(OfficeCode("EA"), "Eurasian Patent Organization (EAPO)"),
    PilotOffice(OfficeCode("WO"), "World Intellectual Property Organization (WIPO) (International Bureau of)"),
)
FOUNDER = PILOT_OFFICES[0]


def office_keys(folder: Path) -> dict[OfficeCode, Signer]:
    """Open the pilot offices' keystores, drawing those that do not exist yet.

    Args:
        folder: The devnet's folder; keys lie in `keys/`, readable by this user only.
    """
    return {office.code: _key(folder, office.code) for office in PILOT_OFFICES}


def present_keys(folder: Path) -> dict[OfficeCode, Signer]:
    """Open those keystores that are there; draws no key.

    Raises:
        KeystoreError: A key file and the password do not fit each other.
    """
    return {
        office.code: _key(folder, office.code)
        for office in PILOT_OFFICES
        if (folder / "keys" / f"{office.code}.json").exists()
    }


def guardian_key(folder: Path) -> Signer:
    """Open the guardian's keystore, drawing it at the first use; this key can pause the registry and nothing else."""
    return _key(folder, GUARDIAN)


def payer_key(folder: Path) -> Signer:
    """Open the keystore that pays for deployment and admissions where no chain gives money away; it has no rights."""
    return _key(folder, PAYER)


def admit_offices(client: RegistryClient, signers: Mapping[OfficeCode, Signer], *, payer: Signer | None = None) -> None:
    """Admit, in order, every pilot office that is not a member yet, each by approvals of the members before it.

    Args:
        client: The chain on which the contracts stand, with the first office as founder.
        signers: The pilot offices' keys; an office's own key proves that it can sign.
        payer: As `Relayer`'s signer.
    """
    for office in PILOT_OFFICES:
        fund(client.rpc, signers[office.code].address)
    missing = [office for office in PILOT_OFFICES if not _is_member(client, office.code)]
    relayer = Relayer(client.rpc, payer) if missing else None
    for office in missing:
        assert relayer is not None
        relayer.send(_admission(client, office.code, signers), to=client.config.offices)


def _is_member(client: RegistryClient, code: OfficeCode) -> bool:
    try:
        return client.office_by_code(code).status is not OfficeStatus.REMOVED
    except UnknownOfficeError:
        return False


def _admission(client: RegistryClient, code: OfficeCode, signers: Mapping[OfficeCode, Signer]) -> bytes:
    """Return the call that admits an office: m of the n members' approvals and the new key's own proof."""
    _, threshold, epoch = client.council()
    deadline = client.tip().timestamp + DECISION_VALIDITY_S
    key, op_id = signers[code], draw_operation_id()
    decision = admission_data(client.config, code=code, key=key.address, op_id=op_id, epoch=epoch, deadline=deadline)
    members = [office for office in client.all_offices() if office.status is OfficeStatus.ACTIVE]
    approvals = [
        (member.number, signers[member.code].sign_typed_data(decision)) for member in members if member.code in signers
    ][:threshold]
    arguments = (code.encode("ascii"), key.address, key.sign_typed_data(decision), (op_id, deadline, approvals))
    return load_artifact("Offices").functions["admit"].calldata(*arguments)


def _key(folder: Path, name: str) -> KeystoreSigner:
    keys = folder / "keys"
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    password = _password(keys / "password")
    path = keys / f"{name}.json"
    if path.exists():
        return KeystoreSigner.open(path, password)
    return KeystoreSigner.create(path, password, iterations=FAST_KDF_ITERATIONS)


def _password(path: Path) -> str:
    """Return the devnet's keystore password: 256 random bits, drawn at the first use, in a file of mode 0600.

    On a real office's machine the password comes from a person or a secret store, never from a file beside the keys.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        password = path.read_text(encoding="ascii").strip()
        if not password:
            raise KeystoreError(
                f"{path} is empty", advice="remove the keys folder; its keys cannot be opened"
            ) from None
        return password
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_text(encoding="ascii")
