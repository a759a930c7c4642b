"""Schema history of the store, run by `api.store.migrate`."""
