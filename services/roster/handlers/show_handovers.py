"""The views of handovers."""

from typing import Any

from chassis.work import Work
from contracts.problems import NotFound
from contracts.roster import (
    GetHandover,
    HandoverPage,
    HandoverRow,
    HandoverStep,
    HandoverTopic,
    HandoverView,
    ItemWord,
    ListHandovers,
)
from services.roster.domain.sections import sections_of
from services.roster.handlers.handover_log import log_of
from services.roster.repository import handover_record as record
from services.roster.repository import handovers as handover_repository
from services.roster.repository import shifts as repository
from services.roster.repository.handovers import Handover

SHOWN = ("outgoing", "incoming", "opened_at", "completed_at", "note", "closing_note", "released_by", "kind", "round")
ALSO = ("state", "shift_id", "post", "reviewed_at", "remarks", "held_for", "waits_for_customer")


async def show_handover(query: GetHandover, work: Work) -> HandoverView:
    """The log (交接班日志) of one handover. Raises NotFound. Rule TH-14."""
    found = await handover_repository.handover_by_id(work.store, work.site, query.handover_id)
    if found is None:
        raise NotFound("there is no such handover", errors={"handover_id": "unknown; see roster.handovers"})
    log = await log_of(found, work)
    open_items = [ItemWord(kind=item.kind, reference=item.reference) for item in log.to_acknowledge]
    return HandoverView(
        handover_id=found.id,
        **{name: getattr(found, name) for name in SHOWN + ALSO},
        **_names(found, work),
        **await _times(found, work),
        waiting_for=log.waiting_for,
        items=log.items,
        topics=_topics(found, work),
        sections=sections_of(log.reports),
        acknowledged=await record.words_of(work.store, found.id),
        to_acknowledge=open_items if log.is_open else [],
        history=[
            HandoverStep(at=row.at, by=row.actor, step=row.step, text=row.text)
            for row in await record.steps_of(work.store, found.id)
        ],
    )


def _names(handover: Handover, work: Work) -> dict[str, Any]:
    people, post = work.staff.people, work.playbook.posts.get(handover.post)
    names = {person: people[person].name for person in people}
    return {
        "outgoing_name": names.get(handover.outgoing, ""),
        "incoming_name": names.get(handover.incoming or ""),
        "released_by_name": names.get(handover.released_by or ""),
        "post_title": post.title.model_dump() if post is not None else {},
    }


async def _times(handover: Handover, work: Work) -> dict[str, Any]:
    shift = await repository.shift_by_id(work.store, work.site, handover.shift_id)
    return {"starts_at": shift.starts_at, "ends_at": shift.ends_at} if shift is not None else {}


def _topics(handover: Handover, work: Work) -> list[HandoverTopic]:
    post = work.playbook.posts.get(handover.post)
    asked = post.handover_topics if post is not None and handover.kind == "shift" else {}
    return [
        HandoverTopic(topic=name, title=title.model_dump(), text=handover.topics.get(name))
        for name, title in asked.items()
    ]


async def list_handovers(query: ListHandovers, work: Work) -> HandoverPage:
    """Newest first."""
    found = await handover_repository.page_of_handovers(work.store, work.site, query)
    rows = [
        HandoverRow(
            handover_id=handover.id,
            state=handover.state,
            outgoing=handover.outgoing,
            incoming=handover.incoming,
            opened_at=handover.opened_at,
            items=handover.item_count,
            kind=handover.kind,
        )
        for handover in found[: query.limit]
    ]
    return HandoverPage(rows=rows, next=rows[-1].handover_id if len(found) > query.limit else None)
