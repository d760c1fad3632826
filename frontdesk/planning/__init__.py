"""Proposing a month's roster: the problem, the search, and what the proposal falls short of, by name."""
