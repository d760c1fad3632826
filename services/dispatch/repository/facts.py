"""What is known of a request beside its order: claims, owners, playbook versions, timers."""

from sqlalchemy import select

from chassis.store import Store
from services.dispatch import tables as t


async def claims(store: Store, number: str) -> list[tuple[str, str, str]]:
    """What was announced of charges and allocations, as (id, claim, open|settled|voided)."""
    c = t.claims.c
    rows = await store.rows(select(c.id, c.claim, c.state).where(c.number == number))
    return [(row.id.rpartition(":")[0], row.claim, row.state) for row in rows]


def put_claim(store: Store, site: str, number: str, *, claim_id: str, claim: str, state: str) -> None:
    """Keep one announcement of a charge or allocation."""
    store.put(t.claims, id=f"{claim_id}:{state}", site=site, number=number, claim=claim, state=state)


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


async def timer_exists(store: Store, timer_id: str) -> bool:
    timers = t.chassis.timers
    return await store.row(select(timers.c.id).where(timers.c.id == timer_id)) is not None
