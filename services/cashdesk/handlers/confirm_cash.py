"""The receiver's signature under a hand-over of cash, or the end of one that did not happen. Rule PD-18."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    CashDeclined,
    CashHandedOver,
    ConfirmCash,
    DeclineCash,
    TransferReceipt,
)
from contracts.money import Money
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain.ledger import drawer_account, holder_account
from services.cashdesk.domain.movements import hand_over
from services.cashdesk.domain.pricing import in_currency
from services.cashdesk.repository.drawers import get_transfer, save_transfer, session_of_clerk
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.reading import serialise


async def confirm_cash(command: ConfirmCash, work: Work) -> TransferReceipt:
    """Cash goes into the receiver's open drawer, else into the receiver's hands. Raises Forbidden for anybody else,
    Conflict when the count is not what was offered."""
    transfer = await _open_offer(work, command.transfer_id)
    if transfer.receiver != work.actor:
        raise Forbidden(f"the cash was offered to '{transfer.receiver}', who counts it")
    offered = Money.of_minor(transfer.amount_minor, transfer.currency)
    if in_currency(command.counted, transfer.currency, "counted") != transfer.amount_minor:
        raise Conflict(
            f"{command.counted} was counted and {offered} was offered; the cash stays with '{transfer.giver}'",
            slug="count-differs",
            errors={"counted": "count again together, or decline with decline_cash"},
        )
    await _hold_source(work, transfer)
    session = await session_of_clerk(work.store, work.site, work.actor)
    target = holder_account(work.actor) if session is None else drawer_account(session.drawer)
    sessions = {} if session is None else {target: session.id}
    if transfer.session_id is not None:
        sessions[transfer.source] = transfer.session_id
    movement = hand_over(transfer.amount_minor, giver=transfer.source, receiver=target)
    entry_id = await post(work, movement, transfer.id, sessions=sessions)
    _decide(work, transfer, state="handed_over", target=target, entry_id=entry_id)
    work.announce(CashHandedOver(transfer_id=transfer.id, giver=transfer.giver, to=transfer.receiver, amount=offered))
    return TransferReceipt(transfer_id=transfer.id, state="handed_over")


async def decline_cash(command: DeclineCash, work: Work) -> TransferReceipt:
    """Raises Forbidden for anybody but giver and receiver, Conflict for a hand-over that is decided."""
    transfer = await _open_offer(work, command.transfer_id)
    if work.actor not in (transfer.giver, transfer.receiver):
        raise Forbidden(f"only '{transfer.giver}' and '{transfer.receiver}' end this offer")
    _decide(work, transfer, state="declined", reason=command.reason)
    work.announce(
        CashDeclined(
            transfer_id=transfer.id,
            giver=transfer.giver,
            to=transfer.receiver,
            amount=Money.of_minor(transfer.amount_minor, transfer.currency),
            by=work.actor,
            reason=command.reason,
        )
    )
    return TransferReceipt(transfer_id=transfer.id, state="declined")


async def _hold_source(work: Work, transfer: Row[Any]) -> None:
    """Nobody else reckons what the giver's drawer or hands have free while the offer turns into a posting."""
    if transfer.session_id is None:
        await serialise(work.store, f"{work.site}:{transfer.source}")
    else:
        await session_of_clerk(work.store, work.site, transfer.giver)


async def _open_offer(work: Work, transfer_id: str) -> Row[Any]:
    transfer = await get_transfer(work.store, work.site, transfer_id)
    if transfer.state != "offered":
        raise Conflict(f"this hand-over is already {transfer.state}, by '{transfer.decided_by}'")
    return transfer


def _decide(work: Work, transfer: Row[Any], **changes: Any) -> None:
    save_transfer(work.store, transfer, decided_by=work.actor, decided_at=work.now, **changes)
