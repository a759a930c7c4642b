"""The tables of this layer, on its own MetaData: `chain_*` is a fold over the chain, `outbox_*` is on its way there.

Everything in `chain_*` can be thrown away and rebuilt from the chain. Hashes are raw bytes. For SQLite and PostgreSQL.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

Number = BigInteger()
RowId = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up by itself only for INTEGER

identity = Table(
    "chain_identity",
    metadata,
    Column("only", SmallInteger, primary_key=True, autoincrement=False, comment="always 1"),
    Column("genesis", LargeBinary(32), nullable=False, comment="hash of block 0"),
    Column("registry", String(42), nullable=False, comment="address in EIP-55 form"),
    comment="the one chain and contract that this database belongs to",
)

checkpoint = Table(
    "chain_checkpoint",
    metadata,
    Column("only", SmallInteger, primary_key=True, autoincrement=False, comment="always 1"),
    Column("block_number", Number, nullable=False),
    Column("block_hash", LargeBinary(32), nullable=False),
    Column("sequence", Number, nullable=False, comment="registry events folded so far"),
    Column("head", LargeBinary(32), nullable=False, comment="the registry's running hash after them"),
    comment="how far the index has followed",
)

blocks = Table(
    "chain_blocks",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("parent", LargeBinary(32), nullable=False),
    comment="the newest indexed blocks, kept to find where a reorganised chain parted",
)

batches = Table(
    "chain_batches",
    metadata,
    Column("batch", Number, primary_key=True, autoincrement=False, comment="counted from 0"),
    Column("first_gid", Number, nullable=False, unique=True),
    Column("count", Integer, nullable=False),
    Column("root", LargeBinary(32), nullable=False, comment="as stored by the contract"),
    Column("tree_root", LargeBinary(32), nullable=False),
    Column("office", SmallInteger, nullable=False, comment="number of the registering office"),
    Column("leaves", LargeBinary, nullable=False, comment="registered commitments, 32 bytes each, in order"),
    Column("block_number", Number, nullable=False, index=True),
    Column("transaction_hash", LargeBinary(32), nullable=False),
)

entries = Table(
    "chain_entries",
    metadata,
    Column("gid", Number, primary_key=True, autoincrement=False),
    Column("batch", Number, nullable=False),
    Column("leaf", Integer, nullable=False, comment="position in the batch, from 0"),
    Column("status", String(8), nullable=False, comment="active, merged or revoked"),
    Column("survivor", Number, nullable=True, comment="GID that a merged one directly leads to"),
    Column("commitment", LargeBinary(32), nullable=False, comment="the current one"),
    Column("version", Integer, nullable=False, comment="of the commitment; 1 as registered"),
    Column("offices", String(64), nullable=False, comment="live links: bitmap by office number, hexadecimal"),
)

events = Table(
    "chain_events",
    metadata,
    Column("sequence", Number, primary_key=True, autoincrement=False, comment="the contract's own count, from 1"),
    Column("gid", Number, primary_key=True, autoincrement=False, comment="for a registration the first of the batch"),
    Column("kind", String(16), nullable=False),
    Column("office", SmallInteger, nullable=True),
    Column("survivor", Number, nullable=True),
    Column("version", Integer, nullable=True),
    Column("commitment", LargeBinary(32), nullable=True),
    Column("op_id", LargeBinary(32), nullable=False, comment="for a registration the tree root"),
    Column("consents", String(64), nullable=True, comment="bitmap by office number, hexadecimal"),
    Column("reason_hash", LargeBinary(32), nullable=True),
    Column("head", LargeBinary(32), nullable=False, comment="running hash after this event"),
    Column("block_number", Number, nullable=False, index=True),
    Column("log_index", Integer, nullable=False),
    Column("transaction_hash", LargeBinary(32), nullable=False),
    Index("chain_events_by_gid", "gid", "sequence"),
    Index(
        "chain_events_by_survivor",
        "survivor",
        sqlite_where=text("survivor IS NOT NULL"),
        postgresql_where=text("survivor IS NOT NULL"),
    ),
    comment="one row per event and GID it touches",
)

office_events = Table(
    "chain_office_events",
    metadata,
    Column("block_number", Number, primary_key=True, autoincrement=False),
    Column("log_index", Integer, primary_key=True, autoincrement=False),
    Column("number", SmallInteger, nullable=False),
    Column("status", String(9), nullable=True),
    Column("code", String(2), nullable=True),
    Column("key", String(42), nullable=True),
)

offices = Table(
    "chain_offices",
    metadata,
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("code", String(2), nullable=False, unique=True),
    Column("key", String(42), nullable=False, comment="address, lower case hexadecimal"),
    Column("status", String(9), nullable=False),
)

operations = Table(
    "outbox_operations",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("office", String(2), nullable=False),
    Column("op_id", LargeBinary(32), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("calldata", LargeBinary, nullable=False),
    Column("reference", Text, nullable=False, comment="JSON list of the caller's own ids"),
    Column("state", String(8), nullable=False, index=True),
    Column("transaction_hash", LargeBinary(32), nullable=True),
    Column("block_number", Number, nullable=True),
    Column("block_hash", LargeBinary(32), nullable=True),
    Column("gas_used", Number, nullable=True),
    Column("first_gid", Number, nullable=True),
    Column("batch", Number, nullable=True),
    Column("refusal", Text, nullable=True, comment="JSON object: name and arguments of the contract's error"),
    Column("taken", Boolean, nullable=False, default=False, comment="the caller has taken the result over"),
    Column("part_of", RowId, nullable=True, comment="the operation of which this is a part, too large for one block"),
    UniqueConstraint("office", "op_id"),
    Index("outbox_operations_by_transaction", "transaction_hash"),
)

transactions = Table(
    "outbox_transactions",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("operation", RowId, ForeignKey("outbox_operations.id"), nullable=False, index=True),
    Column("signer", String(42), nullable=False),
    Column("nonce", Number, nullable=False),
    Column("raw", LargeBinary, nullable=False, comment="the signed bytes, sent again as they are after a crash"),
    UniqueConstraint("signer", "nonce"),
    comment="every transaction ever signed; stored before it is sent for the first time",
)

replacements = Table(
    "outbox_replacements",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("operation", RowId, ForeignKey("outbox_operations.id"), nullable=False, index=True),
    Column("signer", String(42), nullable=False),
    Column("nonce", Number, nullable=False),
    Column("attempt", Integer, nullable=False, comment="1 for the first time the price was raised"),
    Column("raw", LargeBinary, nullable=False),
    UniqueConstraint("signer", "nonce", "attempt"),
    comment="the same transactions at higher prices, signed because nobody mined the first",
)

CHAIN_TABLES = (checkpoint, blocks, batches, entries, events, office_events, offices)
