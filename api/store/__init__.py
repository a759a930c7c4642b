"""What the pilot keeps: records, proposals, judgements, applicants, salts and the audit trail."""
