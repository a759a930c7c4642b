"""Make the report of a pilot, and write it in every form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from api.applicants.corpus import read_corpus
from api.bulk.tables import TableError
from api.clock import stamp
from api.demo.quality import read_labels
from api.errors import PdfUnavailableError
from api.issues.model import IssueFilter
from api.issues.writing import issues_csv
from api.pilot import Pilot
from api.report.annex import figures_csv, report_json
from api.report.assumptions import Assumptions, read_assumptions
from api.report.blocks import Report
from api.report.composing import Progress, compose
from api.report.drawing import coloured
from api.report.html import as_html
from api.report.markdown import as_markdown
from api.report.material import Material, ProofTrial
from api.report.pdf import write_pdf
from api.report.sampling import ReviewedPair
from api.report.wording import Wording
from api.store.engine import reading
from api.store.issues import issue_page
from node.errors import GidError
from node.verification import verify_proof

PILOT_LABELS = Path(__file__).parents[2] / "devnet" / "pilot" / "gold.csv"
LEAST_LABELLED = 0.9
"""Share of the records that must be in the pilot's own label file before it is taken for these records'."""

PROOFS = 5
"""Identifiers whose proofs are checked against the chain while a report is made."""

MOST_ISSUES = 500


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a reader may choose.

    Attributes:
        labels: File of gold labels; None takes the pilot's own where they fit.
        reviewed: Pairs people reviewed from a drawn sample.
    """

    language: str = "en"
    anonymise: bool = False
    labels: Path | None = None
    reviewed: tuple[ReviewedPair, ...] = ()
    assumptions: Assumptions = field(default_factory=read_assumptions)


def make_report(pilot: Pilot, options: ReportOptions, progress: Progress | None = None) -> tuple[Report, Wording]:
    """Compute all figures of one consistent view of the store; reads only.

    Raises:
        TableError: the file of labels cannot be read.
        UnknownWordError: there are no texts in this language.
    """
    wording = Wording(options.language)
    proofs = _try_proofs(pilot)
    with reading(pilot.engine) as connection:
        corpus = read_corpus(connection)
        issues, _ = issue_page(connection, IssueFilter(), limit=MOST_ISSUES)
        material = Material(
            connection=connection,
            corpus=corpus,
            gold=_gold(options.labels, corpus.records),
            reviewed=options.reviewed,
            issues=issues,
            assumptions=options.assumptions,
            wording=wording,
            anonymise=options.anonymise,
            proofs=proofs,
            batch_size=pilot.settings.policy.batch_size,
        )
        return compose(material, _facts(pilot, wording, options), progress), wording


def _facts(pilot: Pilot, wording: Wording, options: ReportOptions) -> list[tuple[str, str]]:
    chain = pilot.known_chain()
    return [
        (wording.text("facts.generated"), wording.moment(stamp(pilot.clock()))),
        (wording.text("facts.chain"), str(chain["chainId"] or wording.text("none"))),
        (wording.text("facts.registry"), chain["registry"] or wording.text("none")),
        (wording.text("facts.program"), f"gid {version('gid-pilot')}"),
        (wording.text("facts.anonymised"), wording.text("facts.withheld" if options.anonymise else "facts.shown")),
    ]


def _gold(path: Path | None, records: Mapping[str, object]) -> dict[str, str]:
    """The labels of the records at hand; none where the pilot's own file is about other records."""
    if path is None and not PILOT_LABELS.is_file():
        return {}
    labels = {record: entity for record, entity in read_labels(path or PILOT_LABELS).items() if record in records}
    if path is not None and not labels:
        raise TableError(f"{path}: no record_id of it is in this pilot")
    return labels if path is not None or len(labels) >= LEAST_LABELLED * max(len(records), 1) else {}


def _try_proofs(pilot: Pilot) -> ProofTrial | None:
    """Check some proofs as a stranger would; None when there is nothing to check or the chain is away."""
    gids = pilot.registered_gids()
    sample = gids[:: max(1, len(gids) // PROOFS)][:PROOFS]
    try:
        rpc_url = pilot.chain.rpc_url
        held = sum(verify_proof(pilot.proof(gid), rpc_url).ok for gid in sample)
    except GidError:
        return None
    return ProofTrial(len(sample), held) if sample else None


def write_report(pilot: Pilot, report: Report, wording: Wording, folder: Path, *, anonymise: bool = False) -> list[str]:
    """Write every form into a folder; returns sentences about what could not be written.

    Args:
        anonymise: Leave out the file of issues: people wrote in it what no program can withhold.

    Raises:
        TableError: the folder cannot be written to.
    """
    issues, _ = pilot.issue_page(IssueFilter(), limit=MOST_ISSUES)
    html = as_html(report, wording)
    files = {
        "report.html": html,
        "report.md": as_markdown(report, wording, pictures="pictures/"),
        "report.json": json.dumps(report_json(report, wording), ensure_ascii=False, indent=1) + "\n",
        "figures.csv": figures_csv(report, wording),
        **({} if anonymise else {"issues.csv": issues_csv(issues)}),
        **{f"pictures/{picture.name}.svg": coloured(picture.svg) + "\n" for picture in report.pictures},
    }
    try:
        (folder / "pictures").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        write_pdf(html, folder / "report.pdf")
    except PdfUnavailableError as error:
        return [f"{error}; {error.advice}"]
    except OSError as error:
        raise TableError(f"{folder}: cannot be written ({error.strerror or error})") from None
    return []
