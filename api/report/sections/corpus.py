"""What the offices sent, and what became of it: strings, standard spellings, clusters, identifiers."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations

from api.intake.st3 import office_names
from api.report.blocks import Code, Part, Section, Table
from api.report.figures import Figure
from api.report.material import Material
from api.report.pictures import draw_offices, draw_stages
from matching.records import ApplicantKind, OfficeRecord

STAGES = ("raw", "standard", "clusters", "identifiers")


def corpus(material: Material) -> Section:
    """Records by office and script, before and after, and what the offices share."""
    _totals(material)
    offices = sorted({stored.record.office for stored in material.corpus.records.values()})
    by_office = {
        office: _stages(material, f"corpus.offices.{office}", _of_office(material, office)) for office in offices
    }
    scripts = [script for script, _ in _scripts(material).most_common()]
    by_script = {
        script: _stages(material, f"corpus.scripts.{script}", _of_script(material, script)) for script in scripts
    }
    _stages(material, "corpus.all", material.corpus.records)
    named = {office: office_names().get(office, office) for office in offices}
    return material.section(
        "corpus",
        [
            material.text("sections.corpus.lead"),
            material.table("offices", [_office_row(material, office, named[office]) for office in offices], words=2),
            material.text("sections.corpus.beforeAfter"),
            draw_stages(material.wording, "stages-offices", named, by_office),
            draw_stages(
                material.wording, "stages-scripts", {script: _script(material, script) for script in scripts}, by_script
            ),
            _stage_table(material, "stagesByScript", {_script(material, key): by_script[key] for key in scripts}),
            material.text("sections.corpus.shared"),
            draw_offices(material.wording, *_shared(material, offices)),
            _shared_table(material, offices),
            material.text("sections.corpus.remarks", quiet=True),
        ],
    )


def _totals(material: Material) -> None:
    material.count("corpus.offices", "SELECT count(DISTINCT office) FROM record_heads")
    material.count("corpus.records", "SELECT count(*) FROM record_heads")
    material.count("corpus.versions", "SELECT count(*) FROM record_versions")
    material.count("corpus.firstReceived", "SELECT min(received_at) FROM record_versions", "moment")
    material.count("corpus.lastReceived", "SELECT max(received_at) FROM record_versions", "moment")
    records = [stored.record for stored in material.corpus.records.values()]
    material.enter("corpus.scripts", len(_scripts(material)))
    material.enter("corpus.withIdentifier", _share(records, lambda record: bool(record.identifiers)), "share")
    material.enter("corpus.withFamilies", _share(records, lambda record: bool(record.families)), "share")
    foreign = [record for record in records if record.name_forms[0].script not in ("Latn", "Zyyy")]
    material.enter("corpus.notLatin", len(foreign))
    material.enter("corpus.withLatinForm", _share(foreign, _has_latin), "share")
    material.enter("corpus.sharedApplicants", sum(len(held) > 1 for held in _holders(material).values()))
    kinds = Counter(record.kind for record in records)
    material.enter("corpus.legalPersons", kinds[ApplicantKind.LEGAL_PERSON])
    material.enter("corpus.naturalPersons", kinds[ApplicantKind.NATURAL_PERSON])


def _holders(material: Material) -> Mapping[str, set[str]]:
    """The offices that hold each proposed applicant."""
    holders: dict[str, set[str]] = {}
    for record_id, group in material.corpus.proposed.items():
        holders.setdefault(group, set()).add(material.corpus.records[record_id].record.office)
    return holders


def _has_latin(record: OfficeRecord) -> bool:
    return any(form.script == "Latn" for form in record.name_forms[1:])


def _share(records: Sequence[OfficeRecord], holds: Callable[[OfficeRecord], bool]) -> float:
    return sum(map(holds, records)) / len(records) if records else 0.0


def _scripts(material: Material) -> Counter[str]:
    return Counter(stored.record.name_forms[0].script for stored in material.corpus.records.values())


def _script(material: Material, script: str) -> str:
    return material.wording.text(f"scripts.{script}") if material.wording.has(f"scripts.{script}") else script


def _of_office(material: Material, office: str) -> list[str]:
    return [key for key, stored in material.corpus.records.items() if stored.record.office == office]


def _of_script(material: Material, script: str) -> list[str]:
    return [key for key, stored in material.corpus.records.items() if stored.record.name_forms[0].script == script]


def _stages(material: Material, prefix: str, record_ids: Collection[str]) -> list[Figure]:
    """Distinct strings, standard spellings, clusters and identifiers of some records."""
    known = material.corpus
    stems = known.columns.stem
    counted = {
        "raw": {known.filed_name(record_id) for record_id in record_ids},
        "standard": {stems[known.names[record_id]] for record_id in record_ids},
        "clusters": {known.proposed[record_id] for record_id in record_ids},
        "identifiers": {known.registered[record_id] for record_id in record_ids if record_id in known.registered},
    }
    return [material.enter(f"{prefix}.{stage}", len(counted[stage])) for stage in STAGES]


def _office_row(material: Material, office: str, name: str) -> Sequence[Part]:
    where = f"FROM record_heads WHERE office = '{office}'"
    held = [material.corpus.records[record_id].record for record_id in _of_office(material, office)]
    scripts = Counter(record.name_forms[0].script for record in held)
    return (
        Code(office),
        name,
        material.count(f"corpus.offices.{office}.records", f"SELECT count(*) {where}"),
        material.enter(
            f"corpus.offices.{office}.withIdentifier", _share(held, lambda record: bool(record.identifiers)), "share"
        ),
        material.enter(f"corpus.offices.{office}.scripts", ", ".join(key for key, _ in scripts.most_common()), "text"),
        material.count(f"corpus.offices.{office}.registered", f"SELECT count(gid) {where}"),
    )


def _stage_table(material: Material, key: str, rows: Mapping[str, Sequence[Figure]]) -> Table:
    whole = [material.book[f"corpus.all.{stage}"] for stage in STAGES]
    shown: list[Sequence[Part]] = [[label, *figures] for label, figures in rows.items()]
    return material.table(key, [*shown, [material.wording.text("all"), *whole]])


def _shared(
    material: Material, offices: Sequence[str]
) -> tuple[Mapping[str, Figure], Mapping[tuple[str, str], Figure]]:
    """Records of each office, and proposed applicants that two offices hold."""
    pairs = Counter(pair for held in _holders(material).values() for pair in combinations(sorted(held), 2))
    records = {office: material.book[f"corpus.offices.{office}.records"] for office in offices}
    shared = {
        pair: material.enter(f"corpus.shared.{pair[0]}.{pair[1]}", pairs[pair]) for pair in combinations(offices, 2)
    }
    return records, shared


def _shared_table(material: Material, offices: Sequence[str]) -> Table:
    rows = []
    for row in offices:
        cells: list[Part] = [Code(row)]
        for column in offices:
            name = f"corpus.shared.{min(row, column)}.{max(row, column)}"
            cells.append("–" if row == column else material.book[name])
        rows.append(cells)
    table = material.table("shared", rows)
    return Table(table.caption, [table.header[0], *offices], table.rows)
