"""How good matching is: from labels where there are any, and from a reviewed sample; the hardest cases."""

from collections.abc import Mapping, Sequence

from api.report.blocks import Block, Part, Section
from api.report.hardest import hardest_cases
from api.report.material import Material, Pair, pairs_within
from api.report.sampling import Estimate, ReviewedPair, SampleEstimates, draw_sample, estimate
from api.report.scoring import SliceScore, score_slices
from api.report.sections.variation import script_pair
from matching.quality import Score, evaluate

MOST_SCRIPT_PAIRS = 12
TRIAL_SIZE = 300
"""Pairs drawn to try the estimator on labels."""


def quality(material: Material) -> Section:
    """Precision and recall with their intervals, by every way the pilot can know them."""
    blocks: list[Block] = []
    if material.gold:
        blocks += _from_labels(material)
    blocks += _from_sample(material)
    blocks += [material.text("sections.quality.hardest"), *hardest_cases(material)]
    return material.section("quality", blocks)


def _from_labels(material: Material) -> list[Block]:
    gold, corpus = material.gold, material.corpus
    grouped = {record: corpus.proposed[record] for record in gold}
    registered = {record: corpus.registered[record] for record in gold if record in corpus.registered}
    rows = list(_score_rows(material, "proposed", gold, grouped))
    if registered:
        within = {record: gold[record] for record in registered}
        rows += _score_rows(material, "registered", within, registered)
    claimed = pairs_within(grouped)
    true = material.true_pairs
    found = sum(
        registered.get(left) is not None and registered.get(left) == registered.get(right) for left, right in true
    )
    material.enter("quality.registeredShareOfTruePairs", found / len(true) if true else 0.0, "share")
    records = corpus.records

    def offices(pair: Pair) -> Sequence[str]:
        return sorted({records[record].record.office for record in pair})

    def scripts(pair: Pair) -> Sequence[str]:
        return (" – ".join(script_pair(material, pair)),)

    def kinds(pair: Pair) -> Sequence[str]:
        return (" / ".join(sorted({str(records[record].record.kind) for record in pair})),)

    return [
        material.text("sections.quality.lead"),
        material.table("scores", rows, words=2),
        material.table("qualityByOffice", _slice_rows(material, "office", score_slices(true, claimed, gold, offices))),
        material.table(
            "qualityByScripts",
            _slice_rows(material, "scripts", score_slices(true, claimed, gold, scripts)[:MOST_SCRIPT_PAIRS]),
        ),
        material.table("qualityByKind", _slice_rows(material, "kind", score_slices(true, claimed, gold, kinds))),
        material.text("sections.quality.ceiling", quiet=True),
    ]


def _score_rows(
    material: Material, what: str, gold: Mapping[str, str], grouped: dict[str, str]
) -> list[Sequence[Part]]:
    report = evaluate(gold, grouped)
    rows: list[Sequence[Part]] = []
    for way, score in (("pairwise", report.pairwise), ("bCubed", report.b_cubed)):
        labels = (material.wording.text(f"quality.{what}"), material.wording.text(f"quality.{way}"))
        rows.append((*labels, *_figures(material, f"quality.{what}.{way}", score)))
    return rows


def _figures(material: Material, prefix: str, score: Score) -> list[Part]:
    return [
        material.enter(f"{prefix}.precision", score.precision, "share", interval=score.precision_interval),
        material.enter(f"{prefix}.recall", score.recall, "share", interval=score.recall_interval),
        material.enter(f"{prefix}.f1", score.f1, "share", interval=score.f1_interval),
    ]


def _slice_rows(material: Material, kind: str, scores: Sequence[SliceScore]) -> list[Sequence[Part]]:
    rows: list[Sequence[Part]] = []
    for score in scores:
        prefix = f"quality.{kind}.{score.label.replace(' – ', '-').replace(' / ', '-')}"
        label = (
            material.wording.text(f"kinds.{score.label}")
            if material.wording.has(f"kinds.{score.label}")
            else score.label
        )
        rows.append(
            (
                label,
                material.enter(f"{prefix}.truePairs", score.true),
                material.enter(f"{prefix}.precision", score.precision, "share", interval=score.precision_interval),
                material.enter(f"{prefix}.recall", score.recall, "share", interval=score.recall_interval),
            )
        )
    return rows


def _from_sample(material: Material) -> list[Block]:
    """Estimates from what people reviewed; where nobody did and labels exist, the estimator is tried on the labels."""
    if material.reviewed:
        table = _sample_table(material, "sample", estimate(material.reviewed))
        return [material.text("sections.quality.sample"), table]
    if not material.gold or not material.corpus.links:
        return [material.text("sections.quality.noSample")]
    sample = draw_sample(material.corpus, TRIAL_SIZE, seed=1)
    gold = material.gold
    answers = [
        ReviewedPair(pair.stratum, pair.in_stratum, gold[pair.left] == gold[pair.right])
        for pair in sample
        if pair.left in gold and pair.right in gold
    ]
    links = [pair for pair in material.corpus.links if pair[0] in gold and pair[1] in gold]
    right = sum(gold[a] == gold[b] for a, b in links)
    material.enter("quality.trial.truth", right / len(links) if links else 0.0, "share")
    return [_sample_table(material, "trial", estimate(answers)), material.text("sections.quality.trial")]


def _sample_table(material: Material, name: str, found: SampleEstimates) -> Block:
    material.enter(f"quality.{name}.reviewed", found.reviewed)
    material.enter(f"quality.{name}.population", found.population)
    rows: list[Sequence[Part]] = []
    for what, one in (("proposed", found.proposed), ("registered", found.registered), ("found", found.found)):
        if one is not None:
            rows.append(
                (material.wording.text(f"quality.sample.{what}"), _estimated(material, f"quality.{name}.{what}", one))
            )
    return material.table("sample", rows)


def _estimated(material: Material, name: str, one: Estimate) -> Part:
    return material.enter(name, one.share, "share", interval=one.interval)
