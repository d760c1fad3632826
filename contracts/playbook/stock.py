"""Stock by type and serial range, gifts, lent items, promotions."""

from contracts.playbook.basics import Grammar


class Stock(Grammar):
    """Stock by type and serial range, gifts, lent items, promotions."""
