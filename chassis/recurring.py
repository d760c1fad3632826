"""Recurring work by cron expressions, as chains of one-shot timers (ADR 4).

The start of a service sees that each chain is there (``expect``); each firing sets the next (``schedule_next``)::

    @on.start
    async def started(work: Work) -> None:
        for name, digest in work.playbook.digests.items():
            await recurring.expect(work, f"digest-{name}", digest.cron, "digest", {"digest": name})

The handler looks in its playbook whether the work is still wanted. When it is not, it sets nothing, and the chain ends.
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from chassis.work import Timer, Work
from contracts.cron import next_time

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
OWN = ("cron", "name")


def timer_id(site: str, name: str) -> str:
    return f"recurring-{site}-{name}"


async def expect(work: Work, name: str, cron: str, kind: str, data: dict[str, Any]) -> None:
    """See that the chain ``name`` of this site is set, by this expression in the calendar's time zone.

    ``name`` is unique among the chains of a service: 1 to 64 letters, digits, ``_`` and ``-``. Timers of ``kind``
    fire with ``data`` and, beside it, ``cron`` and ``name``. A changed expression, time zone or ``data`` moves the
    timer that stands. One that fell due while nothing ran still fires, once, late, and so does one that was given up.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of recurring work: write 1 to 64 letters, digits, _ and -")
    if taken := [key for key in OWN if key in data]:
        raise ValueError(f"{', '.join(taken)}: kept for the chain itself; call it something else")
    wanted = {**data, "cron": cron, "name": name}
    timers, its_id = work.tables.timers, timer_id(work.site, name)
    present = select(timers.c.kind, timers.c.due_at, timers.c.data, timers.c.parked).where(
        timers.c.id == bindparam("id")
    )
    row = await work.store.row(present.with_for_update() if work.store.locks_rows else present, {"id": its_id})
    due_at = next_time(cron, work.playbook.calendar.timezone, work.now)
    if row is not None and row.due_at <= work.now:
        due_at = row.due_at
    if row is None or (row.kind, row.due_at, row.data, row.parked) != (kind, due_at, wanted, 0):
        work.schedule(its_id, due_at, kind, wanted)


def schedule_next(work: Work, timer: Timer) -> datetime:
    """Set the chain's next timer: the first moment after now that its expression names. Returns that moment.

    ``timer.due_at`` is the moment the present firing was due for; moments missed since then are not made up for.
    """
    due_at = next_time(timer.data["cron"], work.playbook.calendar.timezone, work.now)
    work.schedule(timer.id, due_at, timer.kind, timer.data, number=timer.number)
    return due_at


def name_of(timer: Timer) -> str:
    """The name the chain was given."""
    return str(timer.data["name"])
