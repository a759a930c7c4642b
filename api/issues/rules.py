"""What the system itself sees and puts into the issue log: one issue a rule and office, with the records behind it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from functools import partial

from api.applicants.corpus import Corpus
from api.exports.all_losses import COUNTED
from api.exports.form import ExportForm
from api.exports.st96_codes import OFFICES
from api.issues.model import IssueCategory, IssueDraft, Severity
from matching.romanise.scripts import script_runs

__all__ = ["RULES", "Corpus"]

MOST_EVIDENCE = 20
"""Ids kept with an issue; its sentence has the whole number."""

READ_SCRIPTS = frozenset(
    {
        *("Latn", "Cyrl", "Arab", "Grek", "Hebr", "Hang", "Thai", "Geor", "Armn", "Jpan", "Hani", "Kore"),
        *("Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym"),
    }
)
"""Scripts with a reading of their own in `matching.romanise`; others are spelt letter by letter only."""


def homonyms(corpus: Corpus) -> Iterator[IssueDraft]:
    """Names, without their legal form, that several proposed applicants bear."""
    bearers: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record_id, row in corpus.names.items():
        bearers[corpus.columns.stem[row]][corpus.proposed[record_id]].append(record_id)
    shared = [groups for stem, groups in bearers.items() if stem and len(groups) > 1]
    by_office = _by_office(sorted(record for groups in shared for records in groups.values() for record in records))
    for office, records in by_office.items():
        yield IssueDraft(
            IssueCategory.DATA_QUALITY,
            Severity.MEDIUM,
            f"Another applicant bears the same name, legal forms apart; this concerns {_counted(records)}.",
            office,
            evidence=records[:MOST_EVIDENCE],
            action="Send an address or an identifier with these records; names alone cannot part them.",
        )


def conflicting_identifiers(corpus: Corpus) -> Iterator[IssueDraft]:
    """Records proposed as one applicant that state different values of one kind of identifier."""
    values: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record_id, stored in corpus.records.items():
        for identifier in stored.record.identifiers:
            values[corpus.proposed[record_id], identifier.scheme][identifier.value].append(record_id)
    at_odds = [held for held in values.values() if len(held) > 1]
    records = sorted({record for held in at_odds for several in held.values() for record in several})
    for office, concerned in _by_office(records).items():
        proposals = [corpus.proposal_of[record] for record in concerned if record in corpus.proposal_of]
        yield IssueDraft(
            IssueCategory.GOVERNANCE,
            Severity.HIGH,
            "Records proposed as one applicant state different values of one kind of identifier; "
            f"this concerns {_counted(concerned)}.",
            office,
            evidence=(*dict.fromkeys(proposals), *concerned)[:MOST_EVIDENCE],
            action="Agree which office's identifier holds; until then a person decides each case.",
        )


def refused_offices(corpus: Corpus) -> Iterator[IssueDraft]:
    """Office codes in use that the schemas of ST.96 V6.0 refuse."""
    for office, records in _by_office(corpus.records).items():
        if office not in OFFICES:
            yield IssueDraft(
                IssueCategory.TECHNICAL,
                Severity.HIGH,
                f"ST.96 V6.0 refuses the office code {office}; this concerns {_counted(records)}.",
                office,
                evidence=records[:MOST_EVIDENCE],
                action="The export writes XX in its place; ask the task force to correct the code list.",
            )


def lost_elements(form: ExportForm, corpus: Corpus) -> Iterator[IssueDraft]:
    """What a form of export loses of the registered applicants; one issue for the form."""
    losses = corpus.losses.get(form, ())
    if losses:
        told = "; ".join(f"{loss.element} ({loss.reason}) {loss.count:,} times" for loss in losses)
        yield IssueDraft(
            IssueCategory.TECHNICAL,
            Severity.LOW,
            f"The export {form} loses: {told}.",
            evidence=tuple(dict.fromkeys(loss.example for loss in losses)),
            action="Name the missing components to the task force that keeps the form.",
        )


def unread_scripts(corpus: Corpus) -> Iterator[IssueDraft]:
    """Names in a script without a reading of its own, or in two scripts that the office did not keep apart."""
    found = [
        record_id
        for record_id, stored in corpus.records.items()
        if _unread(stored.record.name_forms[0].text, stored.record.name_forms[0].script)
    ]
    for office, records in _by_office(found).items():
        yield IssueDraft(
            IssueCategory.DATA_QUALITY,
            Severity.LOW,
            f"Names are in a script that no rule reads, or mix scripts in a word; this concerns {_counted(records)}.",
            office,
            evidence=records[:MOST_EVIDENCE],
            action="Send a Latin form with these names.",
        )


def _unread(text: str, script: str) -> bool:
    return script not in READ_SCRIPTS | {"Zyyy"} or any(_mixed(word) for word in text.split())


def _mixed(word: str) -> bool:
    """Whether one word mixes alphabets; Latin letters beside Han, kana or Hangul are usual."""
    scripts = {script for script, _ in script_runs(word)} - {"", "Jpan", "Hang", "Kore"}
    return len(scripts) > 1


def _counted(records: Sized) -> str:
    return "1 record" if len(records) == 1 else f"{len(records):,} records"


def _by_office(record_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    offices: dict[str, list[str]] = defaultdict(list)
    for record_id in record_ids:
        offices[record_id[:2]].append(record_id)
    return {office: tuple(records) for office, records in sorted(offices.items())}


RULES: Mapping[str, Callable[[Corpus], Iterable[IssueDraft]]] = {
    "homonyms": homonyms,
    "conflicting identifiers": conflicting_identifiers,
    "refused office codes": refused_offices,
    "unread scripts": unread_scripts,
    **{f"losses of {form}": partial(lost_elements, form) for form in COUNTED},
}
"""By the name that stands with the issues they raise; each yields at most one issue for an office."""
