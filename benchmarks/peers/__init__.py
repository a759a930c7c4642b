"""What others use for this job: one small module per peer, each run in an environment of its own.

A peer module has `PEER`, and `cluster(names, threshold)` or `rank(reference, queries, top)`. It imports its third-party
packages inside these functions, so that the harness can read `PEER` without having them.
"""

from importlib import import_module
from types import ModuleType

CLUSTERING_PEERS = (
    "unidecode_exact",
    "cleanco_exact",
    "openrefine_fingerprint",
    "rapidfuzz_blocking",
    "tfidf_topn",
    "string_grouper",
    "patentsview_like",
    "splink_duckdb",
    "opensanctions_logic",
    "emm_matching",
)
"""Modules that cluster names, cheap ones first."""

QUERY_PEERS = ("rapidfuzz_extract", "tfidf_query")
"""Modules that answer queries."""


def load_peer(key: str) -> ModuleType:
    """Import the module of one peer.

    Raises:
        ValueError: there is no peer of that name.
    """
    if key not in CLUSTERING_PEERS + QUERY_PEERS:
        raise ValueError(f"no peer {key!r}; there are: {', '.join(CLUSTERING_PEERS + QUERY_PEERS)}")
    return import_module(f"{__name__}.{key}")
