"""The views that a month is planned from: skills, wishes, and all of it together."""

from typing import Any

from chassis.directory import Person
from chassis.work import Work
from contracts.roster import (
    GetRota,
    ListSkills,
    ListWishes,
    RotaAbsence,
    RotaPerson,
    RotaView,
    SkillRow,
    SkillsView,
    WishesView,
    WishRow,
)
from services.roster.domain.drafts import Skills
from services.roster.domain.months import first_day, last_day, month_before, planned
from services.roster.handlers.month_plan import must_have_rota
from services.roster.handlers.month_tasks import due_at
from services.roster.handlers.permissions import is_manager, must_be_manager
from services.roster.handlers.wish_shift import wishes_until
from services.roster.repository import absences as absence_repository
from services.roster.repository import months as month_repository
from services.roster.repository import rota as repository


async def list_skills(query: ListSkills, work: Work) -> SkillsView:
    """Active staff, also those without any."""
    skills = await repository.skills_of(work.store, work.site)
    people = [person for person in work.staff.people.values() if person.active]
    rows = [
        SkillRow(actor=person.actor, name=person.name, skills=sorted(skills.get(person.actor, ())))
        for person in sorted(people, key=lambda person: person.actor)
    ]
    return SkillsView(rows=rows)


async def list_wishes(query: ListWishes, work: Work) -> WishesView:
    """Managers see all, others their own."""
    must_have_rota(query.month, work)
    of = None if is_manager(work) else work.actor
    found = await repository.wishes_for(work.store, work.site, query.month, of)
    return WishesView(month=query.month, until=wishes_until(query.month, work), rows=[_wish(row) for row in found])


async def show_rota(query: GetRota, work: Work) -> RotaView:
    """All that a month is planned from. By managers."""
    must_be_manager(work)
    month = query.month
    must_have_rota(month, work)
    store, site = work.store, work.site
    first, last = first_day(month), last_day(month)
    skills = await repository.skills_of(store, site)
    standing = await month_repository.shifts_between(store, site, first, last)
    previous = month_before(month)
    before = await month_repository.shifts_between(store, site, first_day(previous), last_day(previous))
    absences = await absence_repository.absences_between(store, site, first, last)
    people = [person for person in work.staff.people.values() if person.active]
    return RotaView(
        month=month,
        people=[_person(person, skills, work) for person in sorted(people, key=lambda person: person.actor)],
        absences=[
            RotaAbsence(
                actor=each.actor,
                first_day=each.first_day,
                last_day=each.last_day,
                kind=each.kind,
                approved=each.state == "approved",
            )
            for each in absences
        ],
        wishes=[_wish(row) for row in await repository.wishes_for(store, site, month)],
        before=[planned(shift) for shift in before],
        published=[planned(shift) for shift in standing],
        begun=[shift.id for shift in standing if shift.state != "planned"],
        revision=(await month_repository.draft_of(store, site, month))[0],
        version=await month_repository.last_month_version(store, site, month),
        publish_by=due_at(month, "publish", work),
    )


def _person(person: Person, skills: Skills, work: Work) -> RotaPerson:
    able = skills.get(person.actor, frozenset())
    fit = [name for name, post in work.playbook.posts.items() if post.role in person.roles and able >= set(post.skills)]
    return RotaPerson(
        actor=person.actor,
        name=person.name,
        department=person.department,
        roles=sorted(person.roles),
        skills=sorted(able),
        posts=fit,
    )


def _wish(row: Any) -> WishRow:
    copied = {name: getattr(row, name) for name in WishRow.model_fields}
    return WishRow(**copied)
