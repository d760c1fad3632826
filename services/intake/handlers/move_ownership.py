"""After a completed handover the incoming person owns what the outgoing one owned."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import OwnershipMoved
from contracts.roster import HandoverCompleted
from services.intake.domain import handing_over
from services.intake.handlers import shared
from services.intake.repository import requests, servings


async def move_ownership(event: HandoverCompleted, work: Work) -> None:
    """Move the open requests of the outgoing person but those that stay; pending offers on them lapse. Whoever serves a
    customer passes on what is left when that is done. Rules PD-06, TH-09, TH-11, TH-17."""
    if event.outgoing == event.incoming:
        return
    running = await servings.running_servings(work.store, work.site, event.outgoing, lock=True)
    served = {row.number for row in running if row.number is not None}
    rows = await requests.open_requests_of(work.store, work.site, event.outgoing, lock=True)
    book = work.playbook
    moved = [row for row in rows if handing_over.moves(event, book, row.line, row.number, served)]
    if event.kind in ("stand_in", "hand_back"):
        await _move(moved, event.outgoing, event.incoming, work, held_for=event.held_for)
    else:
        await pass_on(moved, event.outgoing, event.incoming, work)
    for row in running if event.kind == "shift" else ():
        await servings.change_serving(work.store, work.site, row.id, successor=event.incoming)


async def pass_on(rows: Sequence[Row[Any]], previous: str, owner: str, work: Work) -> None:
    """To the next person; what is held for somebody stays so, unless it comes back to that very person."""
    for holder in sorted({row.held_for or "" for row in rows}):
        same = [row for row in rows if (row.held_for or "") == holder]
        await _move(same, previous, owner, work, held_for=None if holder in ("", owner) else holder)


async def _move(rows: Sequence[Row[Any]], previous: str, owner: str, work: Work, *, held_for: str | None) -> None:
    if not rows:
        return
    numbers = [row.number for row in rows]
    await requests.move_requests(work.store, work.site, numbers, owner=owner, held_for=held_for)
    for number in numbers:
        moved = OwnershipMoved(number=number, previous=previous, owner=owner, because="handover", held_for=held_for)
        shared.note(work, moved)
