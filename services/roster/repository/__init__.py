"""Every query of roster."""
