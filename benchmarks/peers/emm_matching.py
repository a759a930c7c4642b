"""EMM, the entity matching model: its three default candidate finders and its supervised score, single linkage.

Its classifier learns from the seen half of the assignee file, once, before any measured run.
"""

from collections.abc import Sequence
from typing import Any

from benchmarks.peers.grouping import connected
from benchmarks.peers.names import Names, Peer

PEER = Peer(
    "EMM (entity matching model), supervised",
    ("emm==2.1.11", "pandas==2.3.3", "numpy==2.4.6", "scikit-learn==1.5.2", "xgboost==3.2.0", "sparse-dot-topn==1.2.0"),
    threshold=0.5,
    grid=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    learns=True,
)
CANDIDATES = 10


def _model() -> Any:
    from emm import PandasEntityMatching

    indexers = [
        {"type": "cosine_similarity", "tokenizer": "words", "ngram": 1, "num_candidates": CANDIDATES},
        {"type": "cosine_similarity", "tokenizer": "characters", "ngram": 2, "num_candidates": CANDIDATES},
        {"type": "sni", "window_length": 3},
    ]
    return PandasEntityMatching(
        name_only=True,
        supervised_on=True,
        without_rank_features=True,
        indexers=indexers,
        n_jobs=1,
        name_col="name",
        entity_id_col="id",
    )


def learn(labelled: Sequence[tuple[str, str]]) -> Any:
    """Train the classifier: the first name of each entity is its ground truth, the others should match it."""
    import pandas

    truth = {entity: name for name, entity in reversed(labelled)}
    others = [(name, entity) for name, entity in labelled if truth[entity] != name]
    model = _model()
    model.fit(pandas.DataFrame([(name, entity) for entity, name in truth.items()], columns=["name", "id"]))
    model.fit_classifier(pandas.DataFrame(others, columns=["name", "id"]))
    return model.supervised_models


def cluster(names: Names, threshold: float, learnt: Any) -> list[int]:
    """Group names whose supervised score, 0.0 to 1.0, is at or above the threshold."""
    import pandas

    frame = pandas.DataFrame({"name": names.name, "id": [str(row) for row in range(len(names))]})
    model = _model()
    model.supervised_models = learnt
    model.initialize()
    model.fit(frame)
    found = model.transform(frame)
    found = found[found["gt_uid"].notnull() & (found["nm_score"] >= threshold)]
    return connected(len(names), zip(found["uid"].astype(int), found["gt_uid"].astype(int), strict=True))
