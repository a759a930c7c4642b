"""Gas may not rise unnoticed: operations are held against the committed table, registration against its target."""

import json

import pytest

from benchmarks.gas import GAS_FILE, TARGET_PER_GID
from benchmarks.gas_registry import HARDFORKS, measure

ALLOWED_RISE = 1.05


@pytest.mark.parametrize("hardfork", HARDFORKS)
def test_no_operation_costs_five_percent_more_than_the_table_says(hardfork: str) -> None:
    known = json.loads(GAS_FILE.read_text("utf-8"))[hardfork]
    measured = measure(hardfork)
    assert measured.keys() == known.keys()
    risen = {name: (known[name], gas) for name, gas in measured.items() if gas > known[name] * ALLOWED_RISE}
    assert risen == {}
    assert measured["register, 1000"] / 1_000 <= TARGET_PER_GID[hardfork]
