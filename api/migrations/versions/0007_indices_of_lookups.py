"""indices for looking an applicant up among a million

Revision: 0007, after 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDICES = {
    "ix_record_heads_local_id": ("record_heads", "local_id"),
    "ix_proposals_gid": ("proposals", "gid"),
    "ix_proposals_other_gid": ("proposals", "other_gid"),
    "ix_applicants_survivor": ("applicants", "survivor"),
    "ix_relations_right": ("relations", "right"),
    "outbox_operations_by_transaction": ("outbox_operations", "transaction_hash"),
}


def upgrade() -> None:
    """Bring the schema to this revision."""
    for name, (table, column) in INDICES.items():
        op.create_index(name, table, [column])


def downgrade() -> None:
    """Take this revision back."""
    for name, (table, _) in INDICES.items():
        op.drop_index(name, table_name=table)
