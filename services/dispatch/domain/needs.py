"""Which events of others a playbook makes necessary; what none needs is not even fetched."""

from contracts.playbook.grammar import Playbook


def decides(book: Playbook) -> bool:
    """Some order waits for a decision table."""
    return any(line.decides for line in book.lines.values())


def pays_out(book: Playbook) -> bool:
    """Some step owes money to the customer."""
    return any(step.payout for line in book.lines.values() for step in line.steps)
