"""Who hears of a deadline or a question: roles, and people that depend on the order."""

from collections.abc import Iterable

from chassis.work import Work
from contracts.base import Recipient
from services.dispatch.domain.model import Order
from services.dispatch.handlers._case import owner_of, recipients, role_of, staff_of


async def people(names: Iterable[str], order: Order, work: Work) -> list[Recipient]:
    """Each person once a role. Where nobody is assigned, the head hears what is meant for the person assigned."""
    out: dict[tuple[str, str], Recipient] = {}
    for name in names:
        for person in await _of(name, order, work):
            out.setdefault((person.actor, person.role), person)
    return list(out.values())


async def responsible(order: Order, work: Work) -> list[Recipient]:
    """The person assigned, else the head of the department. Rule PC-02."""
    return await people(["assignee"], order, work)


def role_name(name: str, order: Order, work: Work) -> str:
    """The role as events name it; ``head`` becomes the role of that department's head."""
    return role_of(name, order.department, work)


async def _of(name: str, order: Order, work: Work) -> list[Recipient]:
    if name == "department":
        return staff_of(order.department, work)
    actor = order.assignee if name == "assignee" else None
    if name == "owner":
        actor = await owner_of(order, ["owner"], work)
    if actor is not None:
        person = work.staff.get(actor)
        return [Recipient(actor=actor, role=name, on_duty=person is not None and person.on_duty)]
    return recipients(["head" if name == "assignee" else name], order.department, work)
