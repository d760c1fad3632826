"""Every query of cashdesk. Reads that lead to a write lock their rows where the database has row locks."""
