"""A month from a running desk, and the proposal back to it as the month's draft; nothing is ever published."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.dispatch import GetPlaybook
from contracts.playbook import Playbook
from contracts.playbook.load import validate
from contracts.problems import Invalid
from contracts.roster import DraftMonth, DraftShift, GetRota, MonthReceipt, PlannedShift, RotaView
from frontdesk.client import DeskClient
from frontdesk.planning.from_file import coverage_mistakes, days_within, past_shift, patterns_of
from frontdesk.planning.problem import Month, Pattern, Person, Problem, Shift, Wish
from frontdesk.planning.proposal import Proposal


@dataclass(frozen=True)
class DeskMonth:
    """The problem, and the ``revision`` of the draft that there was when it was asked for."""

    problem: Problem
    playbook: Playbook
    revision: int


async def ask_month(client: DeskClient, actor: str, month: str) -> DeskMonth:
    """Everything the desk knows of the month. Raises Invalid for a playbook that has no patterns or no planning,
    PlaybookError for one this program cannot read, else as ``DeskClient.ask`` does."""
    shown = await client.ask(actor, GetPlaybook())
    book = validate(f"{shown.playbook} of {client.site}", json.loads(shown.document))
    rota: RotaView = await client.ask(actor, GetRota(month=month))
    return DeskMonth(problem_of(client.site, book, rota), book, rota.revision)


def problem_of(site: str, book: Playbook, rota: RotaView) -> Problem:
    """The problem of a playbook and what roster knows. Shifts that somebody has signed in for are decided; absences
    count once they are approved. Raises Invalid as ``ask_month`` does."""
    patterns = patterns_of(book)
    if book.planning is None or not patterns:
        missing = "planning" if book.planning is None else "rota.patterns"
        raise Invalid("the desk's playbook does not say what a month has to keep", errors={missing: "add it"})
    if wrong := dict(coverage_mistakes(book.planning, patterns)):
        raise Invalid("the desk's playbook asks for what cannot be planned", errors=wrong)
    year, number = map(int, rota.month.split("-"))
    month = Month(date(year, number, 1), book.calendar.timezone, book.calendar.holidays)
    planned = {post for pattern in patterns.values() for post in pattern.posts}
    people = {
        it.actor: Person(it.actor, it.name, frozenset(it.posts) & planned, frozenset(it.skills))
        for it in rota.people
        if planned & set(it.posts)
    }
    begun = set(rota.begun)
    fixed = [
        _decided(month, patterns, shift)
        for shift in rota.published
        if shift.shift_id in begun and shift.staff in people
    ]
    return Problem(
        site=site,
        month=month,
        patterns=patterns,
        people=people,
        planning=book.planning,
        absent=frozenset(
            (it.actor, day)
            for it in rota.absences
            if it.approved and it.actor in people
            for day in days_within(month, it.first_day, it.last_day)
        ),
        fixed=tuple(sorted(fixed)),
        past=tuple(past_shift(month, it.staff, it.starts_at, it.ends_at, it.post) for it in rota.before),
        wishes=tuple(_wishes(rota, people, patterns)),
        titles={name: post.title.en for name, post in book.posts.items()},
    )


def _wishes(rota: RotaView, people: Iterable[str], patterns: dict[str, Pattern]) -> Iterable[Wish]:
    """Wishes of people who are planned; those for a pattern that the playbook has no more are nobody's."""
    for it in rota.wishes:
        if it.actor in people and (it.pattern is None or it.pattern in patterns):
            yield Wish(it.actor, it.day, it.kind == "off", it.pattern, it.post, it.weight)


def _decided(month: Month, patterns: dict[str, Pattern], shift: PlannedShift) -> Shift:
    """A shift that stands; with times of its own it gets a pattern that is not offered to anybody else."""
    past = past_shift(month, shift.staff, shift.starts_at, shift.ends_at, shift.post)
    midnight = month.at(past.day, 0)
    starts, ends = past.starts - midnight, past.ends - midnight
    for pattern in patterns.values():
        if (pattern.starts, pattern.ends) == (starts, ends) and shift.post in pattern.posts:
            return Shift(past.day, shift.staff, pattern.name, shift.post)
    name = f"{shift.post} {starts // 60:02}:{starts % 60:02} to {ends // 60 % 24:02}:{ends % 60:02}"
    patterns.setdefault(name, Pattern(name, starts, ends, (shift.post,), offered=False))
    return Shift(past.day, shift.staff, name, shift.post)


async def save_draft(client: DeskClient, actor: str, asked: DeskMonth, proposal: Proposal) -> MonthReceipt:
    """Send the proposal as the month's draft. Raises Conflict when somebody has changed the draft since it was asked
    for, else as ``DeskClient.send`` does."""
    known = asked.playbook.rota.patterns if asked.playbook.rota is not None else {}
    shifts = [
        DraftShift(post=it.post, staff=it.person, day=it.day, pattern=it.pattern)
        if it.pattern in known
        else DraftShift(post=it.post, staff=it.person, starts_at=it.starts_at, ends_at=it.ends_at)
        for it in proposal.shifts
    ]
    receipt: MonthReceipt = await client.send(
        actor, DraftMonth(month=proposal.month, shifts=shifts, revision=asked.revision)
    )
    return receipt
