"""What is personal, what was erased, and that the chain tells no name."""

import secrets

from sqlalchemy import select

from api.report.blocks import Section
from api.report.material import Material
from api.store.tables import committed_records, salts
from node.commitments import Salt, canonical_json, commit_record
from node.tables import operations

TRIALS = 50
"""Commitments on which a guess without the salt is tried."""

SHORTEST = 5
"""Bytes; shorter names are found in random hashes by chance."""


def privacy(material: Material) -> Section:
    """Counts and two trials: names are looked for in all calldata, commitments are guessed without their salt."""
    material.count("privacy.personsRegistered", "SELECT count(*) FROM applicants WHERE kind = 'naturalPerson'")
    erased = (
        "SELECT count(*) FROM applicants a LEFT JOIN salts s ON s.commitment = a.commitment WHERE s.commitment IS NULL"
    )
    material.count("privacy.erased", erased)
    names = {form.text.encode() for stored in material.corpus.records.values() for form in stored.record.name_forms}
    needles = [name for name in names if len(name) >= SHORTEST]
    calldata = b"\0".join(bytes(row[0]) for row in material.connection.execute(select(operations.c.calldata)))
    material.enter("privacy.namesSearched", len(needles))
    material.enter("privacy.calldataSearched", len(calldata), "bytes")
    material.enter("privacy.namesFound", sum(needle in calldata for needle in needles))
    opened, guessed, tried = _guess(material)
    material.enter("privacy.trial.commitments", tried)
    material.enter("privacy.trial.withSalt", opened)
    material.enter("privacy.trial.withoutSalt", guessed)
    return material.section(
        "privacy",
        [
            material.text("sections.privacy.lead"),
            material.text("sections.privacy.scan"),
            material.text("sections.privacy.trial"),
            material.text("sections.privacy.pointers", quiet=True),
        ],
    )


def _guess(material: Material) -> tuple[int, int, int]:
    """Of some commitments: how many follow from record and salt, and how many from the record and a random salt."""
    query = (
        select(committed_records.c.commitment, committed_records.c.record, salts.c.salt)
        .join(salts, salts.c.commitment == committed_records.c.commitment)
        .order_by(committed_records.c.commitment)
        .limit(TRIALS)
    )
    opened = guessed = tried = 0
    for commitment, record, salt in material.connection.execute(query):
        canonical = canonical_json(record)
        opened += commit_record(canonical, salt=Salt(bytes(salt))).hex() == commitment
        guessed += commit_record(canonical, salt=Salt(secrets.token_bytes(32))).hex() == commitment
        tried += 1
    return opened, guessed, tried
