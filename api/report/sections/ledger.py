"""What the chain holds and costs, and what it would cost for many more."""

from collections.abc import Sequence

import numpy as np

from api.report.blocks import Part, Section
from api.report.material import Material
from api.store.audit import first_broken_entry

APPLICANTS = (1_000_000, 20_000_000, 100_000_000)
OFFICES = (10, 50, 193)
KINDS = ("register", "link", "amend", "merge", "split", "unlink", "revoke")


def ledger(material: Material) -> Section:
    """Transactions, gas and bytes per identifier, integrity, and projections."""
    rows = [row for kind in KINDS if (row := _kind_row(material, kind))]
    material.count("ledger.transactions", "SELECT count(*) FROM outbox_operations WHERE state = 'final'")
    material.count("ledger.gas", "SELECT coalesce(sum(gas_used), 0) FROM outbox_operations", "gas")
    material.count("ledger.identifiers", "SELECT count(*) FROM chain_entries")
    material.count("ledger.blocks", "SELECT coalesce(max(block_number), 0) FROM chain_checkpoint")
    material.count("ledger.batches", "SELECT count(*) FROM chain_batches")
    _per_identifier(material)
    return material.section(
        "ledger",
        [
            material.text("sections.ledger.lead"),
            material.table("transactions", rows),
            material.table("integrity", _integrity(material)),
            material.text("sections.ledger.projection"),
            material.table("projection", _projection(material), words=0),
            material.text("sections.ledger.remarks", quiet=True),
        ],
    )


def _kind_row(material: Material, kind: str) -> Sequence[Part] | None:
    where = f"FROM outbox_operations WHERE kind = '{kind}' AND state = 'final'"
    number = material.rows(f"SELECT count(*) {where}")[0][0]
    if not number:
        return None
    return (
        material.wording.text(f"operations.{kind}"),
        material.count(f"ledger.{kind}.transactions", f"SELECT count(*) {where}"),
        material.count(f"ledger.{kind}.gas", f"SELECT sum(gas_used) {where}", "gas"),
        material.count(f"ledger.{kind}.calldata", f"SELECT sum(length(calldata)) {where}", "bytes"),
    )


def _per_identifier(material: Material) -> None:
    """Mean and marginal cost; the marginal one is the slope of gas over batch size, for batches as large as allowed."""
    registered = "FROM outbox_operations WHERE kind = 'register' AND state = 'final'"
    identifiers = int(material.book["ledger.identifiers"].value) or 1
    gas = material.rows(f"SELECT coalesce(sum(gas_used), 0), coalesce(sum(length(calldata)), 0) {registered}")[0]
    material.enter("ledger.gasPerIdentifier", int(gas[0] or 0) / identifiers, "gas")
    material.enter("ledger.bytesPerIdentifier", int(gas[1] or 0) / identifiers, "bytes")
    batches = material.rows(
        "SELECT b.count, o.gas_used FROM chain_batches b "
        "JOIN outbox_operations o ON o.transaction_hash = b.transaction_hash"
    )
    material.enter("ledger.gasInFullBatches", _full_batch(batches, material.batch_size), "gas")
    links = material.rows(
        "SELECT count(*), o.gas_used FROM chain_events e "
        "JOIN outbox_operations o ON o.transaction_hash = e.transaction_hash "
        "WHERE e.kind = 'linked' GROUP BY o.id, o.gas_used"
    )
    total = sum(int(count or 0) for count, _ in links)
    material.enter("ledger.gasPerLink", sum(int(used or 0) for _, used in links) / total if total else 0.0, "gas")
    linked = int(material.book["lifecycle.linked"].value)
    material.enter("ledger.furtherOfficesPerApplicant", linked / identifiers, "ratio")


def _full_batch(batches: Sequence[Sequence[int | str | None]], size: int) -> float:
    """Gas per identifier in batches of `size`: by a straight line through those seen, their mean if all are alike."""
    counts = np.array([float(row[0] or 0) for row in batches])
    used = np.array([float(row[1] or 0) for row in batches])
    if not len(counts):
        return 0.0
    if len(set(counts.tolist())) < 2:
        return float(used.sum() / counts.sum())
    slope, base = np.polyfit(counts, used, 1)
    return float(slope + max(base, 0.0) / size)


def _integrity(material: Material) -> list[Sequence[Part]]:
    texts = material.wording
    broken = first_broken_entry(material.connection)
    material.count("ledger.refused", "SELECT count(*) FROM outbox_operations WHERE state = 'refused'")
    material.count("ledger.replaced", "SELECT count(*) FROM outbox_replacements")
    material.count("ledger.unsettled", "SELECT count(*) FROM outbox_operations WHERE state NOT IN ('final', 'refused')")
    material.count(
        "ledger.keyChanges", 'SELECT count(*) FROM chain_office_events WHERE "key" IS NOT NULL AND status IS NULL'
    )
    material.count("ledger.auditEntries", "SELECT count(*) FROM audit_events")
    material.enter("ledger.brokenAuditEntry", texts.text("none") if broken is None else str(broken), "text")
    if material.proofs is not None:
        material.enter("ledger.proofsChecked", material.proofs.checked)
        material.enter("ledger.proofsHeld", material.proofs.held)
    names = (
        "proofsChecked",
        "proofsHeld",
        "refused",
        "replaced",
        "unsettled",
        "keyChanges",
        "auditEntries",
        "brokenAuditEntry",
    )
    return [
        (texts.text(f"integrity.{name}"), material.book[f"ledger.{name}"])
        for name in names
        if f"ledger.{name}" in material.book
    ]


def _projection(material: Material) -> list[Sequence[Part]]:
    """Gas, chain bytes and days to register so many applicants for so many offices."""
    book, assumed, rows = material.book, material.assumptions, list[Sequence[Part]]()
    per_day = assumed.block_gas * assumed.share_of_blocks * 86_400 / assumed.block_seconds
    for applicants in APPLICANTS:
        for offices in OFFICES:
            links = applicants * assumed.further_offices(offices)
            gas = applicants * float(book["ledger.gasInFullBatches"].value) + links * float(
                book["ledger.gasPerLink"].value
            )
            size = applicants * float(book["ledger.bytesPerIdentifier"].value) * 2 + links * LINK_BYTES
            name = f"ledger.projection.{applicants // 1_000_000}M.{offices}"
            rows.append(
                (
                    material.enter(f"{name}.applicants", applicants),
                    material.enter(f"{name}.offices", offices),
                    material.enter(f"{name}.gas", gas, "gas"),
                    material.enter(f"{name}.bytes", size, "bytes"),
                    material.enter(f"{name}.days", gas / per_day, "days"),
                )
            )
    return rows


LINK_BYTES = 500
"""Calldata and event of one link, bytes; the event holds four words, the call about six."""
