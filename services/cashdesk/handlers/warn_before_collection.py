"""Before the bank collects, and when it does, whoever has not handed in is named. Rule TH-07."""

from datetime import timedelta

from chassis import recurring
from chassis.work import Timer, Work
from contracts.cashdesk import CollectionMissing
from services.cashdesk.handlers.recipients import all_of_roles
from services.cashdesk.handlers.show_hand_ins import hand_ins

KIND = "bank_collection"
MINUTE = timedelta(minutes=1)


def _befores(work: Work) -> list[int]:
    """How many minutes before the bank collects somebody is told; 0 is the time itself."""
    bank = work.playbook.cash.bank_collection
    return [] if bank is None else [0, *sorted({warning.before // MINUTE for warning in bank.warn})]


async def expect_collections(work: Work) -> None:
    """See that the collection and its warnings are on the clock."""
    bank = work.playbook.cash.bank_collection
    for minutes in _befores(work):
        assert bank is not None
        await recurring.expect(
            work, f"bank-collection-{minutes}", bank.cron(minutes * MINUTE), KIND, {"before": minutes}
        )


async def collection_due(timer: Timer, work: Work) -> None:
    """Says nothing when everybody has handed in."""
    bank, minutes = work.playbook.cash.bank_collection, int(timer.data["before"])
    if bank is None or minutes not in _befores(work):
        return
    recurring.schedule_next(work, timer)
    late = [row for row in await hand_ins(work) if row.state in ("missing", "waiting")]
    if not late:
        return
    work.announce(
        CollectionMissing(
            due_at=timer.due_at + minutes * MINUTE,
            last=minutes == 0,
            names=[row.name for row in late],
            missing=late,
            recipients=all_of_roles(work, bank.tell),
        )
    )
