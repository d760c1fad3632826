"""What waits for an outgoing person: slips to sign, cash to be put away, differences to explain or to decide."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.money import Money
from services.cashdesk.handlers.show_deposit_slips import slips_waiting_for
from services.cashdesk.repository.deposits import drawn_put_aways, drawn_slip_of
from services.cashdesk.repository.differences import unsettled


async def held_money(work: Work, person: str) -> list[HandoverItem]:
    """Amounts of slips are not told: the clerk counts blind."""
    cash = work.playbook.cash
    items: list[HandoverItem] = []
    if cash.deposit is not None:
        own = await drawn_slip_of(work.store, work.site, person)
        slips = {} if own is None else {own.id: own}
        slips |= {slip.id: slip for slip in await slips_waiting_for(person, work)}
        items += [_slip(slips[each], person) for each in sorted(slips)]
        found = await drawn_put_aways(work.store, work.site)
        items += [_put_away(row, person) for row in found if row.collector == person]
    if cash.difference_approvers:
        found = await unsettled(work.store, work.site)
        items += [_difference(row) for row in found if _concerns(row, person, work)]
    return items


def _concerns(row: Row[Any], person: str, work: Work) -> bool:
    """Who counted explains a refused one; an approver decides an open one."""
    if row.counted_by == person:
        return bool(row.state == "refused")
    staff = work.staff.get(person)
    return row.state == "open" and staff is not None and staff.has(work.playbook.cash.difference_approvers)


def _slip(row: Row[Any], person: str) -> HandoverItem:
    title = "your deposit slip is not complete" if row.clerk == person else f"deposit slip of {row.clerk} to be signed"
    return HandoverItem(kind="deposit_slip", reference=row.id, title=title, state=row.state)


def _put_away(row: Row[Any], person: str) -> HandoverItem:
    money = Money.of_minor(row.amount_minor, row.currency)
    where = "to the bank" if row.kind == "bank" else "into the safe"
    title = f"{money} of {person} {where}, not yet witnessed"
    return HandoverItem(kind="put_away", reference=row.id, title=title, state=row.state)


def _difference(row: Row[Any]) -> HandoverItem:
    money = Money.of_minor(row.amount_minor, row.currency)
    does = "to be explained again" if row.state == "refused" else "to be decided"
    title = f"difference of {money}, counted by {row.counted_by}, {does}"
    return HandoverItem(kind="difference", reference=row.id, title=title, state=row.state)
