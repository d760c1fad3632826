"""What a month is planned from: skills of people, what they wish for, who is away, what came before."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Done, Name, Part, Query
from contracts.roster.common import SERVICE, RosterEvent
from contracts.roster.months import Month
from contracts.roster.shifts import PlannedShift

WishKind = Literal["off", "pattern"]


class SetSkills(Command):
    """What a person is able to do, of the playbook's ``rota.skills``; all of it anew. By managers."""

    service, action, result = SERVICE, "set_skills", Done
    actor: Actor
    skills: list[Name]


class SkillsSet(RosterEvent):
    fact = "skills.set"
    actor: Actor
    skills: list[Name]


class SkillRow(Part):
    actor: Actor
    name: str
    skills: list[str]


class SkillsView(Part):
    rows: list[SkillRow]


class ListSkills(Query):
    """Active staff and what they are able to do."""

    service, view, result = SERVICE, "skills", SkillsView


class WishShift(Command):
    """Wish for a day off, or for a shift of a ``pattern`` (at a ``post``); one wish a day, a later one replaces it. For
    oneself, until the playbook's ``rota.wishes``."""

    service, action, result = SERVICE, "wish_shift", Done
    month: Month
    day: date
    kind: WishKind
    pattern: Name | None = None
    post: Name | None = None
    weight: int = Field(default=1, ge=1, le=5, description="How much it matters, 5 most.")


class WithdrawWish(Command):
    service, action, result = SERVICE, "withdraw_wish", Done
    month: Month
    day: date


class WishRow(Part):
    actor: Actor
    day: date
    kind: WishKind
    pattern: str | None
    post: str | None
    weight: int


class WishesView(Part):
    month: Month
    until: AwareDatetime | None
    rows: list[WishRow]


class ListWishes(Query):
    """Managers see all, others their own."""

    service, view, result = SERVICE, "wishes", WishesView
    month: Month


class ShiftWished(RosterEvent):
    fact = "shift.wished"
    actor: Actor
    month: Month
    day: date
    kind: WishKind
    pattern: Name | None
    post: Name | None
    weight: int


class WishWithdrawn(RosterEvent):
    fact = "wish.withdrawn"
    actor: Actor
    month: Month
    day: date


class RotaPerson(Part):
    """``posts``: those whose role and skills the person has."""

    actor: Actor
    name: str
    department: str
    roles: list[str]
    skills: list[str]
    posts: list[str]


class RotaAbsence(Part):
    actor: Actor
    first_day: date
    last_day: date
    kind: str
    approved: bool


class RotaView(Part):
    """``before``: published shifts that begin in the month before.
    ``published``: shifts of the month that stand already. ``begun``: those of them somebody has signed in for."""

    month: Month
    people: list[RotaPerson]
    absences: list[RotaAbsence]
    wishes: list[WishRow]
    before: list[PlannedShift]
    published: list[PlannedShift]
    begun: list[str]
    revision: int
    version: int
    publish_by: AwareDatetime | None


class GetRota(Query):
    """All that a month is planned from, for whoever plans it. By managers."""

    service, view, result = SERVICE, "rota", RotaView
    month: Month
