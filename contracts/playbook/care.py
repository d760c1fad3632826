"""Care of customers: segments, windows, quotas, scripts, call lists."""

from contracts.playbook.basics import Grammar


class Care(Grammar):
    """Care of customers: segments, windows, quotas, scripts, call lists."""
