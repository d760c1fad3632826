"""A security deposit goes back to the customer, all or part of it, the way it came."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import ReturnSecurityDeposit, SecurityDepositReceipt, SecurityDepositReturned
from contracts.money import Money
from contracts.problems import Conflict, Invalid
from services.cashdesk.domain import movements
from services.cashdesk.domain.ledger import bank_account
from services.cashdesk.domain.paying import CASH
from services.cashdesk.domain.security_deposits import check_handles_deposits, check_open, part_of, state_after
from services.cashdesk.handlers.find_cash import CashPlace, cash_in_drawer
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.security_deposits import (
    add_part,
    asked_minor,
    get_security_deposit,
    save_security_deposit,
)


async def return_security_deposit(command: ReturnSecurityDeposit, work: Work) -> SecurityDepositReceipt:
    """Raises Forbidden, NotFound, Invalid or Conflict; nothing is given back then."""
    check_handles_deposits(work.actor, work.person.roles, work.playbook.cash)
    deposit = await get_security_deposit(work.store, work.site, command.deposit_id)
    check_open(deposit.state)
    held = deposit.amount_minor - deposit.returned_minor - deposit.kept_minor
    asked = await asked_minor(work.store, work.site, deposit.id)
    amount = part_of(command.amount, held, asked, deposit.currency)
    source = await _source(command, deposit, amount, work)
    return_id = work.new_id()
    movement = movements.return_deposit(source.account, amount, deposit.id, deposit.method)
    entry_id = await post(work, movement, return_id, number=deposit.number, sessions=source.sessions)
    return _write(command, work, deposit, return_id, amount, entry_id)


async def _source(command: ReturnSecurityDeposit, deposit: Row[Any], amount: int, work: Work) -> CashPlace:
    if deposit.method != CASH:
        if command.reference is None:
            raise Invalid(
                f"it came by {deposit.method} and goes back the same way",
                errors={"reference": "name the transfer with which it was paid back"},
            )
        return CashPlace(bank_account(deposit.method), None, amount)
    source = await cash_in_drawer(work, work.actor)
    if source is None:
        raise Conflict(
            f"cash leaves a drawer, and '{work.actor}' has none open",
            slug="no-open-drawer",
            errors={"deposit_id": "open a drawer with cashdesk.open_drawer, or ask a colleague who has one open"},
        )
    if source.free < amount:
        raise Conflict(
            "your drawer does not hold enough cash to give this back",
            slug="not-enough-cash",
            errors={"amount": "have cash handed to the drawer with hand_over_cash, or give back a part"},
        )
    return source


def _write(
    command: ReturnSecurityDeposit, work: Work, deposit: Row[Any], return_id: str, amount: int, entry_id: str
) -> SecurityDepositReceipt:
    returned = deposit.returned_minor + amount
    state = state_after(deposit.amount_minor, returned, deposit.kept_minor)
    held = Money.of_minor(deposit.amount_minor - returned - deposit.kept_minor, deposit.currency)
    add_part(
        work.store,
        id=return_id,
        site=work.site,
        deposit_id=deposit.id,
        kind="return",
        state="returned",
        amount_minor=amount,
        actor=work.actor,
        at=work.now,
        reference=command.reference,
        entry_id=entry_id,
    )
    save_security_deposit(work.store, deposit, returned_minor=returned, state=state)
    work.announce(
        SecurityDepositReturned(
            deposit_id=deposit.id,
            number=deposit.number,
            item=deposit.item,
            amount=Money.of_minor(amount, deposit.currency),
            held=held,
            return_id=return_id,
            method=deposit.method,
            reference=command.reference,
            by=work.actor,
        ),
        number=deposit.number or "",
    )
    total = Money.of_minor(deposit.amount_minor, deposit.currency)
    return SecurityDepositReceipt(
        deposit_id=deposit.id, state="open" if held.minor else "ended", amount=total, held=held
    )
