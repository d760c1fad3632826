"""Every query of intake. Site first, always; only this package knows the tables."""
