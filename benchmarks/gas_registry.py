"""What our own contracts cost, operation by operation, as real transactions on a chain that has seen some use."""

from collections.abc import Iterator, Sequence
from typing import Any

from eth_utils.crypto import keccak
from web3 import Web3
from web3.types import TxReceipt

from tests.contracts.chain import ask, run_anvil
from tests.contracts.world import FAR, World, build_world, decision_fields, make_key, sign_typed

HARDFORKS = ("osaka", "cancun")  # with and without the calldata floor of EIP-7623
BATCH_SIZES = (1, 10, 100, 1_000, 2_000)
EARLIER_BATCHES = 100
_CHARGED = ("SLOAD", "SSTORE", "LOG", "STATICCALL")
_ADMIT = "bytes2 code,address key"


class Meter:
    """Sends to one deployment and notes the gas. Every value is derived from a counter, so a run repeats exactly."""

    def __init__(self, world: World, *, traced: bool = False) -> None:
        self.world = world
        self.gas: dict[str, int] = {}
        self.computing: dict[str, int] = {}
        self._traced = traced
        self._count = 0

    def value(self) -> bytes:
        """The next 32 bytes."""
        self._count += 1
        return keccak(text=f"gas {self._count}")

    def send(self, name: str, sender: int | str, function: Any) -> None:
        """Send and note the gas under `name`; an empty name notes nothing."""
        receipt: TxReceipt = self.world.send(sender, function)
        if name:
            self.gas[name] = receipt["gasUsed"]
        if name and self._traced:
            self.computing[name] = count_computing(self.world.web3, receipt)

    def register(self, name: str, office: int, count: int) -> list[int]:
        """Register and return the GIDs."""
        first = self.world.registry.functions.nextGid().call()
        self.send(name, office, self.world.registry.functions.register([self.value() for _ in range(count)]))
        return list(range(first, first + count))


def count_computing(web3: Web3, receipt: TxReceipt) -> int:
    """Gas that went into neither storage, log, call nor calldata: what better code could save at most.

    The rest is what the protocol charges for keeping and telling what the operation is about.
    """
    options = {"disableStorage": True, "disableMemory": True, "disableStack": True}
    trace = ask(web3, "debug_traceTransaction", Web3.to_hex(receipt["transactionHash"]), options)["result"]
    return sum(int(step["gasCost"]) for step in trace["structLogs"] if not step["op"].startswith(_CHARGED))


def measure(hardfork: str) -> dict[str, int]:
    """Gas of every operation under one hardfork's rules, by a name that ends with the number of items."""
    return run_meter(hardfork).gas


def run_meter(hardfork: str, *, traced: bool = False) -> Meter:
    """Send every operation once, on a chain that has 100 batches of 20 GIDs from five offices already."""
    with run_anvil(hardfork=hardfork, traced=traced) as web3:
        meter = Meter(build_world(web3), traced=traced)
        for number in range(EARLIER_BATCHES):
            meter.register("", number % 5, 20)
        for size in BATCH_SIZES:
            meter.register(f"register, {size}", 0, size)
        _measure_changes(meter)
        _measure_merges(meter)
        _measure_council(meter)
        return meter


def _measure_changes(meter: Meter) -> None:
    registry = meter.world.registry.functions
    own = meter.register("", 1, 1_000)
    for size in (1, 100, 500):  # 500 is near the gas that one transaction may use under EIP-7825
        gids = own[-size:]
        meter.send(f"link, {size}", 2, registry.link(gids, meter.value()))
        meter.send(f"unlink, {size}", 2, registry.unlink(gids, meter.value()))
    for size in (1, 100):
        leaves = [meter.value() for _ in range(size)]
        meter.send(f"amend, {size}", 1, registry.amend(own[:size], leaves, meter.value()))
    meter.send("revoke, 1", 1, registry.revoke(own[-1], meter.value(), meter.value()))


def _measure_merges(meter: Meter) -> None:
    registry = meter.world.registry.functions
    for consents in (1, 3):
        gid, other = meter.register("", 1, 2)
        signers = [2, 3, 4][:consents]
        for office in signers:
            meter.send("", office, registry.link([other], meter.value()))
        op_id = meter.value()
        signed = meter.world.consents("MergeConsent", 1, other, gid, op_id, signers)
        meter.send(f"merge, {consents} consents", 1, registry.merge(other, gid, op_id, FAR, signed))
        op_id = meter.value()
        signed = meter.world.consents("SplitConsent", 1, other, gid, op_id, signers)
        meter.send(f"split, {consents} consents", 1, registry.split(other, op_id, FAR, signed))
    meter.send("merge, no consents", 1, registry.merge(*_free_pair(meter), meter.value(), FAR, []))


def _free_pair(meter: Meter) -> Sequence[int]:
    elder, younger = meter.register("", 1, 2)
    return younger, elder


def _measure_council(meter: Meter) -> None:
    world = meter.world
    key = make_key("the sixth office")
    op_id, epoch = meter.value(), world.epoch
    values = (b"US", key.address)
    struct = (*values, op_id, epoch, FAR)
    signatures = dict(_sign_all(world, "AdmitOffice", _ADMIT, struct, range(4)))
    proof = sign_typed(key, world.offices_domain, "AdmitOffice", decision_fields(_ADMIT), struct)
    decision = (op_id, FAR, list(signatures.items()))
    meter.send(
        "admit an office, 4 approvals",
        make_key("anybody").address,
        world.offices.functions.admit(*values, proof, decision),
    )


def _sign_all(
    world: World, kind: str, fields: str, struct: tuple[Any, ...], signers: Sequence[int]
) -> Iterator[tuple[int, bytes]]:
    for number in signers:
        yield number, sign_typed(world.keys[number], world.offices_domain, kind, decision_fields(fields), struct)
