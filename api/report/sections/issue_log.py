"""The issue log as it stands."""

from collections import Counter
from collections.abc import Mapping, Sequence

from api.issues.model import IssueCategory, IssueState, Severity
from api.report.blocks import Part, Section
from api.report.material import Material


def issue_log(material: Material) -> Section:
    """Counts by category and severity, then every issue."""
    material.count("issues.all", "SELECT count(*) FROM issues")
    material.count("issues.open", "SELECT count(*) FROM issues WHERE state = 'open'")
    material.count("issues.bySystem", "SELECT count(*) FROM issues WHERE rule <> ''")
    counted = Counter(
        (one.draft.category, one.draft.severity) for one in material.issues if one.state is IssueState.OPEN
    )
    rows = [
        (material.wording.text(f"categories.{category.value}"), *_by_severity(material, category, counted))
        for category in IssueCategory
    ]
    log: list[Sequence[Part]] = [
        (
            str(issue.id),
            material.wording.text(f"categories.{issue.draft.category.value}"),
            issue.draft.severity.value,
            issue.draft.office or material.wording.text("all"),
            issue.draft.summary if not (material.anonymise and not issue.rule) else material.wording.text("withheld"),
            issue.draft.action if not (material.anonymise and not issue.rule) else "",
            issue.state.value,
        )
        for issue in material.issues
    ]
    return material.section(
        "issues",
        [
            material.text("sections.issues.lead"),
            material.table("issueCounts", rows),
            material.table("issueLog", log, words=7) if log else material.text("sections.issues.none"),
        ],
    )


def _by_severity(
    material: Material, category: IssueCategory, counted: Mapping[tuple[IssueCategory, Severity], int]
) -> list[Part]:
    name = f"issues.{category.value.replace(' ', '-')}"
    return [material.enter(f"{name}.{severity}", counted.get((category, severity), 0)) for severity in Severity]
