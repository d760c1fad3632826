"""What is known of a request beside its order: claims, decisions, digests, attachments, owners, playbook versions,
timers."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from chassis.store import Store
from services.dispatch import tables as t
from services.dispatch.domain.model import Attachment
from services.dispatch.repository.rows import read


async def claims(store: Store, number: str) -> list[tuple[str, str, str]]:
    """What was announced of charges and allocations, as (id, claim, open|settled|voided)."""
    c = t.claims.c
    rows = await store.rows(select(c.id, c.claim, c.state).where(c.number == number))
    return [(row.id.rpartition(":")[0], row.claim, row.state) for row in rows]


def put_claim(store: Store, site: str, number: str, *, claim_id: str, claim: str, state: str) -> None:
    """Keep one announcement of a charge or allocation."""
    store.put(t.claims, id=f"{claim_id}:{state}", site=site, number=number, claim=claim, state=state)


async def one_at_a_time(store: Store, number: str) -> None:
    """Two transactions about a request that has no row to lock yet come one after the other."""
    if store.locks_rows:
        await store.row(select(func.pg_advisory_xact_lock(func.hashtext(number))))


async def early_decisions(store: Store, number: str) -> dict[str, Mapping[str, Any]]:
    """What decision tables said before the order was known, by name."""
    c = t.early_decisions.c
    return {row.name: row.said for row in await store.rows(select(c.name, c.said).where(c.number == number))}


def put_early_decision(store: Store, site: str, number: str, name: str, said: Mapping[str, Any]) -> None:
    store.put(t.early_decisions, number=number, name=name, site=site, said=said)


async def digests_of(store: Store, number: str) -> frozenset[str]:
    """The digests the order was in."""
    rows = await store.rows(select(t.digest_items.c.digest).where(t.digest_items.c.number == number))
    return frozenset(row.digest for row in rows)


def put_digest_item(store: Store, site: str, number: str, digest: str, *, digest_id: str, sent_at: datetime) -> None:
    store.insert(t.digest_items, number=number, digest=digest, site=site, digest_id=digest_id, sent_at=sent_at)


async def last_digest(store: Store, site: str, name: str) -> datetime | None:
    """When it was sent last."""
    c = t.digests.c
    row = await store.row(select(c.sent_at).where(c.site == site, c.name == name))
    return row.sent_at if row else None


def put_last_digest(store: Store, site: str, name: str, sent_at: datetime) -> None:
    store.put(t.digests, site=site, name=name, sent_at=sent_at)


async def attachments(store: Store, number: str) -> list[Attachment]:
    """Files kept with the request, oldest first."""
    c = t.attachments.c
    rows = await store.rows(select(t.attachments).where(c.number == number).order_by(c.at, c.id))
    return [read(Attachment, row) for row in rows]


def put_attachment(store: Store, attachment: Attachment) -> None:
    store.put(t.attachments, **{f.name: getattr(attachment, f.name) for f in fields(attachment)})


async def owner(store: Store, number: str) -> str | None:
    row = await store.row(select(t.owners.c.owner).where(t.owners.c.number == number))
    return row.owner if row else None


def put_owner(store: Store, site: str, number: str, owner: str) -> None:
    store.put(t.owners, number=number, site=site, owner=owner)


def note_counter_request(store: Store, site: str, number: str) -> None:
    store.put(t.counter_requests, number=number, site=site)


async def is_counter_request(store: Store, number: str) -> bool:
    return await store.row(select(t.counter_requests.c.number).where(t.counter_requests.c.number == number)) is not None


def keep_line(store: Store, site: str, playbook: str, version: int, *, line: str, document: str) -> None:
    store.put(t.playbook_lines, site=site, playbook=playbook, version=version, line=line, document=document)


async def kept_line(store: Store, site: str, playbook: str, version: int, line: str) -> str | None:
    c = t.playbook_lines.c
    row = await store.row(
        select(c.document).where(c.site == site, c.playbook == playbook, c.version == version, c.line == line)
    )
    return row.document if row else None


async def timer_data(store: Store, timer_ids: list[str]) -> dict[str, dict[str, Any]]:
    """What the timers carry, by their ids; those that do not stand are left out."""
    timers = t.chassis.timers
    rows = await store.rows(select(timers.c.id, timers.c.data).where(timers.c.id.in_(timer_ids)))
    return {row.id: row.data for row in rows}


async def timer_exists(store: Store, timer_id: str) -> bool:
    """Whether the timer stands; one that was given up does not."""
    timers = t.chassis.timers
    wanted = select(timers.c.id).where(timers.c.id == timer_id, timers.c.parked == 0)
    return await store.row(wanted) is not None
