"""The contracts as a test meets them: five founding offices with keys, and short ways to send and to sign."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from web3 import Web3
from web3.contract import Contract
from web3.types import TxReceipt

from tests.contracts.chain import deploy

CODES = ("JP", "KR", "SA", "EA", "WO")
FAR = 2**63  # a deadline that no test lives to see
_CONSENT = "uint8 office,uint8 proposer,uint64 merged,uint64 survivor,bytes32 opId,uint64 deadline"
_numbers = itertools.count(1)


def new_id(text: str = "operation") -> bytes:
    """32 bytes that no earlier call has returned: an operation id, a commitment, a reason."""
    return keccak(text=f"{text} {next(_numbers)}")


def make_key(name: str) -> LocalAccount:
    """The key that goes with a name; always the same."""
    account: LocalAccount = Account.from_key(keccak(text=f"test key of {name}"))
    return account


@dataclass(frozen=True, slots=True)
class World:
    """One deployment. Offices are addressed by number; `keys[n]` is office n's current key."""

    web3: Web3
    registry: Contract
    offices: Contract
    keys: dict[int, LocalAccount] = field(default_factory=dict)

    def send(self, sender: int | str, function: Any) -> TxReceipt:
        """Send from an office (by number) or an address; a revert is raised before sending, a failed receipt fails."""
        address = self.keys[sender].address if isinstance(sender, int) else sender
        sent = function.transact({"from": address, "gasPrice": 0})
        receipt = self.web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.002)
        assert receipt["status"] == 1
        return receipt

    def register(self, office: int, count: int = 1) -> list[int]:
        """Register `count` new GIDs and return them."""
        return self.register_leaves(office, [new_id("commitment") for _ in range(count)])

    def register_leaves(self, office: int, commitments: Sequence[bytes]) -> list[int]:
        """Register these commitments and return their GIDs."""
        first = self.registry.functions.nextGid().call()
        self.send(office, self.registry.functions.register(list(commitments)))
        return list(range(first, first + len(commitments)))

    def link(self, office: int, *gids: int) -> None:
        """Link the office to GIDs."""
        self.send(office, self.registry.functions.link(sorted(gids), new_id()))

    def merge(self, office: int, merged: int, survivor: int, *signers: int, op_id: bytes | None = None) -> TxReceipt:
        """Merge, with the consents of `signers`."""
        op_id = op_id or new_id()
        consents = self.consents("MergeConsent", office, merged, survivor, op_id, signers)
        return self.send(office, self.registry.functions.merge(merged, survivor, op_id, FAR, consents))

    def split(self, office: int, merged: int, *signers: int, op_id: bytes | None = None) -> TxReceipt:
        """Split off, with the consents of `signers`."""
        op_id = op_id or new_id()
        survivor = self.registry.functions.survivorOf(merged).call()
        consents = self.consents("SplitConsent", office, merged, survivor, op_id, signers)
        return self.send(office, self.registry.functions.split(merged, op_id, FAR, consents))

    def consents(
        self, kind: str, proposer: int, merged: int, survivor: int, op_id: bytes, signers: Iterable[int]
    ) -> list[tuple[int, bytes]]:
        """Consents of several offices, in ascending order."""
        return [
            (office, self.consent(kind, office, proposer, merged, survivor, op_id, FAR)) for office in sorted(signers)
        ]

    def consent(
        self, kind: str, office: int, proposer: int, merged: int, survivor: int, op_id: bytes, deadline: int
    ) -> bytes:
        """One office's signature over `MergeConsent` or `SplitConsent`."""
        values = (office, proposer, merged, survivor, op_id, deadline)
        return sign_typed(self.keys[office], self.registry_domain, kind, _CONSENT, values)

    @property
    def registry_domain(self) -> dict[str, Any]:
        """EIP-712 domain of the registry."""
        return self._domain("GID Pilot Registry", self.registry)

    @property
    def offices_domain(self) -> dict[str, Any]:
        """EIP-712 domain of the council."""
        return self._domain("GID Pilot Offices", self.offices)

    def _domain(self, name: str, contract: Contract) -> dict[str, Any]:
        chain_id = self.web3.eth.chain_id
        return {"name": name, "version": "1", "chainId": chain_id, "verifyingContract": contract.address}

    def approve(
        self, kind: str, fields: str, values: Sequence[Any], signers: Iterable[int], *, deadline: int = FAR
    ) -> tuple[bytes, int, list[tuple[int, bytes]]]:
        """A `Decision` of the council over `kind(fields, opId, epoch, deadline)`, approved by `signers`."""
        op_id = new_id("decision")
        full = (*values, op_id, self.epoch, deadline)
        approvals = [
            (number, sign_typed(self.keys[number], self.offices_domain, kind, decision_fields(fields), full))
            for number in sorted(signers)
        ]
        return op_id, deadline, approvals

    def approve_unlink(
        self, gids: Sequence[int], office: int, reason: bytes, signers: Iterable[int]
    ) -> tuple[bytes, int, list[tuple[int, bytes]]]:
        """A decision of the council to end an office's links."""
        fields = "address registry,uint64[] gids,uint8 office,bytes32 reasonHash"
        return self.approve("ForceUnlink", fields, (self.registry.address, list(gids), office, reason), signers)

    @property
    def epoch(self) -> int:
        """The membership epoch that approvals must name."""
        return int(self.offices.functions.council().call()[2])


def decision_fields(fields: str) -> str:
    """The fields of a decision's EIP-712 type: its own, then what every decision has."""
    return ",".join(filter(None, [fields, "bytes32 opId,uint64 epoch,uint64 deadline"]))


def sign_typed(key: LocalAccount, domain: dict[str, Any], kind: str, fields: str, values: Sequence[Any]) -> bytes:
    """Sign EIP-712 struct `kind(fields)` with these values."""
    members = [dict(zip(("type", "name"), one.split(" "), strict=True)) for one in fields.split(",")]
    message = {member["name"]: value for member, value in zip(members, values, strict=True)}
    signed = key.sign_typed_data(domain_data=domain, message_types={kind: members}, message_data=message)
    return bytes(signed.signature)


def build_world(
    web3: Web3,
    *,
    codes: Sequence[str] = CODES,
    guardian: str = "0x" + "00" * 20,
    timelock_s: int = 0,
    batch_limit: int = 2000,
    height_limit: int = 16,
) -> World:
    """Deploy both contracts with founding offices `codes`, numbered from 0."""
    keys = {number: make_key(code) for number, code in enumerate(codes)}
    encoded = [code.encode() for code in codes]
    addresses = [key.address for key in keys.values()]
    offices = deploy(web3, "Offices", encoded, addresses, guardian, timelock_s)
    registry = deploy(web3, "ApplicantRegistry", offices.address, batch_limit, height_limit)
    return World(web3, registry, offices, keys)
