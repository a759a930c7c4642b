"""Every error this layer raises, in one tree; each carries data a caller can act on and, where one helps, an advice."""

from collections.abc import Mapping
from typing import Any


class GidError(Exception):
    """Root of the tree; `advice` is one sentence saying what to do about it, or empty."""

    advice: str = ""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        if advice:
            self.advice = advice


class InvalidInputError(GidError):
    """What was given cannot be accepted as it stands."""


class NotFoundError(GidError):
    """What was asked for does not exist."""


class ConflictError(GidError):
    """The request contradicts the present state."""


class ForbiddenError(GidError):
    """The caller may not do this."""


class ChainUnavailableError(GidError):
    """The chain's RPC endpoint cannot be used now; nothing is lost, what was intended stays in the outbox."""

    advice = "start the chain (`gid devnet start`) or set GID_CHAIN__RPC_URL to a node that runs"

    def __init__(self, url: str, reason: str, *, advice: str = "") -> None:
        self.url = without_secrets(url)
        super().__init__(f"the chain at {self.url} cannot be used: {reason}", advice=advice)
        self.reason = reason


class GidCheckError(InvalidInputError):
    """A text is not a well-formed GID, or its check digits do not fit; `text` is what was given, cut short."""

    advice = "type the 14 digits again, as printed: GID 0000 0012 3456 cc"

    def __init__(self, text: str, reason: str) -> None:
        self.text = text[:40]
        super().__init__(f"{self.text!r} is not a GID: {reason}")


class OfficeCodeError(InvalidInputError):
    """A text is not two capital ASCII letters, the form of a WIPO ST.3 code."""

    def __init__(self, text: str) -> None:
        self.text = text[:40]
        super().__init__(f"{self.text!r} is not an office code: expected two capital letters of WIPO ST.3, such as JP")


class InvalidRecordError(InvalidInputError):
    """A record cannot be put into canonical form, so nothing can be committed to."""


class RecordTooLargeError(InvalidInputError):
    """A canonical record is longer than the cap; sizes in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"the record has {size} bytes in canonical form, at most {limit} are allowed")
        self.size = size
        self.limit = limit


class BatchSizeError(InvalidInputError):
    """A batch is empty or larger than the contract takes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"the batch has {size} entries, expected 1 to {limit}")
        self.size = size
        self.limit = limit


class GasLimitError(InvalidInputError):
    """A transaction would need more gas than one transaction may have (EIP-7825); both in gas."""

    def __init__(self, gas: int, limit: int) -> None:
        super().__init__(
            f"the transaction needs {gas} gas, one transaction may have {limit}", advice="use a smaller batch"
        )
        self.gas = gas
        self.limit = limit


class UnknownGidError(NotFoundError):
    """A well-formed GID that the registry has not allotted."""

    def __init__(self, gid: int) -> None:
        super().__init__(f"GID number {gid} has not been allotted")
        self.gid = gid


class UnknownOfficeError(NotFoundError):
    """An office that the Offices contract, or this process's key store, does not know."""

    def __init__(self, office: str) -> None:
        super().__init__(f"no office {office!r} is known here")
        self.office = office


class RevertedError(ConflictError):
    """The contract refused; `name` and `arguments` are its custom error, `selector` its first four bytes."""

    def __init__(self, name: str, arguments: Mapping[str, Any], *, selector: str = "") -> None:
        shown = ", ".join(f"{key}={value}" for key, value in arguments.items())
        super().__init__(f"the registry refused: {name}({shown})")
        self.name = name
        self.arguments = dict(arguments)
        self.selector = selector


class OfficeNotActiveError(ForbiddenError):
    """The signing key does not belong to an active office, or the office lacks the link or consent the action needs."""

    def __init__(self, name: str, arguments: Mapping[str, Any], *, selector: str = "") -> None:
        shown = ", ".join(f"{key}={value}" for key, value in arguments.items())
        super().__init__(f"the registry forbids it: {name}({shown})")
        self.name = name
        self.arguments = dict(arguments)
        self.selector = selector


class RegistryPausedError(ConflictError):
    """The guardian has stopped the registry's writes until `until`, unix time in seconds; operations wait meanwhile."""

    advice = "drain again when the pause has ended or the council has lifted it; nothing is lost"

    def __init__(self, until: int) -> None:
        super().__init__(f"the registry's writes are paused until {until} (unix time)")
        self.until = until


class WrongChainError(ConflictError):
    """The endpoint serves another chain or another contract than the configured one."""

    advice = "check the chain settings; a devnet of an earlier version of the contracts: `gid devnet reset`, start anew"

    def __init__(self, what: str, *, expected: object, actual: object) -> None:
        super().__init__(f"wrong {what}: expected {expected}, found {actual}")
        self.expected = expected
        self.actual = actual


class WrongKeyError(ConflictError):
    """The key kept for one office is on the chain the key of another: what it signs would count as the other's."""

    advice = "put the office's own key in its place; nothing was signed with this one"

    def __init__(self, office: str, *, address: str, actual: str) -> None:
        super().__init__(f"the key {address} kept for office {office} is on the chain that of office {actual}")
        self.office = office
        self.address = address
        self.actual = actual


class EstimateRefusedError(ChainUnavailableError):
    """The node would not estimate an operation and gave no revert data, so the contract has not refused anything."""


class IndexMismatchError(ConflictError):
    """What the index folded contradicts the chain: a log is missing, changed or out of order."""

    advice = "rebuild the index from the chain alone; if the error stays, the RPC endpoint serves wrong data"


class DeepReorgError(ConflictError):
    """The chain replaced more blocks than the index keeps hashes for."""

    advice = "rebuild the index from the chain alone"

    def __init__(self, depth: int) -> None:
        super().__init__(f"the chain replaced more than the last {depth} indexed blocks")
        self.depth = depth


class DamagedError(ConflictError):
    """What is stored is not what was written: a row contradicts the chain, a hash or a seal; `table` is where."""

    def __init__(self, table: str, what: str, *, advice: str) -> None:
        super().__init__(f"{table}: {what}", advice=advice)
        self.table = table


class KeystoreError(InvalidInputError):
    """A key file is missing, readable by others, malformed, or its password does not fit."""


def without_secrets(url: str) -> str:
    """Return a URL without user name, password and query, any of which may be a key."""
    scheme, mark, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return scheme + mark + place.rpartition("@")[2] + slash + path.partition("?")[0]


class DevnetError(GidError):
    """The local chain cannot be started, stopped or set up; the text says why, `advice` what to do."""
