"""A day at a desk, told by the running system: a script of timed entries, a player, and checks of how it ended."""
