"""Splink on DuckDB with the model its documentation would lead one to: trained without labels, default comparisons."""

from typing import Any

from benchmarks.peers.grouping import WORD
from benchmarks.peers.names import Names, Peer

PEER = Peer(
    "Splink (DuckDB), a sensible model",
    ("splink==4.0.16", "duckdb==1.4.1", "pandas==2.3.3", "numpy==2.4.6", "Unidecode==1.4.0"),
    threshold=0.95,
    grid=(0.5, 0.9, 0.95, 0.99, 0.999),
    columns=("name", "country", "city", "applicant_type"),
)
LEAST_FILLED = 0.2
"""Share of rows that must have a country or a city before it is compared."""


def _frame(names: Names) -> Any:
    import pandas
    from unidecode import unidecode

    clean = [" ".join(WORD.findall(unidecode(name).lower())) or name for name in names.name]
    words = [text.split() for text in clean]
    return pandas.DataFrame({
        "unique_id": range(len(names)),
        "name": clean,
        "first_word": [row[0] if row else None for row in words],
        "second_word": [row[1] if len(row) > 1 else None for row in words],
        "last_word": [row[-1] if row else None for row in words],
        "country": [value or None for value in names.country],
        "city": [value.lower() or None for value in names.city],
    })  # fmt: skip


def cluster(names: Names, threshold: float) -> list[int]:
    """Group names whose match probability is at or above the threshold, by Splink's own clustering."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    frame = _frame(names)
    comparisons = [
        cl.JaroWinklerAtThresholds("name", [0.96, 0.9, 0.8]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("first_word").configure(term_frequency_adjustments=True),
        cl.ExactMatch("second_word").configure(term_frequency_adjustments=True),
    ]
    for column in ("country", "city"):
        if frame[column].notna().mean() >= LEAST_FILLED and frame[column].nunique() > 1:
            comparisons.append(cl.ExactMatch(column).configure(term_frequency_adjustments=True))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on("first_word", "second_word"),
            block_on("first_word", "last_word"),
            block_on("substr(name, 1, 8)"),
            block_on("substr(name, -10)"),
        ],
    )
    linker = Linker(frame, settings, db_api=DuckDBAPI())
    linker.training.estimate_probability_two_random_records_match([block_on("name")], recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_word", "second_word"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("substr(name, 1, 8)"))
    scored = linker.inference.predict(threshold_match_probability=threshold)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        scored, threshold_match_probability=threshold
    ).as_pandas_dataframe()
    group = dict(zip(found["unique_id"], found["cluster_id"], strict=True))
    return [int(group[row]) for row in range(len(names))]
