"""A dissatisfied customer: work begins again."""

from typing import Any

from sqlalchemy import Row

from chassis.work import NotYet, Work
from contracts.followup import CallbackScheduled, SatisfactionRated
from contracts.intake import RequestReopened
from services.intake.handlers import shared
from services.intake.repository import records, requests


async def reopen_request(event: SatisfactionRated, work: Work) -> None:
    """Open the next cycle of a settled request where its line has ``reopen``; otherwise nothing changes. What a call
    that never begins work again was told (``reopens``) is for its own readers."""
    if event.satisfied or event.reopens is False:
        return
    row = await shared.announced_request(work, event.number)
    line = work.playbook.lines.get(row.line)
    if line is None or line.reopen is None or row.state not in ("confirmed", "settled"):
        return
    if row.state == "confirmed":
        if await _of_an_earlier_cycle(work, row, event.callback_id):
            return
        raise NotYet(f"{row.number} is not settled yet in cycle {row.cycle}, but its customer was called")
    await requests.change_request(work.store, work.site, row.number, state="confirmed", cycle=row.cycle + 1)
    shared.note(
        work,
        RequestReopened(number=row.number, line=row.line, cycle=row.cycle + 1, reason=_reason(event)),
    )


async def _of_an_earlier_cycle(work: Work, row: Row[Any], callback_id: str) -> bool:
    """Whether the callback was planned before the last reopening: a second one of the same cycle."""
    types = [CallbackScheduled.type_name(), RequestReopened.type_name()]
    entries = await records.entries_of_types(work.store, work.site, row.number, types)
    reopened = [entry.at for entry in entries if entry.type == types[1]]
    planned = [entry.at for entry in entries if entry.type == types[0] and entry.data.get("callback_id") == callback_id]
    return bool(reopened and planned) and min(planned) <= max(reopened)


def _reason(event: SatisfactionRated) -> str:
    if event.remarks:
        return event.remarks
    given = ", ".join(f"{name} {rating}" for name, rating in event.ratings.items())
    return f"dissatisfied: {given}" if given else "dissatisfied"
