"""The views of staff and posts."""

from chassis.work import Work
from contracts.masking import mask_phone
from contracts.roster import ListPosts, ListStaff, PostRow, PostsView, StaffPage, StaffRow
from services.roster.repository import shifts as repository


async def list_staff(query: ListStaff, work: Work) -> StaffPage:
    """People by login, also inactive ones; phones are masked."""
    found = await repository.staff_after(work.store, work.site, query.cursor, query.department)
    matching = [person for person in found if query.role is None or query.role in person.roles]
    rows = [
        StaffRow(
            actor=person.actor,
            name=person.name,
            roles=sorted(person.roles),
            department=person.department,
            phone=mask_phone(person.phone) if person.phone else None,
            active=person.active,
        )
        for person in matching[: query.limit]
    ]
    return StaffPage(rows=rows, next=rows[-1].actor if len(matching) > query.limit else None)


async def list_posts(query: ListPosts, work: Work) -> PostsView:
    """Posts that have an A person."""
    found = await repository.all_posts(work.store, work.site)
    return PostsView(rows=[PostRow(post=row.post, a=row.a, b=row.b) for row in found])
