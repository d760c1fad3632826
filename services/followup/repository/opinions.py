"""What customers said, their answers, and how often of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, or_, select, update

from chassis.paging import read_cursor
from chassis.store import Store
from contracts.followup import ListOpinions, OpinionAnswer
from contracts.followup.opinions import OpinionSource
from services.followup.tables import opinion_answers, opinion_topics, opinions


@dataclass(frozen=True)
class Opinion:
    """An opinion as stored."""

    id: str
    number: str
    line: str
    source: OpinionSource
    text: str
    topics: list[str]
    received_at: datetime
    received_by: str
    answered: bool


async def is_known(store: Store, site: str, reference: str) -> bool:
    query = select(opinions.c.id).where(opinions.c.site == site, opinions.c.reference == reference)
    return await store.row(query) is not None


def add_opinion(store: Store, site: str, reference: str, opinion: Opinion) -> None:
    store.insert(opinions, site=site, reference=reference, sorted=bool(opinion.topics), **opinion.__dict__)
    _add_topics(store, site, opinion, opinion.topics)


async def correct_text(store: Store, site: str, reference: str, text: str) -> None:
    """What was written down was amended."""
    table = opinions
    await store.execute(update(table).where(table.c.site == site, table.c.reference == reference).values(text=text))


async def of_number(store: Store, site: str, number: str) -> list[Opinion]:
    """The request's opinions, to be changed, the oldest first."""
    table = opinions
    query = select(table).where(table.c.site == site, table.c.number == number).order_by(table.c.id)
    return [_opinion(row) for row in await store.rows(_locked(store, query))]


async def sort(store: Store, site: str, opinion: Opinion, topics: Sequence[str]) -> None:
    """Count the opinion by these topics instead of those before."""
    await store.execute(delete(opinion_topics).where(opinion_topics.c.opinion_id == opinion.id))
    await store.execute(
        update(opinions).where(opinions.c.id == opinion.id).values(topics=list(topics), sorted=bool(topics))
    )
    _add_topics(store, site, opinion, topics)


async def answer_known(store: Store, opinion_id: str, reference: str) -> bool:
    table = opinion_answers
    query = select(table.c.id).where(table.c.opinion_id == opinion_id, table.c.reference == reference)
    return await store.row(query) is not None


async def add_answer(
    store: Store, site: str, answer_id: str, opinion_id: str, reference: str, answer: OpinionAnswer
) -> None:
    values = answer.model_dump()
    store.insert(opinion_answers, id=answer_id, site=site, opinion_id=opinion_id, reference=reference, **values)
    await store.execute(update(opinions).where(opinions.c.id == opinion_id).values(answered=True))


async def answers_of(store: Store, opinion_ids: Sequence[str]) -> dict[str, list[OpinionAnswer]]:
    """By opinion, the oldest first."""
    table = opinion_answers
    query = select(table).where(store.among(table.c.opinion_id, opinion_ids)).order_by(table.c.at, table.c.id)
    found: dict[str, list[OpinionAnswer]] = {opinion_id: [] for opinion_id in opinion_ids}
    for row in await store.rows(query):
        found[row.opinion_id].append(OpinionAnswer(at=row.at, by=row.by, reply=row.reply))
    return found


async def page_of_opinions(
    store: Store, site: str, asked: ListOpinions, span: tuple[datetime, datetime] | None
) -> list[Opinion]:
    """One row more than asked for when there is a further page."""
    table = opinions
    query = select(table).where(table.c.site == site)
    if span is not None:
        query = query.where(table.c.received_at >= span[0], table.c.received_at < span[1])
    if asked.number is not None:
        query = query.where(table.c.number == asked.number)
    if asked.answered is not None:
        query = query.where(table.c.answered == asked.answered)
    if asked.topic is not None:
        topics = opinion_topics
        query = query.where(exists().where(topics.c.opinion_id == table.c.id, topics.c.topic == asked.topic))
    if asked.cursor is not None:
        at, row_id = read_cursor(asked.cursor)
        query = query.where(or_(table.c.received_at > at, and_(table.c.received_at == at, table.c.id > row_id)))
    rows = await store.rows(query.order_by(table.c.received_at, table.c.id).limit(asked.limit + 1))
    return [_opinion(row) for row in rows]


async def count_topics(store: Store, site: str, since: datetime, until: datetime) -> dict[str, int]:
    """How many opinions of the span are about each topic."""
    table = opinion_topics
    query = select(table.c.topic, func.count().label("opinions"))
    query = query.where(table.c.site == site, table.c.received_at >= since, table.c.received_at < until)
    return {row.topic: row.opinions for row in await store.rows(query.group_by(table.c.topic))}


async def count_opinions(store: Store, site: str, since: datetime, until: datetime) -> tuple[int, int, int]:
    """How many there are of the span; of those without a topic; of those not answered."""
    table = opinions
    query = select(table.c.sorted, table.c.answered, func.count().label("opinions"))
    query = query.where(table.c.site == site, table.c.received_at >= since, table.c.received_at < until)
    rows = await store.rows(query.group_by(table.c.sorted, table.c.answered))
    return (
        sum(row.opinions for row in rows),
        sum(row.opinions for row in rows if not row.sorted),
        sum(row.opinions for row in rows if not row.answered),
    )


def _add_topics(store: Store, site: str, opinion: Opinion, topics: Sequence[str]) -> None:
    for topic in dict.fromkeys(topics):
        at = opinion.received_at
        store.insert(opinion_topics, opinion_id=opinion.id, topic=topic, site=site, received_at=at)


def _locked(store: Store, query: Select[Any]) -> Select[Any]:
    return query.with_for_update() if store.locks_rows else query


def _opinion(row: Any) -> Opinion:
    return Opinion(**{name: getattr(row, name) for name in Opinion.__dataclass_fields__})
