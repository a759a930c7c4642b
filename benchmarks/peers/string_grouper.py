"""string-grouper's own grouping with its own defaults but for the threshold."""

from benchmarks.peers.names import Names, Peer

PEER = Peer(
    "string-grouper",
    ("string-grouper==0.8.0", "sparse-dot-topn==1.2.0", "pandas==2.3.3", "scikit-learn==1.9.1", "numpy==2.4.6"),
    threshold=0.75,
    grid=(0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9),
)


def cluster(names: Names, threshold: float) -> list[int]:
    """Group names by `group_similar_strings`."""
    import pandas
    from string_grouper import group_similar_strings

    texts = pandas.Series(names.name)
    groups = group_similar_strings(texts, min_similarity=threshold, number_of_processes=2)
    return [int(group) for group in groups["group_rep_index"]]
