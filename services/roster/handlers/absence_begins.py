"""An approved absence begins and ends."""

from dataclasses import replace

from chassis.work import Timer, Work
from contracts.roster import AbsenceBegan, AbsenceEnded
from services.roster.domain.absences import Absence
from services.roster.repository import absences as repository


def begin_timer_id(absence_id: str) -> str:
    return f"absence-begins-{absence_id}"


def end_timer_id(absence_id: str) -> str:
    return f"absence-ends-{absence_id}"


async def follow(absence: Absence, work: Work) -> None:
    """From its approval on: it begins now or on its first day, and ends after its last. One that is over already is
    kept without anybody having been held for."""
    calendar = work.playbook.calendar
    starts, ends = absence.starts(calendar), absence.ends(calendar)
    if ends <= work.now:
        await repository.change_absence(work.store, absence.id, began_at=starts, ended_at=ends)
        return
    work.schedule(end_timer_id(absence.id), ends, "absence_ends", {"absence_id": absence.id})
    if starts <= work.now:
        await begin(absence, work)
    else:
        work.schedule(begin_timer_id(absence.id), starts, "absence_begins", {"absence_id": absence.id})


async def begin(absence: Absence, work: Work) -> None:
    """The person is away from now on. Rule TH-11."""
    await repository.change_absence(work.store, absence.id, began_at=work.now)
    until = absence.ends(work.playbook.calendar)
    work.announce(AbsenceBegan(absence_id=absence.id, actor=absence.actor, kind=absence.kind, until=until))


async def end(absence: Absence, work: Work) -> None:
    """The person is back. Rule TH-11."""
    await repository.change_absence(work.store, absence.id, ended_at=work.now)
    work.announce(AbsenceEnded(absence_id=absence.id, actor=absence.actor, kind=absence.kind))


async def absence_begins(timer: Timer, work: Work) -> None:
    absence = await _due(timer, work)
    if absence is not None and absence.began_at is None and absence.starts(work.playbook.calendar) <= work.now:
        await begin(absence, work)


async def absence_ends(timer: Timer, work: Work) -> None:
    """Should the beginning have been missed while nothing ran, both are said."""
    absence = await _due(timer, work)
    if absence is None or absence.ended_at is not None or work.now < absence.ends(work.playbook.calendar):
        return
    if absence.began_at is None:
        await begin(absence, work)
    await end(replace(absence, began_at=absence.began_at or work.now), work)


async def _due(timer: Timer, work: Work) -> Absence | None:
    absence = await repository.absence_by_id(work.store, work.site, timer.data["absence_id"])
    return absence if absence is not None and absence.state == "approved" else None
