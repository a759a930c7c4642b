"""changes raised by people, consents, relations

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("raised_by", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("raised_from", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("apart", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f("ix_proposals_raised_from"), ["raised_from"], unique=False)
    op.create_table(
        "merged_records",
        sa.Column("gid", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record_heads.record_id"], name=op.f("fk_merged_records_record_id")),
        sa.PrimaryKeyConstraint("gid", "record_id", name=op.f("pk_merged_records")),
    )
    op.create_table(
        "awaited_links",
        sa.Column("gid", sa.BigInteger(), nullable=False),
        sa.Column("office", sa.String(length=2), nullable=False),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("gid", "office", name=op.f("pk_awaited_links")),
    )
    op.create_table(
        "relations",
        sa.Column("left", sa.String(length=160), nullable=False),
        sa.Column("right", sa.String(length=160), nullable=False),
        sa.Column("judgement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint('"left" < "right"', name=op.f("ck_relations_ordered")),
        sa.ForeignKeyConstraint(["judgement_id"], ["judgements.id"], name=op.f("fk_relations_judgement_id")),
        sa.PrimaryKeyConstraint("left", "right", name=op.f("pk_relations")),
    )
    op.create_table(
        "consent_calls",
        sa.Column("proposal_id", sa.String(length=20), nullable=False),
        sa.Column("proposer", sa.String(length=2), nullable=False),
        sa.Column("merged", sa.BigInteger(), nullable=False),
        sa.Column("survivor", sa.BigInteger(), nullable=False),
        sa.Column("op_id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("offices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_consent_calls_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_consent_calls")),
    )
    op.create_table(
        "consents",
        sa.Column("proposal_id", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=2), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=65), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_consents_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "office", name=op.f("pk_consents")),
    )


def downgrade() -> None:
    """Take this revision back."""
    for name in ("consents", "consent_calls", "relations", "awaited_links", "merged_records"):
        op.drop_table(name)
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposals_raised_from"))
        for column in ("apart", "raised_from", "raised_by"):
            batch_op.drop_column(column)
