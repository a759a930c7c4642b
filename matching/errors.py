"""What can go wrong in matching: bad input, told in one sentence with what was expected and what came."""

__all__ = ["InvalidRecordError", "InvalidTableError", "MatchingError", "ModelFileError", "NameTooLongError"]


class MatchingError(ValueError):
    """Any refusal by this layer; a `ValueError`, because the caller handed in something unusable."""


class NameTooLongError(MatchingError):
    """A name exceeds the size cap; cut it or send it as an address instead.

    Attributes:
        size: Length found, in `unit`.
        limit: Longest accepted length, in `unit`.
        unit: "code points" or "bytes".
    """

    def __init__(self, size: int, limit: int, unit: str = "code points") -> None:
        self.size = size
        self.limit = limit
        self.unit = unit
        super().__init__(f"a name may have at most {limit} {unit}, this one has {size}")


class InvalidRecordError(MatchingError):
    """An office record cannot be matched as it stands.

    Attributes:
        record_id: The record concerned, "" when it has none.
        problem: What is wrong with it.
    """

    def __init__(self, record_id: str, problem: str) -> None:
        self.record_id = record_id
        self.problem = problem
        super().__init__(f"record {record_id!r}: {problem}")


class InvalidTableError(MatchingError):
    """The columns of a name table do not fit together."""


class ModelFileError(MatchingError):
    """A packaged model does not have the shape this version of the code expects."""
