"""Somebody on duty notes what happened in the shift."""

from datetime import datetime
from typing import Any

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.problems import Forbidden
from contracts.roster import EventNoted, NoteEvent, NoteReceipt
from services.roster.domain.handover import OWN, HandoverLog
from services.roster.handlers.handover_log import log_of, note_step
from services.roster.repository import handover_record as record
from services.roster.repository import handovers as handover_repository
from services.roster.repository.handover_record import ShiftEvent
from services.roster.repository.handovers import Handover


async def note_event(command: NoteEvent, work: Work) -> NoteReceipt:
    """It stands in the handover of whoever noted it, and in that of the posts with topics; a major one must be taken
    over explicitly. Handovers that are open already get it too. Rule TH-10."""
    person = work.person
    if not person.on_duty:
        raise Forbidden("events of the shift are noted by somebody on duty; sign in first with roster.sign_in")
    said: dict[str, Any] = {"title": command.title, "text": command.text, "major": command.major}
    event = ShiftEvent(work.new_id(), work.actor, person.post or "", work.now, **said)
    for handover in await handover_repository.open_handovers(work.store, work.site, to_change=True):
        if handover.kind == "shift" and (_covers_all(handover, work) or handover.outgoing == work.actor):
            log = (await log_of(handover, work)).noted(item_of(event))
            handover_repository.keep_report(work.store, work.site, handover.id, log, OWN)
            await handover_repository.change_handover(work.store, handover.id, item_count=len(log.items))
            note_step(handover.id, "noted", work, event.title)
    record.add_event(work.store, work.site, event)
    work.announce(EventNoted(event_id=event.id, by=event.actor, post=event.post, **said))
    return NoteReceipt(event_id=event.id)


async def events_for(handover: Handover, since: datetime, work: Work) -> list[ShiftEvent]:
    """All that nobody in a post with topics has taken over yet, or what this person noted in the shift."""
    if _covers_all(handover, work):
        return await record.events_left(work.store, work.site)
    return await record.events_of(work.store, work.site, handover.outgoing, since)


async def take_over_events(handover: Handover, log: HandoverLog, work: Work) -> None:
    """The next handover of a post with topics begins without them."""
    events = [item.reference for item in log.items if item.kind == "event"]
    if events and _covers_all(handover, work):
        await record.events_taken_over(work.store, work.site, events, handover.id)


def item_of(event: ShiftEvent) -> HandoverItem:
    return HandoverItem(
        kind="event",
        reference=event.id,
        title=event.title,
        state="major" if event.major else "noted",
        reason=event.text,
    )


def _covers_all(handover: Handover, work: Work) -> bool:
    post = work.playbook.posts.get(handover.post)
    return post is not None and bool(post.handover_topics)
