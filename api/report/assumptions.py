"""The assumptions of the feasibility page: a small file that a reader may change."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from api.errors import AssumptionsError

LARGEST = 1e18
BY_OFFICES = "further_offices_per_applicant"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What assumptions.yml says, by the same names and in its units."""

    records: int
    offices: int
    further_offices_per_applicant: Mapping[int, float]
    new_records_per_year: float
    matching_exponent: float
    matching_cores: int
    longest_run_hours: float
    memory_per_record_bytes: float
    memory_bytes: float
    sqlite_most_bytes: float
    block_gas: float
    block_seconds: float
    share_of_blocks: float
    least_validators: int
    seconds_per_decision: float
    hours_per_year: float

    def further_offices(self, offices: int) -> float:
        """Offices that hold an applicant beyond the first, for the nearest number of offices that the file names."""
        nearest = min(self.further_offices_per_applicant, key=lambda known: (abs(known - offices), known))
        return self.further_offices_per_applicant[nearest]


def read_assumptions(path: Path | None = None) -> Assumptions:
    """Our assumptions, with those of a file in their place.

    Raises:
        AssumptionsError: the file cannot be read, names something unknown, or a value is no positive number.
    """
    ours = yaml.safe_load(files("api.report").joinpath("assumptions.yml").read_text(encoding="utf-8"))
    theirs = _read(path) if path else {}
    known = {field.name for field in fields(Assumptions)}
    for name in theirs:
        if name not in known:
            raise AssumptionsError(f"{path}: {str(name)[:40]!a} is not an assumption")
    values = {**ours, **theirs}
    return Assumptions(**{name: _checked(name, value) for name, value in values.items()})


def _read(path: Path) -> dict[str, Any]:
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AssumptionsError(f"{path}: {error.strerror or error}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise AssumptionsError(f"{path}: this is not YAML") from None
    if read is None:
        return {}
    if not isinstance(read, dict):
        raise AssumptionsError(f"{path}: expected lines of the form name: value")
    return read


def _checked(name: str, value: Any) -> Any:
    if name == BY_OFFICES:
        if not isinstance(value, dict) or not value:
            raise AssumptionsError(f"{name}: expected lines of the form offices: number")
        return {_number(f"{name}, offices", key, int): _number(name, held, float) for key, held in value.items()}
    return _number(name, value, Assumptions.__annotations__[name])


def _number(name: str, value: Any, kind: type[int] | type[float]) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LARGEST:
        raise AssumptionsError(f"{name}: expected a number above 0, got {str(value)[:24]!a}")
    if kind is int and value != int(value):
        raise AssumptionsError(f"{name}: expected a whole number, got {str(value)[:24]!a}")
    return kind(value)
