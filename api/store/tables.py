"""The tables of the pilot. Raw strings are immutable: a changed office record is a new row in `record_versions`."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Serial = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column of type INTEGER."""

record_versions = Table(
    "record_versions",
    metadata,
    Column("record_id", String(160), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content_hash", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    Column("received_at", String(32), nullable=False),
)

record_heads = Table(
    "record_heads",
    metadata,
    Column("record_id", String(160), primary_key=True),
    Column("office", String(2), nullable=False),
    Column("local_id", String(150), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("gid", BigInteger, index=True),
    Column("committed_version", Integer),  # the version inside the applicant's commitment; behind `version` = amend
    Column("withdrawn", Boolean, nullable=False, server_default=false()),  # the office has it no more
    Index("ix_record_heads_local_id", "local_id"),
    Index("ix_record_heads_office_local_id", "office", "local_id", unique=True),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(20), primary_key=True),  # derived from what is proposed, so the same idea is never raised twice
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("probability", Float, nullable=False),
    Column("impact", Integer, nullable=False),
    Column("doubt", Float, nullable=False),
    Column("office", String(2), nullable=False),
    Column("offices", JSON, nullable=False),
    Column("record_count", Integer, nullable=False),
    Column("gid", BigInteger, index=True),
    Column("other_gid", BigInteger, index=True),
    Column("standard_name", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("side_probabilities", JSON, nullable=False),
    Column("commitment", String(64), unique=True),
    Column("operation_id", String(80), index=True),
    Column("failure", Text),
    Column("created_at", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("raised_by", String(80), nullable=False, server_default=""),  # the person; "" = matching
    Column("raised_from", String(20), index=True),  # the proposal whose judgement raised this one
    Column("apart", Boolean, nullable=False, server_default=false()),  # of an unlink: register what leaves on its own
    Index("ix_proposals_queue", "state", "impact", "doubt", "id"),
)

proposal_members = Table(
    "proposal_members",
    metadata,
    Column("proposal_id", String(20), ForeignKey("proposals.id"), primary_key=True),
    Column("record_id", String(160), ForeignKey("record_heads.record_id"), primary_key=True),
    Column("record_version", Integer, nullable=False),
    Column("side", Integer, nullable=False),
    Index("ix_proposal_members_record_id", "record_id"),
)

proposal_links = Table(
    "proposal_links",
    metadata,
    Column("proposal_id", String(20), ForeignKey("proposals.id"), primary_key=True),
    Column("left", String(160), primary_key=True),
    Column("right", String(160), primary_key=True),
    Column("probability", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("proposal_id", String(20), ForeignKey("proposals.id"), nullable=False, index=True),
    Column("by", String(80), nullable=False),
    Column("office", String(2), nullable=False),
    Column("decision", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String(32), nullable=False),
)

constraints = Table(
    "constraints",
    metadata,
    Column("left", String(160), primary_key=True),
    Column("right", String(160), primary_key=True),
    Column("together", Integer, nullable=False),
    Column("judgement_id", Serial, ForeignKey("judgements.id"), nullable=False),
    CheckConstraint('"left" < "right"', name="ordered"),
)

applicants = Table(
    "applicants",
    metadata,
    Column("gid", BigInteger, primary_key=True, autoincrement=False),
    Column("office", String(2), nullable=False),
    Column("standard_name", JSON, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("country", String(2), nullable=False),
    Column("commitment", String(64), nullable=False, unique=True),
    Column("record_version", Integer, nullable=False),
    Column("survivor", BigInteger, index=True),
    Column("created_at", String(32), nullable=False),
    Column("erased_at", String(32)),  # then only GID, office, commitment and status are left
)

committed_records = Table(
    "committed_records",
    metadata,
    Column("commitment", String(64), primary_key=True),
    Column("proposal_id", String(20), nullable=False, index=True),
    Column("record", JSON, nullable=False),
    Column("created_at", String(32), nullable=False),
)

salts = Table(
    "salts",  # apart from the records, so that one can be erased, backed up and guarded without the other
    metadata,
    Column("commitment", String(64), primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
)

merged_records = Table(
    "merged_records",  # what a GID brought into its survivor, and takes back when the merge is undone
    metadata,
    Column("gid", BigInteger, primary_key=True, autoincrement=False),
    Column("record_id", String(160), ForeignKey("record_heads.record_id"), primary_key=True),
)

awaited_links = Table(
    "awaited_links",  # an office still has to link or unlink itself, and its key is not here
    metadata,
    Column("gid", BigInteger, primary_key=True, autoincrement=False),
    Column("office", String(2), primary_key=True),
    Column("linked", Boolean, nullable=False),
)

relations = Table(
    "relations",  # judged to be related, and not the same
    metadata,
    Column("left", String(160), primary_key=True),
    Column("right", String(160), primary_key=True, index=True),
    Column("judgement_id", Serial, ForeignKey("judgements.id"), nullable=False),
    CheckConstraint('"left" < "right"', name="ordered"),
)

consent_calls = Table(
    "consent_calls",  # what the offices are asked to sign before a merge or split can be sent
    metadata,
    Column("proposal_id", String(20), ForeignKey("proposals.id"), primary_key=True),
    Column("proposer", String(2), nullable=False),
    Column("merged", BigInteger, nullable=False),
    Column("survivor", BigInteger, nullable=False),
    Column("op_id", LargeBinary(32), nullable=False),
    Column("deadline", BigInteger, nullable=False),  # unix time, seconds, of the chain
    Column("offices", JSON, nullable=False),  # number on the chain by office code
)

consents = Table(
    "consents",
    metadata,
    Column("proposal_id", String(20), ForeignKey("proposals.id"), primary_key=True),
    Column("office", String(2), primary_key=True),
    Column("signature", LargeBinary(65), nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", String(32), nullable=False),
)

audit_events = Table(
    "audit_events",
    metadata,
    Column("sequence", Serial, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("previous", String(64), nullable=False, unique=True),
    Column("digest", String(64), nullable=False),
)

uploads = Table(
    "uploads",  # files that offices sent; the files themselves lie in the data folder until they expire
    metadata,
    Column("id", String(32), primary_key=True),
    Column("office", String(2), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("state", String(12), nullable=False),
    Column("size", BigInteger),  # bytes announced; None = as many as came
    Column("received", BigInteger, nullable=False),
    Column("choices", JSON, nullable=False),  # what a person said: mapping, encoding, whether to skip refused rows
    Column("findings", JSON, nullable=False),  # format, headings, mapping, sample, what matching says
    Column("report", JSON, nullable=False),
    Column("taken", JSON, nullable=False),  # counts so far, with the number of the last staged record
    Column("failure", Text),
    Column("by", String(80), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
)

issues = Table(
    "issues",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("category", String(16), nullable=False),
    Column("severity", String(8), nullable=False),
    Column("summary", Text, nullable=False),
    Column("office", String(2), nullable=False),  # "" when it concerns all
    Column("gid", BigInteger, index=True),
    Column("evidence", JSON, nullable=False),
    Column("action", Text, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("rule", String(40), nullable=False),  # "" when a person raised it
    Column("raised_by", String(80), nullable=False),
    Column("raised_at", String(32), nullable=False),
    Column("resolution", Text, nullable=False),
    Column("closed_by", String(80), nullable=False),
    Column("closed_at", String(32), nullable=False),
    Column("version", Integer, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("digest", String(64), nullable=False),
)
