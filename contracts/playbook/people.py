"""Meetings, and staff accounts with their password policy."""

from contracts.playbook.basics import Grammar


class People(Grammar):
    """Meetings, and staff accounts with their password policy."""
