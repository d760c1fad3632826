"""Publish the shifts of a day."""

from collections.abc import Sequence

from chassis.work import Work
from contracts.problems import Invalid
from contracts.roster import PlannedShift, PublishRoster, RosterPublished, RosterReceipt
from services.roster.domain.shifts import Shift, check_begun, check_overlaps, check_planned, identify, plan_day
from services.roster.handlers.late_timer import late_timer_id, set_late_timer
from services.roster.handlers.permissions import must_be_manager
from services.roster.repository import shifts as repository


async def publish_roster(command: PublishRoster, work: Work) -> RosterReceipt:
    """The day's next version: planned shifts it leaves out are withdrawn, those begun must stay. By managers."""
    must_be_manager(work)
    roles = {actor: person.roles for actor, person in work.staff.people.items() if person.active}
    _refuse(check_planned(command.day, command.shifts, work.playbook, roles))
    await repository.lock_staff(work.store, work.site)
    current = await repository.shifts_of_day(work.store, work.site, command.day)
    ids, errors = identify(command.shifts, current, (work.new_id() for _ in command.shifts))
    _refuse(errors)
    version = await repository.last_version(work.store, work.site, command.day) + 1
    fresh = plan_day(command.day, version, command.shifts, ids, current)
    check_begun(fresh, current)
    _refuse(check_overlaps(fresh, await _elsewhere(command, work)))
    await _write(fresh, current, work)
    _announce(command, fresh, version, work)
    return RosterReceipt(version=version, shift_ids=ids)


def _refuse(errors: dict[str, str]) -> None:
    if errors:
        raise Invalid("the roster cannot be published like this", errors=errors)


async def _elsewhere(command: PublishRoster, work: Work) -> list[Shift]:
    between = (min(shift.starts_at for shift in command.shifts), max(shift.ends_at for shift in command.shifts))
    people = [shift.staff for shift in command.shifts]
    return await repository.shifts_of_other_days(work.store, work.site, command.day, people, between)


async def _write(fresh: Sequence[Shift], current: Sequence[Shift], work: Work) -> None:
    known = {shift.id: shift for shift in current}
    gone = known.keys() - {shift.id for shift in fresh}
    await repository.drop_shifts(work.store, sorted(gone))
    for shift_id in sorted(gone):
        await work.cancel_timer(late_timer_id(shift_id))
    for shift in fresh:
        repository.keep_shift(work.store, work.site, shift)
        if shift.id not in known or known[shift.id].plan != shift.plan:
            set_late_timer(shift, work)


def _announce(command: PublishRoster, fresh: Sequence[Shift], version: int, work: Work) -> None:
    shifts = [
        PlannedShift(shift_id=s.id, post=s.post, staff=s.staff, starts_at=s.starts_at, ends_at=s.ends_at) for s in fresh
    ]
    repository.add_version(
        work.store,
        work.site,
        command.day,
        version=version,
        published_by=work.actor,
        published_at=work.now,
        shifts=[shift.model_dump(mode="json") for shift in shifts],
    )
    work.announce(RosterPublished(day=command.day, roster_version=version, shifts=shifts))
