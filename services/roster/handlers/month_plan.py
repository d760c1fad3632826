"""What a month about to be published is checked against."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.work import Work
from contracts.problems import Invalid
from contracts.roster import DraftShift, PlannedShift
from services.roster.domain.absences import days_away
from services.roster.domain.drafts import Plan, resolve
from services.roster.domain.months import first_day, has_begun, last_day
from services.roster.domain.shifts import Roles, Shift
from services.roster.repository import absences as absence_repository
from services.roster.repository import months as repository
from services.roster.repository import rota as rota_repository


@dataclass(frozen=True)
class MonthPlan:
    """The plan, with the month's ``current`` shifts."""

    plan: Plan
    current: Sequence[Shift]


def active_roles(work: Work) -> Roles:
    """Roles of all active people."""
    return {actor: person.roles for actor, person in work.staff.people.items() if person.active}


def must_have_rota(month: str, work: Work) -> None:
    """Raises Invalid where the playbook knows no monthly roster."""
    if work.playbook.rota is None:
        raise Invalid("this desk has no monthly roster", errors={"month": "the playbook has no section 'rota'"})


def read_draft(month: str, drafted: Sequence[DraftShift], work: Work, path: str = "shifts") -> list[PlannedShift]:
    """Raises Invalid naming every shift that cannot be read."""
    shifts, errors = resolve(month, drafted, work.playbook)
    if errors:
        raise Invalid("these shifts cannot be read", errors={f"{path}.{field}": said for field, said in errors.items()})
    return shifts


async def plan_of(month: str, shifts: Sequence[PlannedShift], work: Work, *, to_change: bool = False) -> MonthPlan:
    """The month with these shifts, and all they are checked against. What has begun is kept beside them."""
    first, last = first_day(month), last_day(month)
    found = await repository.shifts_between(work.store, work.site, first, last, to_change=to_change)
    wanted = {(shift.post, shift.staff, shift.starts_at, shift.ends_at) for shift in shifts}
    kept = [shift for shift in found if has_begun(shift, work.now) and shift.plan not in wanted]
    away = await absence_repository.absences_between(work.store, work.site, first, last)
    plan = Plan(
        month=month,
        shifts=shifts,
        book=work.playbook,
        roles=active_roles(work),
        skills=await rota_repository.skills_of(work.store, work.site),
        kept=kept,
        elsewhere=await repository.shifts_around(work.store, work.site, month),
        absent=days_away(away, first, last),
    )
    return MonthPlan(plan, found)
