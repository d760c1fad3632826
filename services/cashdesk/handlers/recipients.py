"""Who hears what is meant for several roles, each person once."""

from collections.abc import Iterable

from chassis.work import Work
from contracts.base import Recipient


def all_of_roles(work: Work, roles: Iterable[str]) -> list[Recipient]:
    """Of each role those on duty; if none is, all of it."""
    told = [each for role in roles for each in work.staff.recipients(role)]
    return list({each.actor: each for each in reversed(told)}.values())[::-1]
