"""What the forms of exchange lose."""

from collections.abc import Sequence

from api.applicants.losses import losses_of
from api.report.blocks import Part, Section
from api.report.material import Material
from api.report.round_trip import changed_by_csv


def interoperability(material: Material) -> Section:
    """A real round trip through the extract's columns, and elements without a counterpart elsewhere."""
    records = [stored.record for stored in material.corpus.records.values()]
    refused, changed = changed_by_csv(records)
    material.enter("interoperability.csv.records", len(records))
    material.enter("interoperability.csv.refused", len(refused))
    material.enter("interoperability.csv.changed", sum(bool(fields) for fields in changed.values()))
    unchanged = len(records) - len(refused) - len(changed)
    material.enter("interoperability.csv.unchanged", unchanged / len(records) if records else 1.0, "share")
    fields = sorted({field for held in changed.values() for field in held})
    trip: list[Sequence[Part]] = [
        (
            material.wording.text(f"fields.{field}"),
            material.enter(f"interoperability.csv.field.{field}", sum(field in held for held in changed.values())),
        )
        for field in fields
    ]
    rows = [
        (
            loss.form,
            material.wording.text(f"losses.{loss.element}"),
            material.enter(f"interoperability.{loss.form.replace('.', '')}.{loss.element}", len(loss.records)),
        )
        for loss in losses_of(records)
    ]
    return material.section(
        "interoperability",
        [
            material.text("sections.interoperability.lead"),
            material.table("roundTrip", trip) if trip else None,
            material.text("sections.interoperability.elements"),
            material.table("losses", rows, words=2),
            material.text("sections.interoperability.remarks", quiet=True),
        ],
    )
