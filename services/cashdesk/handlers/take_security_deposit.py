"""A customer leaves a security deposit: money that the desk holds and owes. By the rules of a payment."""

from chassis.work import Work
from contracts.cashdesk import SecurityDepositReceipt, SecurityDepositTaken, TakeSecurityDeposit
from contracts.fingerprints import plain_phone
from contracts.masking import mask_name, mask_phone
from contracts.money import Money
from contracts.problems import Conflict
from services.cashdesk.domain import movements
from services.cashdesk.domain.ledger import drawer_account
from services.cashdesk.domain.paying import CASH, Tender, check_method, tender, where_money_goes
from services.cashdesk.domain.pricing import in_currency
from services.cashdesk.handlers.record_participant import check_phone
from services.cashdesk.repository.charges import is_cancelled
from services.cashdesk.repository.drawers import session_of_clerk
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.lending import get_item
from services.cashdesk.repository.security_deposits import add_security_deposit


async def take_security_deposit(command: TakeSecurityDeposit, work: Work) -> SecurityDepositReceipt:
    """Raises Invalid, Forbidden, NotFound or Conflict as the fields and the state demand; nothing is taken then."""
    book, person = work.playbook, work.person
    check_method(command.method, book.cash)
    minor = in_currency(command.amount, book.currency, "amount")
    paid = tender(command.method, minor, command.amount, command.received, book.currency)
    await _check_links(command, work)
    session = await session_of_clerk(work.store, work.site, work.actor) if command.method == CASH else None
    drawer = None if session is None else session.drawer
    account = where_money_goes(command.method, work.actor, person.roles, drawer, book.cash)
    sessions = {} if session is None else {drawer_account(session.drawer): session.id}
    deposit_id = work.new_id()
    movement = movements.take_deposit(account, paid.amount, deposit_id, command.method)
    entry_id = await post(work, movement, deposit_id, number=command.number, sessions=sessions)
    return _keep(command, work, deposit_id, paid, entry_id)


async def _check_links(command: TakeSecurityDeposit, work: Work) -> None:
    if command.phone is not None:
        check_phone(command.phone)
    if command.item is not None:
        await get_item(work.store, work.site, command.item)
    if command.number is not None and await is_cancelled(work.store, work.site, command.number):
        raise Conflict("the request was cancelled", errors={"number": "take no security deposit for it"})


def _keep(
    command: TakeSecurityDeposit, work: Work, deposit_id: str, paid: Tender, entry_id: str
) -> SecurityDepositReceipt:
    """Who the customer is in full stands in the request, if there is one; here what tells two customers apart."""
    customer = None if command.customer is None else mask_name(command.customer)
    phone = None if command.phone is None else mask_phone(plain_phone(command.phone))
    add_security_deposit(
        work.store,
        id=deposit_id,
        site=work.site,
        purpose=command.purpose,
        method=command.method,
        amount_minor=paid.amount,
        returned_minor=0,
        kept_minor=0,
        currency=work.playbook.currency,
        state="open",
        number=command.number,
        item=command.item,
        customer=customer,
        phone=phone,
        reference=command.reference,
        taken_by=work.actor,
        at=work.now,
        entry_id=entry_id,
    )
    work.announce(
        SecurityDepositTaken(
            deposit_id=deposit_id,
            number=command.number,
            item=command.item,
            amount=command.amount,
            held=command.amount,
            purpose=command.purpose,
            method=command.method,
            customer=customer,
            phone=phone,
            taken_by=work.actor,
        ),
        number=command.number or "",
    )
    change = Money.of_minor(paid.change, work.playbook.currency)
    return SecurityDepositReceipt(
        deposit_id=deposit_id, state="open", amount=command.amount, held=command.amount, change=change
    )
