"""Publish the shifts of a day."""

from chassis.work import Work
from contracts.problems import Invalid
from contracts.roster import PublishRoster, RosterReceipt
from services.roster.domain.drafts import lacking
from services.roster.domain.months import month_of
from services.roster.domain.shifts import Shift, check_begun, check_overlaps, check_planned, identify, plan_day
from services.roster.handlers.name_uncovered import name_uncovered
from services.roster.handlers.permissions import must_be_manager
from services.roster.handlers.write_day import Cause, NewDay, announce_changes, write_day
from services.roster.repository import months as month_repository
from services.roster.repository import rota as rota_repository
from services.roster.repository import shifts as repository


async def publish_roster(command: PublishRoster, work: Work) -> RosterReceipt:
    """The day's next version: planned shifts it leaves out are withdrawn, those begun must stay. By managers."""
    must_be_manager(work)
    roles = {actor: person.roles for actor, person in work.staff.people.items() if person.active}
    _refuse(check_planned(command.day, command.shifts, work.playbook, roles) | await _unskilled(command, work))
    await repository.lock_staff(work.store, work.site)
    current = await repository.shifts_of_day(work.store, work.site, command.day)
    ids, errors = identify(command.shifts, current, (work.new_id() for _ in command.shifts))
    _refuse(errors)
    version = await repository.last_version(work.store, work.site, command.day) + 1
    fresh = plan_day(command.day, version, command.shifts, ids, current)
    check_begun(fresh, current)
    _refuse(check_overlaps(fresh, await _elsewhere(command, work)))
    new = NewDay(command.day, version, current, fresh)
    await write_day(new, work)
    month_version = await month_repository.last_month_version(work.store, work.site, month_of(command.day))
    announce_changes(new, Cause("published_again", month_version), work)
    await name_uncovered([change.new for change in new.changes if change.new is not None], work)
    return RosterReceipt(version=version, shift_ids=ids)


def _refuse(errors: dict[str, str]) -> None:
    if errors:
        raise Invalid("the roster cannot be published like this", errors=errors)


async def _unskilled(command: PublishRoster, work: Work) -> dict[str, str]:
    skills = await rota_repository.skills_of(work.store, work.site) if work.playbook.rota else {}
    return {
        f"shifts.{i}.{field}": said
        for i, shift in enumerate(command.shifts)
        for field, said in lacking(shift, work.playbook, skills).items()
    }


async def _elsewhere(command: PublishRoster, work: Work) -> list[Shift]:
    between = (min(shift.starts_at for shift in command.shifts), max(shift.ends_at for shift in command.shifts))
    people = [shift.staff for shift in command.shifts]
    return await repository.shifts_of_other_days(work.store, work.site, command.day, people, between)
