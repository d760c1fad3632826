"""The giver's signature under a hand-over of cash; the cash moves when the receiver has counted. Rule PD-18."""

from chassis.work import Work
from contracts.cashdesk import CashOffered, HandOverCash, TransferReceipt
from contracts.problems import Conflict, Invalid
from services.cashdesk.domain.pricing import in_currency
from services.cashdesk.handlers.find_cash import CashPlace, cash_in_drawer, cash_in_hand
from services.cashdesk.repository.drawers import add_transfer


async def hand_over_cash(command: HandOverCash, work: Work) -> TransferReceipt:
    """Offer cash from one's hands, or else from one's open drawer. Raises Invalid, NotFound or Conflict."""
    minor = in_currency(command.amount, work.playbook.currency, "amount")
    if minor <= 0:
        raise Invalid("a hand-over is above zero", errors={"amount": "above zero"})
    giver = work.person.actor
    if command.to == giver:
        raise Invalid("cash is handed to a colleague", errors={"to": "name somebody else"})
    deposit = work.playbook.cash.deposit
    if deposit is not None and work.colleague(command.to, "to").has(deposit.collector_roles):
        raise Conflict(
            f"'{command.to}' collects takings, which are handed in with a deposit slip and three signatures",
            slug="deposit-slip",
            errors={"to": "draw a slip with draw_deposit_slip"},
        )
    work.colleague(command.to, "to")
    source = await _source(work, giver, minor)
    transfer_id = work.new_id()
    add_transfer(
        work.store,
        id=transfer_id,
        site=work.site,
        giver=giver,
        receiver=command.to,
        amount_minor=minor,
        currency=work.playbook.currency,
        source=source.account,
        session_id=source.session_id,
        state="offered",
        offered_at=work.now,
    )
    work.announce(CashOffered(transfer_id=transfer_id, giver=giver, to=command.to, amount=command.amount))
    return TransferReceipt(transfer_id=transfer_id, state="offered")


async def _source(work: Work, giver: str, minor: int) -> CashPlace:
    in_hand = await cash_in_hand(work, giver)
    if in_hand.free >= minor:
        return in_hand
    drawer = await cash_in_drawer(work, giver)
    if drawer is not None and drawer.free >= minor:
        return drawer
    raise Conflict(
        "you do not hold that much cash that is not already offered to somebody",
        slug="not-enough-cash",
        errors={"amount": "at most what you have taken and not yet handed over"},
    )
