"""What an outgoing person still holds at the cash desk: a drawer, cash, offers, open charges, allocations, payouts."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.cashdesk import CashdeskHandoverReported
from contracts.money import Money
from contracts.roster import HandoverOpened
from services.cashdesk.domain.ledger import drawer_account, holder_account
from services.cashdesk.handlers.held_goods import held_goods
from services.cashdesk.handlers.held_money import held_money
from services.cashdesk.repository.charges import held_allocations, held_charges
from services.cashdesk.repository.drawers import read_session_of_clerk, undecided
from services.cashdesk.repository.ledger import account_position
from services.cashdesk.repository.payouts import held_payouts


async def report_handover(event: HandoverOpened, work: Work) -> None:
    """Announced always, also when nothing is held. A drawer's expected content is never told: it is counted blind."""
    person, store, site = event.outgoing, work.store, work.site
    items: list[HandoverItem] = []
    session = await read_session_of_clerk(store, site, person)
    if session is not None:
        items.append(_drawer(session))
    held = await account_position(store, site, holder_account(person))
    if held:
        money = Money.of_minor(held, work.playbook.currency)
        items.append(
            HandoverItem(kind="cash", reference=holder_account(person), title=f"{money} in hand", state="held")
        )
    items += [_offer(row) for row in await undecided(store, site, person)]
    items += [_charge(row) for row in await held_charges(store, site, person)]
    items += [_allocation(row) for row in await held_allocations(store, site, person)]
    items += [_payout(row) for row in await held_payouts(store, site, person)]
    items += await held_money(work, person)
    items += await held_goods(work, person)
    report = CashdeskHandoverReported(handover_id=event.handover_id, person=person, items=items, round=event.round)
    work.announce(report)


def _drawer(row: Row[Any]) -> HandoverItem:
    money = Money.of_minor(row.float_minor, row.currency)
    title = f"drawer {row.drawer}, opened with {money}; to be counted by its clerk"
    return HandoverItem(kind="drawer", reference=drawer_account(row.drawer), title=title, state="open")


def _offer(row: Row[Any]) -> HandoverItem:
    money = Money.of_minor(row.amount_minor, row.currency)
    title = f"{money} from {row.giver} to {row.receiver}, not yet confirmed"
    return HandoverItem(kind="transfer", reference=row.id, title=title, state=row.state)


def _charge(row: Row[Any]) -> HandoverItem:
    money = Money.of_minor(row.amount_minor - row.paid_minor, row.currency)
    title = f"{row.name}: {money} outstanding"
    return HandoverItem(kind="charge", reference=row.id, title=title, number=row.number, state=row.state)


def _allocation(row: Row[Any]) -> HandoverItem:
    title = f"{row.quantity} x {row.item} for {row.department}, not yet signed"
    return HandoverItem(kind="allocation", reference=row.id, title=title, number=row.number, state=row.state)


def _payout(row: Row[Any]) -> HandoverItem:
    money = Money.of_minor(row.amount_minor, row.currency)
    title = f"{row.name}: {money} owed to the customer"
    return HandoverItem(kind="payout", reference=row.id, title=title, number=row.number, state=row.state)
