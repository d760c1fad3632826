"""The month is over: the topics most spoken of are published."""

from datetime import timedelta

from chassis import recurring
from chassis.work import Timer, Work
from contracts.base import Recipient
from contracts.followup import HotTopicsView, TopicsPublished
from contracts.playbook.grammar import Opinions
from services.followup.domain.months import before, month_of, month_span
from services.followup.domain.topics import by_frequency, hottest
from services.followup.repository import opinions

ONE_DAY = timedelta(days=1)


async def begin_topics(work: Work) -> None:
    """The chain begins with the service."""
    if work.playbook.opinions is not None:
        await recurring.expect(work, "opinions-topics", work.playbook.opinions.hot.cron, "hot_topics", {})


async def publish_topics(timer: Timer, work: Work) -> None:
    """Publish those of the month that the day before was in, to all staff or the roles named; set the next. TH-32."""
    book = work.playbook.opinions
    if book is None:
        return
    counted = await count_month(book, month_of(work.playbook, timer.due_at - ONE_DAY), work)
    work.announce(
        TopicsPublished(
            month=counted.month,
            topics=hottest(counted.topics, book.hot.top),
            opinions=counted.opinions,
            unsorted=counted.unsorted,
            unanswered=counted.unanswered,
            recipients=_readers(book, work),
        )
    )
    recurring.schedule_next(work, timer)


async def count_month(book: Opinions, month: str, work: Work) -> HotTopicsView:
    """Every topic with its frequency against the month before."""
    span = month_span(work.playbook, month)
    counts = await opinions.count_topics(work.store, work.site, *span)
    previous = await opinions.count_topics(work.store, work.site, *month_span(work.playbook, before(month)))
    count, unsorted, unanswered = await opinions.count_opinions(work.store, work.site, *span)
    return HotTopicsView(
        month=month,
        topics=by_frequency(book, counts, previous),
        opinions=count,
        unsorted=unsorted,
        unanswered=unanswered,
    )


def _readers(book: Opinions, work: Work) -> list[Recipient]:
    """All active staff, on duty or not, or those of the roles named."""
    people = sorted((p for p in work.staff.people.values() if p.active), key=lambda person: person.actor)
    found = []
    for person in people:
        roles = [role for role in book.hot.to or sorted(person.roles) if role in person.roles]
        if roles:
            found.append(Recipient(actor=person.actor, role=roles[0], on_duty=person.on_duty))
    return found
