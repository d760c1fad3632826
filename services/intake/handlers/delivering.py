"""Deliveries: written down with what causes them, sent by a timer of their own, tried again, given up."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from chassis.aid import Aid
from chassis.gateway import Letter, Undeliverable
from chassis.work import Timer, Work
from contracts.intake import DeliveryFailed, LetterFailed, LetterSent, NoticeCompleted
from services.intake.domain.retrying import next_try
from services.intake.handlers import shared
from services.intake.repository import outgoing

DELIVER = "deliver"


@dataclass(frozen=True)
class Addressee:
    """``recipient``: a login or a customer's id, empty for a customer without a file. Without an ``address`` it cannot
    be delivered, and ``lacks`` says what is missing."""

    recipient: str
    address: str | None
    lacks: str = ""


@dataclass(frozen=True)
class Message:
    """What is sent, and what it belongs to."""

    channel: str
    title: str
    text: str
    number: str | None = None
    notification: str | None = None
    notice_id: str | None = None
    plan: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What the gateway said: a ``reference`` when it took the letter, else the ``reason``."""

    reference: str = ""
    reason: str = ""
    final: bool = False


async def send(work: Work, message: Message, to: Addressee) -> bool:
    """Write the delivery down; it goes out after the commit. False when there is no address to send it to."""
    delivery_id = work.new_id()
    values: dict[str, Any] = {
        "recipient": to.recipient,
        "address": to.address or "",
        "channel": message.channel,
        "title": message.title,
        "text": message.text,
        "number": message.number,
        "notification": message.notification,
        "notice_id": message.notice_id,
        "plan": message.plan,
        "attempts": 0,
        "tries": 0,
        "created_at": work.now,
    }
    if to.address:
        outgoing.add_delivery(
            work.store, work.site, delivery_id, **values, state="waiting", next_at=work.now, done_at=None
        )
        set_try(work, delivery_id, message.number)
        return True
    ended = {"state": "undeliverable", "done_at": work.now, "reason": to.lacks}
    outgoing.add_delivery(work.store, work.site, delivery_id, **values, **ended)
    _announce_failed(work, delivery_id, message, to.recipient, to.lacks, attempts=0)
    return False


def set_try(work: Work, delivery_id: str, number: str | None, at: Any = None) -> None:
    """Have the delivery tried at a moment, now by default."""
    data = {"delivery_id": delivery_id}
    work.schedule(f"{DELIVER}-{delivery_id}", at or work.now, DELIVER, data, number=number or "")


async def hand_over(timer: Timer, aid: Aid) -> Outcome | None:
    """Give the letter to its gateway, outside any transaction; None when the delivery no longer waits. It may be given
    twice after a crash: the letter's id is the delivery's."""
    async with aid.reading() as store:
        row = await outgoing.find_delivery(store, timer.site, str(timer.data["delivery_id"]))
    if row is None or row.state != "waiting":
        return None
    letter = Letter(
        id=row.delivery_id,
        site=timer.site,
        channel=row.channel,
        address=row.address,
        title=row.title,
        text=row.text,
        number=row.number or "",
    )
    try:
        delivered = await aid.gateway.deliver(letter)
    except Undeliverable as error:
        return Outcome(reason=error.reason, final=error.final)
    return Outcome(reference=delivered.reference)


async def record_delivery(timer: Timer, work: Work) -> None:
    """Write down what the gateway said: delivered, tried again after a while, or given up and announced."""
    outcome: Outcome | None = work.prepared
    row = await outgoing.find_delivery(work.store, work.site, str(timer.data["delivery_id"]), lock=True)
    if outcome is None or row is None or row.state != "waiting":
        return
    if outcome.reference:
        values: dict[str, Any] = {"state": "delivered", "done_at": work.now, "reference": outcome.reference}
    else:
        again = next_try(row.tries + 1, work.now, final=outcome.final)
        values = {"next_at": again, "reason": outcome.reason}
        if again is None:
            values |= {"state": "undeliverable", "done_at": work.now}
        else:
            set_try(work, row.delivery_id, row.number, again)
    counted = {"attempts": row.attempts + 1, "tries": row.tries + 1, "next_at": None}
    await outgoing.change_delivery(work.store, work.site, row.delivery_id, **(counted | values))
    await _announce_end(work, row, outcome, str(values.get("state", "waiting")))


async def _announce_end(work: Work, row: Row[Any], outcome: Outcome, state: str) -> None:
    attempts = row.attempts + 1
    if state == "delivered" and row.plan is not None:
        sent = LetterSent(number=row.number, plan=row.plan, delivery_id=row.delivery_id, attempts=attempts)
        shared.note(work, sent)
    if state == "undeliverable":
        message = Message(row.channel, "", "", row.number, row.notification, row.notice_id, row.plan)
        _announce_failed(work, row.delivery_id, message, row.recipient, outcome.reason, attempts=attempts)
    if state != "waiting" and row.notice_id is not None:
        await complete_notice(work, row.notice_id)


def _announce_failed(
    work: Work, delivery_id: str, message: Message, recipient: str, reason: str, *, attempts: int
) -> None:
    failed = DeliveryFailed(
        delivery_id=delivery_id,
        number=message.number,
        recipient=recipient,
        channel=message.channel,
        reason=reason,
        attempts=attempts,
        notification=message.notification,
        notice_id=message.notice_id,
        plan=message.plan,
    )
    if message.number is None:
        shared.announce(work, failed)
        return
    shared.note(work, failed)
    if message.plan is not None:
        told = LetterFailed(number=message.number, plan=message.plan, delivery_id=delivery_id, reason=reason)
        shared.note(work, told)


async def complete_notice(work: Work, notice_id: str) -> None:
    """Say so when no delivery of the notice waits any more. The lock on the notice lets the last of several at once
    see the others."""
    notice = await outgoing.find_notice(work.store, work.site, notice_id, lock=True)
    if notice is None or await outgoing.any_waiting(work.store, work.site, notice_id):
        return
    states = (await outgoing.count_states(work.store, work.site, [notice_id]))[notice_id]
    await outgoing.change_notice(work.store, work.site, notice_id, completed_at=work.now)
    done = NoticeCompleted(
        notice_id=notice_id,
        number=notice.number,
        delivered=states.get("delivered", 0),
        undeliverable=states.get("undeliverable", 0),
    )
    if notice.number is None:
        shared.announce(work, done)
    else:
        shared.note(work, done)
