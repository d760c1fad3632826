"""Whom an event names as its recipients."""

from collections.abc import Iterable

from chassis.work import Work
from contracts.base import Recipient


def of_roles(roles: Iterable[str], work: Work) -> list[Recipient]:
    """Those of the roles who are on duty, or all of a role that has nobody on duty; each person once."""
    found: dict[str, Recipient] = {}
    for role in roles:
        for recipient in work.staff.recipients(role):
            found.setdefault(recipient.actor, recipient)
    return list(found.values())


def managers(work: Work, *, but: Iterable[str] = ()) -> list[Recipient]:
    """Who may publish rosters, without those who may not decide about their own."""
    left_out = set(but)
    return [each for each in of_roles(work.playbook.managers, work) if each.actor not in left_out]


def each_of(actors: Iterable[str], work: Work) -> list[Recipient]:
    """These active people, by login."""
    people = [work.staff.get(actor) for actor in sorted(set(actors))]
    return [
        Recipient(actor=person.actor, role=min(person.roles, default=""), on_duty=person.on_duty)
        for person in people
        if person is not None
    ]


def everybody(roles: Iterable[str], beside: Iterable[str], work: Work) -> list[Recipient]:
    """All active staff of the roles, on duty or not, or all of the site without any; and those ``beside``."""
    wanted = set(roles)
    actors = {
        person.actor for person in work.staff.people.values() if person.active and (not wanted or person.has(wanted))
    }
    return each_of(actors | set(beside), work)
