"""Gas may not rise unnoticed: operations are held against the committed table, registration against its target."""

import json

import pytest

from benchmarks.gas import GAS_FILE
from benchmarks.gas_registry import HARDFORKS, measure

ALLOWED_RISE = 1.05
TARGET_PER_GID = {"osaka": 1_300, "cancun": 1_180}  # at 1,000 a batch, with every commitment in the event


@pytest.mark.parametrize("hardfork", HARDFORKS)
def test_no_operation_costs_five_percent_more_than_the_table_says(hardfork: str) -> None:
    known = json.loads(GAS_FILE.read_text("utf-8"))[hardfork]
    measured = measure(hardfork)
    assert measured.keys() == known.keys()
    risen = {name: (known[name], gas) for name, gas in measured.items() if gas > known[name] * ALLOWED_RISE}
    assert risen == {}
    assert measured["register, 1000"] / 1_000 <= TARGET_PER_GID[hardfork]
