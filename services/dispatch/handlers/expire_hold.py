"""The expected end of a hold has passed, and the order is still held. Rule PD-12."""

from datetime import datetime

from chassis.work import Timer, Work
from contracts.base import Recipient
from contracts.dispatch import OrderHoldExpired
from services.dispatch import repository
from services.dispatch.handlers._case import announce, note, recipients

HOLD_OVER = "hold"


async def expire_hold(timer: Timer, work: Work) -> None:
    """Named once to whoever held it and to the head; a hold that ended, or another one since, is none of this timer's
    business."""
    order = await repository.order(work.store, work.site, timer.number, lock=True)
    if order is None or order.state != "held" or order.hold is None or order.hold["held_at"] != timer.data["held_at"]:
        return
    hold = order.hold
    held_by = work.staff.people.get(hold["held_by"])
    holder = Recipient(actor=hold["held_by"], role="held_by", on_duty=held_by is not None and held_by.on_duty)
    event = OrderHoldExpired(
        number=order.number,
        order_id=order.order_id,
        cause=hold["cause"],
        reason=hold["reason"],
        expected_end=datetime.fromisoformat(hold["expected_end"]),
        held_by=hold["held_by"],
        recipients=[holder, *recipients(["head"], order.department, work)],
    )
    announce(order, event, work)
    note(work, order.number, "hold_expired", expected_end=hold["expected_end"])
