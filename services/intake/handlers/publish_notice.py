"""Tell a group something, and try again what could not be delivered. Rule IR-08."""

from chassis.work import Work
from contracts.base import Done
from contracts.intake import NoticePublished, NoticeReceipt, PublishNotice, RetryDelivery
from contracts.problems import Conflict, Invalid, NotFound
from services.intake.handlers import shared
from services.intake.handlers.addressing import members
from services.intake.handlers.delivering import Message, complete_notice, send, set_try
from services.intake.repository import outgoing


async def publish_notice(command: PublishNotice, work: Work) -> NoticeReceipt:
    """One delivery for each member of the group. Raises Forbidden, Invalid for a group the playbook does not have."""
    shared.must_speak_for_the_desk(work)
    group = work.playbook.groups.get(command.group)
    if group is None:
        known = f"one of {', '.join(work.playbook.groups)}" if work.playbook.groups else "this desk has no groups"
        raise Invalid(f"there is no group '{command.group}'", errors={"group": known})
    if command.number is not None:
        await shared.request_of(work, command.number, lock=False)
    notice_id = work.new_id()
    message = Message(command.channel, command.title, command.text, command.number, notice_id=notice_id)
    people = [member async for member in members(work, group, command.channel)]
    outgoing.add_notice(
        work.store,
        work.site,
        notice_id,
        audience=command.group,
        channel=command.channel,
        title=command.title,
        text=command.text,
        number=command.number,
        published_by=work.actor,
        published_at=work.now,
        recipients=len(people),
    )
    _announce(command, work, notice_id, len(people))
    sent = [await send(work, message, person) for person in people]
    if not any(sent):
        await complete_notice(work, notice_id)
    return NoticeReceipt(notice_id=notice_id, recipients=len(people), undeliverable=sent.count(False))


def _announce(command: PublishNotice, work: Work, notice_id: str, recipients: int) -> None:
    published = NoticePublished(
        notice_id=notice_id,
        group=command.group,
        channel=command.channel,
        title=command.title,
        text=command.text,
        number=command.number,
        published_by=work.actor,
        recipients=recipients,
    )
    if command.number is None:
        shared.announce(work, published)
    else:
        shared.note(work, published)


async def retry_delivery(command: RetryDelivery, work: Work) -> Done:
    """Try it again now, as often as the first time. Raises Forbidden, NotFound, Conflict unless it was given up, and
    where there is still no address."""
    shared.must_speak_for_the_desk(work)
    row = await outgoing.find_delivery(work.store, work.site, command.delivery_id, lock=True)
    if row is None:
        raise NotFound(f"{work.site} has no such delivery", errors={"delivery_id": "qry intake.undelivered lists them"})
    if row.state != "undeliverable":
        raise Conflict(f"this delivery is {row.state}; only what could not be delivered is tried again")
    address = command.address or row.address
    if not address:
        raise Conflict("there is no address to send it to", errors={"address": "give it"})
    await outgoing.change_delivery(
        work.store,
        work.site,
        row.delivery_id,
        state="waiting",
        address=address,
        tries=0,
        next_at=work.now,
        done_at=None,
    )
    set_try(work, row.delivery_id, row.number)
    return Done(number=row.number)
