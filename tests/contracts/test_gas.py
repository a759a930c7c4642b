"""Gas may not change unnoticed: operations are held against the committed table, registration against its target."""

import json

import pytest

from benchmarks.gas import GAS_FILE, TARGET_PER_GID
from benchmarks.gas_registry import HARDFORKS, measure


@pytest.mark.parametrize("hardfork", HARDFORKS)
def test_every_operation_costs_what_the_table_says(hardfork: str) -> None:
    """To the unit: gas repeats exactly. After a change: python -m benchmarks.gas --write."""
    measured = measure(hardfork)
    assert measured == json.loads(GAS_FILE.read_text("utf-8"))[hardfork]
    assert measured["register, 1000"] / 1_000 <= TARGET_PER_GID[hardfork]
