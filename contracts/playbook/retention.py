"""Keeping customers: triggers, offers, who takes over, groups that leave."""

from contracts.playbook.basics import Grammar


class Retention(Grammar):
    """Keeping customers: triggers, offers, who takes over, groups that leave."""
