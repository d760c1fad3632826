"""The collector brings takings to the bank or stores them as tail cash, witnessed by the duty manager. TH-07, TH-08."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    DepositAtBank,
    PutAwayDrawn,
    PutAwayKind,
    PutAwayReceipt,
    StoreTailCash,
)
from contracts.money import Money
from contracts.problems import Conflict, Forbidden, Invalid
from services.cashdesk.domain.drawers import check_drawer, judge_count
from services.cashdesk.domain.pricing import in_currency
from services.cashdesk.handlers.find_cash import cash_in_hand
from services.cashdesk.handlers.recipients import all_of_roles
from services.cashdesk.handlers.slip_figures import deposit_rules
from services.cashdesk.repository.deposits import add_put_away


async def deposit_at_bank(command: DepositAtBank, work: Work) -> PutAwayReceipt:
    """Raises Forbidden for anybody but a collector, Invalid or Conflict for more than the collector holds."""
    _check_collector(work)
    minor = in_currency(command.amount, work.playbook.currency, "amount")
    if minor <= 0:
        raise Invalid("a deposit is above zero", errors={"amount": "above zero"})
    held = await cash_in_hand(work, work.actor)
    if held.free < minor:
        raise Conflict(
            "you do not hold that much cash that is not already promised",
            slug="not-enough-cash",
            errors={"amount": "at most what clerks have handed in to you"},
        )
    return _draw(work, "bank", minor, minor, drawers={}, reference=command.reference)


async def store_tail_cash(command: StoreTailCash, work: Work) -> PutAwayReceipt:
    """Raises Forbidden for anybody but a collector, Invalid for a difference without a reason, Conflict where nothing
    is left or the playbook stores no tail cash."""
    _check_collector(work)
    cash = work.playbook.cash
    if not cash.tail_cash:
        raise Conflict("this desk stores no tail cash; its playbook has no cash.tail_cash")
    drawers: dict[str, int] = {}
    for index, each in enumerate(command.drawers):
        path = f"drawers.{index}"
        check_drawer(each.drawer, cash)
        if each.drawer in drawers:
            raise Invalid(f"drawer {each.drawer} is named twice", errors={f"{path}.drawer": "name each drawer once"})
        drawers[each.drawer] = in_currency(each.counted, work.playbook.currency, f"{path}.counted")
        if drawers[each.drawer] < 0:
            raise Invalid("a count is not below zero", errors={f"{path}.counted": "0 or more"})
    held = await cash_in_hand(work, work.actor)
    counted = sum(drawers.values())
    if not held.free and not counted:
        raise Conflict("you hold no cash", slug="nothing-to-hand-in")
    count = judge_count(held.free, counted, command.reason)
    return _draw(work, "tail", counted, count.expected, drawers=drawers, reason=command.reason)


def _check_collector(work: Work) -> None:
    roles = deposit_rules(work).collector_roles
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' does not collect takings; roles that do: {', '.join(roles)}")


def _draw(
    work: Work, kind: PutAwayKind, minor: int, expected: int, *, drawers: dict[str, int], **more: str | None
) -> PutAwayReceipt:
    put_away_id, amount = work.new_id(), Money.of_minor(minor, work.playbook.currency)
    add_put_away(
        work.store,
        id=put_away_id,
        site=work.site,
        kind=kind,
        collector=work.actor,
        amount_minor=minor,
        expected_minor=expected,
        currency=work.playbook.currency,
        drawers=drawers,
        state="drawn",
        drawn_at=work.now,
        **more,
    )
    witnesses = all_of_roles(work, deposit_rules(work).witness_roles)
    work.announce(
        PutAwayDrawn(
            put_away_id=put_away_id,
            kind=kind,
            collector=work.actor,
            amount=amount,
            recipients=[each for each in witnesses if each.actor != work.actor],
        )
    )
    return PutAwayReceipt(put_away_id=put_away_id, kind=kind, state="drawn", amount=amount)


def receipt_of(row: Row[Any], state: Any) -> PutAwayReceipt:
    return PutAwayReceipt(
        put_away_id=row.id, kind=row.kind, state=state, amount=Money.of_minor(row.amount_minor, row.currency)
    )
