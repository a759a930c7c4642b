"""Merkle proofs against the deployed bytecode: every place of every size, and mutations of which none may pass."""

import random
from collections.abc import Sequence
from typing import Any

from eth_utils.abi import function_abi_to_4byte_selector
from eth_utils.crypto import keccak

from benchmarks.verification.outcome import Outcome, Scale
from tests.contracts.machine import Deployed, Machine, read_both_artifacts
from tests.contracts.test_merkle import path_for_cached
from tests.contracts.world import make_key

LARGEST = 300
_NOBODY = "0x" + "00" * 20
Proof = tuple[int, bytes, tuple[bytes, ...]]  # GID, commitment, path


def check_forgeries(scale: Scale, *, share: int, shares: int) -> list[Outcome]:
    """Verify all proofs whose size falls to this share, then offer its share of the mutations."""
    registry = _deploy()
    leaves = [keccak(text=f"commitment {number}") for number in range(LARGEST)]  # the same in every share
    proofs = _register_all(registry, leaves)
    verify = _Verifier(registry)
    own = proofs[share::shares]
    refused = [proof for proof in own if not verify(proof)]
    randomness = random.Random(share)
    forgeries = scale.forgeries // shares
    accepted = [
        forged
        for forged in (_mutate(randomness, randomness.choice(proofs), proofs) for _ in range(forgeries))
        if verify(forged)
    ]
    return [
        Outcome(
            "Merkle proofs",
            "pyrevm",
            f"every place of every size from 1 to {LARGEST} verifies on chain",
            f"{len(own):,} proofs",
            f"{len(refused)} refused, first: {refused[0]}" if refused else "",
        ),
        Outcome(
            "Merkle proofs",
            "pyrevm",
            f"no mutated proof is accepted (seed {share}): bits, words, order, length, place, commitment",
            f"{forgeries:,} forgeries, {len(accepted)} accepted",
            f"accepted: {accepted[0]}" if accepted else "",
        ),
    ]


class _Verifier:
    """`verify` with its calldata laid out by hand: eth_abi would take most of the time."""

    def __init__(self, registry: Deployed) -> None:
        artifact, _ = read_both_artifacts()
        (entry,) = [one for one in artifact["abi"] if one.get("name") == "verify"]
        self._selector = function_abi_to_4byte_selector(entry)
        self._registry = registry

    def __call__(self, proof: Proof) -> bool:
        gid, commitment, path = proof
        words = [gid.to_bytes(32, "big"), commitment, (96).to_bytes(32, "big"), len(path).to_bytes(32, "big"), *path]
        answer = self._registry.machine.read(self._registry.address, self._selector + b"".join(words))
        return bool(int.from_bytes(answer, "big"))


def _deploy() -> Deployed:
    machine = Machine()
    registry, council = read_both_artifacts()
    offices = machine.deploy(council, [b"JP"], [make_key("JP").address], _NOBODY, 0)
    return machine.deploy(registry, offices.address, 2_000, 16)


def _register_all(registry: Deployed, leaves: list[bytes]) -> list[Proof]:
    """Register one batch of every size and prove every place with the definition's own paths."""
    proofs = []
    for size in range(1, LARGEST + 1):
        first = registry.read("nextGid")
        registry.send(make_key("JP").address, "register", leaves[:size])
        for place in range(size):
            proofs.append((first + place, leaves[place], tuple(path_for_cached(leaves, size, place))))
    return proofs


def _mutate(randomness: random.Random, proof: Proof, others: Sequence[Proof]) -> Proof:
    """Change one thing, so that the proof must be false."""
    while True:
        forged = _change(randomness, proof, others)
        if forged != proof:
            return forged


def _change(randomness: random.Random, proof: Proof, others: Sequence[Proof]) -> Proof:
    gid, commitment, path = proof
    other: Any = randomness.choice(others)
    place = randomness.randrange(len(path)) if path else 0
    kind = randomness.randrange(9)
    if kind == 0:
        return gid, _flip(randomness, commitment), path
    if kind == 1 and path:
        return gid, commitment, (*path[:place], _flip(randomness, path[place]), *path[place + 1 :])
    if kind == 2 and path:
        return gid, commitment, (*path[:place], *path[place + 1 :])
    if kind == 3:
        return gid, commitment, (*path[:place], randomness.randbytes(32), *path[place:])
    if kind == 4 and path:
        return gid, commitment, (*path, path[place])
    if kind == 5 and len(path) > 1:
        swapped = list(path)
        swapped[place - 1], swapped[place] = swapped[place], swapped[place - 1]
        return gid, commitment, tuple(swapped)
    if kind == 6:
        # Another place with the same leaf and path may exist only in a batch of one.
        return (other[0], commitment, path) if other[1] != commitment else proof
    if kind == 7 and path:
        return gid, path[0], (commitment, *path[1:])
    return (gid, other[1], other[2]) if other[1] != commitment else proof


def _flip(randomness: random.Random, word: bytes) -> bytes:
    bit = randomness.randrange(256)
    return (int.from_bytes(word, "big") ^ (1 << bit)).to_bytes(32, "big")
