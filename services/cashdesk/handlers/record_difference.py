"""A difference that a count has shown waits for an approver, where the playbook names some."""

from chassis.work import Work
from contracts.cashdesk import DifferenceKind, DifferenceOpened
from contracts.money import Money
from services.cashdesk.handlers.recipients import all_of_roles
from services.cashdesk.repository.differences import add_difference


def record_difference(
    work: Work,
    kind: DifferenceKind,
    reference: str,
    minor: int,
    reason: str | None,
    *,
    counted_by: str,
    drawer: str | None,
) -> None:
    """``minor`` is counted less expected; nothing is recorded here when it is nothing."""
    approvers = work.playbook.cash.difference_approvers
    if not minor or not approvers:
        return
    difference_id, currency = work.new_id(), work.playbook.currency
    add_difference(
        work.store,
        id=difference_id,
        site=work.site,
        kind=kind,
        reference=reference,
        drawer=drawer,
        counted_by=counted_by,
        amount_minor=minor,
        currency=currency,
        reason=str(reason),
        state="open",
        recorded_at=work.now,
    )
    work.announce(
        DifferenceOpened(
            difference_id=difference_id,
            kind=kind,
            drawer=drawer,
            counted_by=counted_by,
            amount=Money.of_minor(minor, currency),
            reason=str(reason),
            recipients=[each for each in all_of_roles(work, approvers) if each.actor != counted_by],
        )
    )
