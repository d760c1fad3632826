"""Who serves a customer about to leave, and who is told."""

from chassis.work import Work
from contracts.base import Recipient
from contracts.playbook.grammar import Retention
from services.followup.repository import retention


async def who_serves(book: Retention, segment: str, received_by: str, work: Work) -> tuple[str, list[Recipient]]:
    """The one who serves the case, and everybody told that it was opened. Rule TH-28.

    The segment's role, those on duty first, whoever has the fewest open cases; without one whoever received the
    customer, or the first on duty of those who serve cases.
    """
    rules = book.segments[segment]
    server = await _of_role(rules.serve, work) if rules.serve is not None else None
    server = server or _receiver(book, received_by, work) or await _first_on_duty(book, work)
    server = server or Recipient(actor=received_by, role="assignee", on_duty=False)
    told = {server.actor: server}
    for role in rules.tell:
        for person in work.staff.recipients(role):
            told.setdefault(person.actor, person)
    return server.actor, list(told.values())


async def _of_role(role: str, work: Work) -> Recipient | None:
    people = work.staff.recipients(role)
    if not people:
        return None
    cases = await retention.open_cases_by(work.store, work.site, [person.actor for person in people])
    return min(people, key=lambda person: (cases[person.actor], person.actor))


def _receiver(book: Retention, received_by: str, work: Work) -> Recipient | None:
    person = work.staff.get(received_by)
    if person is None:
        return None
    role = next((role for role in book.served_by if role in person.roles), None)
    return None if role is None else Recipient(actor=person.actor, role=role, on_duty=person.on_duty)


async def _first_on_duty(book: Retention, work: Work) -> Recipient | None:
    """Of the first role that has somebody on duty; where nobody is, of the first role that has anybody."""
    staffed = [role for role in book.served_by if work.staff.holders(role)]
    on_duty = [role for role in staffed if work.staff.recipients(role)[0].on_duty]
    role = next(iter([*on_duty, *staffed]), None)
    return None if role is None else await _of_role(role, work)
