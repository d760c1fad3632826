"""Who hears something."""

from collections.abc import Iterable

from chassis.work import Work
from contracts.base import Recipient
from services.followup.repository.callbacks import Callback


def recipients(roles: Iterable[str], callback: Callback, work: Work) -> list[Recipient]:
    """People of the roles, each once; ``department`` is all staff of the callback's department, ``head`` its head,
    ``assignee`` its caller."""
    found: dict[str, Recipient] = {}
    for role in roles:
        for person in _of_role(role, callback, work):
            found.setdefault(person.actor, person)
    return list(found.values())


def _of_role(role: str, callback: Callback, work: Work) -> list[Recipient]:
    if role == "assignee":
        person = work.staff.get(callback.assignee)
        return [Recipient(actor=person.actor, role=role, on_duty=person.on_duty)] if person else []
    if role == "department":
        staff = [p for p in work.staff.people.values() if p.active and p.department == callback.department]
        staff.sort(key=lambda person: (not person.on_duty, person.actor))
        return [Recipient(actor=p.actor, role=role, on_duty=p.on_duty) for p in staff]
    if role == "head":
        if callback.department not in work.playbook.departments:
            return []
        role = work.staff.head_role(work.playbook, callback.department)
    return work.staff.recipients(role)


def of_roles(roles: Iterable[str], work: Work) -> list[Recipient]:
    """People of the roles, each once."""
    found: dict[str, Recipient] = {}
    for role in roles:
        for person in work.staff.recipients(role):
            found.setdefault(person.actor, person)
    return list(found.values())
