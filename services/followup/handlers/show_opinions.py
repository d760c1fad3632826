"""The views of opinions and their topics."""

from chassis.paging import write_cursor
from chassis.work import Work
from contracts.followup import GetHotTopics, HotTopicsView, ListOpinions, OpinionPage, OpinionView
from services.followup.domain.months import month_of, month_span
from services.followup.handlers.answer_opinion import opinions_of
from services.followup.handlers.publish_topics import count_month
from services.followup.repository import opinions


async def list_opinions(query: ListOpinions, work: Work) -> OpinionPage:
    """The oldest first, each with its answers. Rule TH-32."""
    span = month_span(work.playbook, query.month) if query.month is not None else None
    found = await opinions.page_of_opinions(work.store, work.site, query, span)
    rows = found[: query.limit]
    answers = await opinions.answers_of(work.store, [one.id for one in rows])
    more = write_cursor(rows[-1].received_at, rows[-1].id) if len(found) > query.limit else None
    views = [
        OpinionView(
            opinion_id=one.id,
            number=one.number,
            line=one.line,
            source=one.source,
            text=one.text,
            topics=one.topics,
            received_at=one.received_at,
            received_by=one.received_by,
            answers=answers[one.id],
        )
        for one in rows
    ]
    return OpinionPage(rows=views, next=more)


async def show_hot_topics(query: GetHotTopics, work: Work) -> HotTopicsView:
    """Of any month, also of one that is not over. Rule TH-32."""
    book = opinions_of(work)
    return await count_month(book, query.month or month_of(work.playbook, work.now), work)
