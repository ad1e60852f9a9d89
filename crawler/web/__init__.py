"""The review page: Datasette on the database, read-only, with pages of ours, behind a guard of ours."""
