"""The reconciliation API 0.2, as OpenRefine speaks it: public reads about legal persons, open to other web sites."""
