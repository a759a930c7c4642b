"""Who may do what: accounts, sign-in, keys, the one table of roles and operations, quotas, repeats, metrics."""
