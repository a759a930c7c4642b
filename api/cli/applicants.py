"""`gid search` and `gid show`: who is this?"""

from typing import Annotated

import typer

from api.applicants.reading import ApplicantDetail
from api.applicants.searching import ApplicantHit
from api.cli.printing import print_json, print_table, visible
from api.errors import MergedGidError, NothingFoundError
from api.pilot import Pilot, open_pilot
from api.schemas.applicants import ApplicantBrief, ApplicantOut
from api.settings import read_settings
from node.errors import GidCheckError
from node.identifiers import Gid, compact_gid, format_gid, parse_gid

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Question = Annotated[
    str, typer.Argument(metavar="NAME|GID|NUMBER", help="A name in any script, a GID, or an office's number.")
]


def search(text: Question, top: Annotated[int, typer.Option(min=1, max=50)] = 10, as_json: AsJson = False) -> None:
    """Find registered applicants, most probable first."""
    with open_pilot(read_settings(), make=False) as pilot:
        hits = pilot.search(text, top=top)
    if as_json:
        items = [ApplicantBrief.of_hit(hit).model_dump(mode="json", by_alias=True) for hit in hits]
        print_json({"items": items, "total": len(items)})
        return
    if not hits:
        raise NothingFoundError("no registered applicant resembles this")
    rows = [
        (
            format_gid(hit.applicant.gid),
            f"{hit.probability:.3f}",
            " ".join(sorted({stored.record.office for stored in hit.applicant.records})),
            hit.applicant.row.standard_name["text"],
        )
        for hit in hits
    ]
    print_table(("GID", "probability", "offices", "standard name"), rows, flowing="standard name")


def show(text: Question, as_json: AsJson = False) -> None:
    """Show one applicant: its names, records, history and place on the chain."""
    with open_pilot(read_settings(), make=False) as pilot:
        gid = _identified(pilot, text)
        try:
            detail = pilot.applicant(gid)
        except MergedGidError as merged:
            typer.echo(f"{format_gid(gid)} was merged into {format_gid(Gid(merged.survivor))}", err=True)
            detail = pilot.applicant(Gid(merged.survivor))
        chain = pilot.known_chain()
    if as_json:
        print_json(ApplicantOut.of_detail(detail, chain["chainId"] or 0, chain["registry"]))
    else:
        _print(detail)


def _identified(pilot: Pilot, text: str) -> Gid:
    """The GID that is meant: written out, or the best answer to a search where it is likely to be meant.

    Raises:
        NothingFoundError: no registered applicant is likelier than not to be meant.
    """
    try:
        return parse_gid(text)
    except GidCheckError:
        hits: list[ApplicantHit] = pilot.search(text, top=1)
    if not hits:
        raise NothingFoundError("no registered applicant resembles this")
    if hits[0].probability < pilot.settings.match.review_from:
        raise NothingFoundError(
            f"nothing found: the nearest applicant is meant with probability {hits[0].probability:.2f} only",
            advice="`gid search` with the same text lists what comes nearest",
        )
    return hits[0].applicant.gid


def _print(detail: ApplicantDetail) -> None:
    applicant = detail.applicant
    row = applicant.row
    typer.echo(f"{format_gid(applicant.gid)}  ({compact_gid(applicant.gid)})  {applicant.status}")
    typer.echo(f"standard name: {visible(row.standard_name['text'])}")
    if row.standard_name["latin"] != row.standard_name["text"]:
        made = ", romanised here" if row.standard_name.get("latin_is_romanised") else ""
        typer.echo(f"in Latin script: {visible(row.standard_name['latin'])}{made}")
    typer.echo(f"kind: {row.kind}  country: {row.country or '-'}")
    records = [
        (each.record.record_id, each.record.name_forms[0].text, each.record.country, each.record.city)
        for each in applicant.records
    ]
    print_table(("office record", "name as filed", "country", "city"), records, flowing="name as filed")
    if detail.anchor:
        batch = detail.anchor.batch
        typer.echo(
            f"batch {batch.number} of office {batch.office}, position {detail.anchor.entry.leaf}, block "
            f"{batch.block_number}, transaction 0x{batch.transaction_hash.hex()}"
        )
    for entry in detail.history:
        typer.echo(f"{entry.at:<20}  {entry.event:<10} {entry.office:<2} {entry.by:<9} {visible(entry.detail)}")
    typer.echo("Pilot identifier with no legal effect; the register of the office prevails.", err=True)
