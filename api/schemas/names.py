"""Names, identifiers and evidence on the wire."""

from collections.abc import Mapping
from typing import Any

from api.proposals.model import EvidenceView, ProposalLink
from api.schemas.wire import Probability, Wire
from matching.evidence import Evidence
from matching.records import NameForm


class StandardNameOut(Wire):
    """The name shown for an applicant: an index entry without legal effect."""

    text: str
    language: str
    script: str
    latin: str
    method: str
    version: str
    latin_is_romanised: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "StandardNameOut":
        """From the form in which the store has it."""
        return cls(**stored)


class NameFormOut(Wire):
    """One written name; `offices` says who has it, where that was asked."""

    text: str
    language: str
    script: str
    kind: str
    offices: list[str] | None = None

    @classmethod
    def of(cls, form: NameForm, offices: list[str] | None = None) -> "NameFormOut":
        """From a name form."""
        return cls(text=form.text, language=form.language, script=form.script, kind=str(form.kind), offices=offices)


class IdentifierOut(Wire):
    """A number given by somebody else."""

    scheme: str
    value: str
    office: str | None = None


class EvidenceOut(Wire):
    """One reason for or against; `weight` in log-odds, positive for."""

    feature: str
    score: float
    left: str
    right: str
    weight: float
    sentence: str

    @classmethod
    def of(cls, entry: Evidence | EvidenceView) -> "EvidenceOut":
        """From one reason of matching."""
        return cls(
            feature=entry.feature,
            score=entry.score,
            left=entry.left,
            right=entry.right,
            weight=entry.weight,
            sentence=entry.sentence,
        )


class LinkOut(Wire):
    """Two office records that were compared."""

    left: str
    right: str
    probability: Probability
    evidence: list[EvidenceOut]

    @classmethod
    def of(cls, link: ProposalLink) -> "LinkOut":
        """From a link of a proposal."""
        return cls(
            left=link.left,
            right=link.right,
            probability=link.probability,
            evidence=[EvidenceOut.of(entry) for entry in link.evidence],
        )
