"""What a month's roster has to keep: coverage, rest, hours, fairness."""

from contracts.playbook.basics import Grammar


class Planning(Grammar):
    """What a month's roster has to keep: coverage, rest, hours, fairness."""
