"""Who hears something."""

from collections.abc import Iterable

from chassis.work import Work
from contracts.base import Recipient
from services.followup.repository.callbacks import Callback


def recipients(roles: Iterable[str], callback: Callback, work: Work) -> list[Recipient]:
    """People of the roles, each once; ``head`` is the head of the callback's department, ``assignee`` its caller."""
    found: dict[str, Recipient] = {}
    for role in roles:
        for person in _of_role(role, callback, work):
            found.setdefault(person.actor, person)
    return list(found.values())


def _of_role(role: str, callback: Callback, work: Work) -> list[Recipient]:
    if role == "assignee":
        person = work.staff.get(callback.assignee)
        return [Recipient(actor=person.actor, role=role, on_duty=person.on_duty)] if person else []
    if role == "head":
        if callback.department not in work.playbook.departments:
            return []
        role = work.staff.head_role(work.playbook, callback.department)
    return work.staff.recipients(role)
