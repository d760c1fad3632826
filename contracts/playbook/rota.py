"""The month's roster: skills, patterns, and by when it is published."""

from contracts.playbook.basics import Grammar


class Rota(Grammar):
    """The month's roster: skills, patterns, and by when it is published."""
