"""Is the code at an address the code that was compiled? Immutable values aside, every byte must agree."""

from functools import cache

from node.abi import load_artifact

_PUSH32 = 0x7F
_PUSH1 = 0x60


def is_code_of(contract: str, code: bytes) -> bool:
    """Compare deployed with compiled code; only immutable values, which stand in place of 32 zero bytes, may differ."""
    compiled = load_artifact(contract).deployed_bytecode
    if len(code) != len(compiled):
        return False
    masked = bytearray(code)
    for start in _immutables(contract):
        masked[start : start + 32] = bytes(32)
    return bytes(masked) == compiled


def immutable_values(contract: str, code: bytes) -> set[bytes]:
    """Return the immutable values in deployed code for which `is_code_of` holds, 32 bytes each."""
    return {code[start : start + 32] for start in _immutables(contract)}


@cache
def _immutables(contract: str) -> tuple[int, ...]:
    """Return where the compiler left 32 zero bytes after PUSH32 for an immutable value."""
    compiled, found, at = load_artifact(contract).deployed_bytecode, [], 0
    while at < len(compiled):
        if compiled[at] == _PUSH32 and not any(compiled[at + 1 : at + 33]):
            found.append(at + 1)
        at += 1 + (compiled[at] - _PUSH1 + 1 if _PUSH1 <= compiled[at] <= _PUSH32 else 0)
    return tuple(found)
