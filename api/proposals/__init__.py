"""From office records to registrations: grouping, policy, judgement, anchoring."""
