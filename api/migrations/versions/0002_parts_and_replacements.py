"""parts of operations, replaced transactions

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("outbox_operations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "part_of",
                row_id,
                nullable=True,
                comment="the operation of which this is a part, too large for one block",
            )
        )
    op.create_table(
        "outbox_replacements",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("operation", row_id, nullable=False),
        sa.Column("signer", sa.String(length=42), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False, comment="1 for the first time the price was raised"),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["operation"], ["outbox_operations.id"], name=op.f("fk_outbox_replacements_operation")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_outbox_replacements")),
        sa.UniqueConstraint("signer", "nonce", "attempt", name=op.f("uq_outbox_replacements_signer")),
        comment="the same transactions at higher prices, signed because nobody mined the first",
    )
    with op.batch_alter_table("outbox_replacements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_replacements_operation"), ["operation"], unique=False)


def downgrade() -> None:
    """Take this revision back."""
    op.drop_table("outbox_replacements")
    with op.batch_alter_table("outbox_operations", schema=None) as batch_op:
        batch_op.drop_column("part_of")
