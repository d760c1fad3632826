"""What customers say: topics, answers, the case library."""

from contracts.playbook.basics import Grammar


class Opinions(Grammar):
    """What customers say: topics, answers, the case library."""
