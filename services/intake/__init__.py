"""Requests: recorded once, read back, owned by one person, noted, counted every day, archived."""
