"""Staff and the posts they hold (A角/B角)."""

from typing import Any

from pydantic import Field

from contracts.base import Actor, Command, Done, Limit, Name, Page, Part, Query, Text
from contracts.roster.common import SERVICE, RosterEvent


class RegisterStaff(Command):
    """Register or change a person: roles and department are the playbook's. By an administrator or manager."""

    service, action, result = SERVICE, "register_staff", Done
    actor: Actor
    name: Text
    roles: list[Name] = Field(min_length=1)
    department: Name
    phone: Text | None = None
    active: bool = True


class SetPost(Command):
    """Name the A and the B person of a post (A角/B角)."""

    service, action, result = SERVICE, "set_post", Done
    post: Name
    a: Actor
    b: Actor | None = None


class StaffRow(Part):
    """``phone`` is masked."""

    actor: Actor
    name: str
    roles: list[str]
    department: str
    phone: str | None
    active: bool


class StaffPage(Page[StaffRow]):
    pass


class ListStaff(Query):
    service, view, result = SERVICE, "staff", StaffPage
    role: Name | None = None
    department: Name | None = None
    cursor: str | None = None
    limit: Limit = 50


class PostRow(Part):
    post: Name
    a: Actor
    b: Actor | None


class PostsView(Part):
    rows: list[PostRow]


class ListPosts(Query):
    service, view, result = SERVICE, "posts", PostsView


class StaffRegistered(RosterEvent):
    """Every service keeps its own copy of who is who. ``revision`` grows with each change of the person.

    ``phone_fingerprint`` tells whether another phone is this person's (contracts.fingerprints); null when the
    registration names no phone, which leaves the one known before.
    """

    fact = "staff.registered"
    actor: Actor
    name: str
    roles: list[Name]
    department: Name
    active: bool
    revision: int
    phone_fingerprint: str | None = None


class PostSet(RosterEvent):
    fact = "post.set"
    post: Name
    a: Actor
    b: Actor | None = None


class RosterCommandRefused(RosterEvent):
    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
