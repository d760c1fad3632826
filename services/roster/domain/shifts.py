"""Shifts: who may be planned where, who may sign in when. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from contracts.playbook import Playbook
from contracts.problems import Conflict, Forbidden, Invalid
from contracts.roster import PlannedShift, ShiftState

"""How long before its start a shift may be signed in for."""

Roles = Mapping[str, frozenset[str]]
"""Active people's roles by login."""


@dataclass(frozen=True)
class Shift:
    """A published shift. ``late_seconds`` counts from its start to the sign-in, where ``confirmed`` was confirmed."""

    id: str
    day: date
    version: int
    post: str
    staff: str
    starts_at: datetime
    ends_at: datetime
    state: ShiftState = "planned"
    signed_in_at: datetime | None = None
    late_seconds: int = 0
    ended_at: datetime | None = None
    confirmed: tuple[str, ...] = ()

    @property
    def plan(self) -> tuple[str, str, datetime, datetime]:
        """What a roster says of it."""
        return self.post, self.staff, self.starts_at, self.ends_at

    def overlaps(self, other: "Shift") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def check_planned(day: date, planned: Sequence[PlannedShift], book: Playbook, roles: Roles) -> dict[str, str]:
    """What is wrong with each shift by itself, as ``shifts.<i>.<field>`` to the remedy."""
    errors: dict[str, str] = {}
    for i, shift in enumerate(planned):
        post = book.posts.get(shift.post)
        if post is None:
            errors[f"shifts.{i}.post"] = f"unknown post; choose one of {', '.join(book.posts)}"
        if shift.staff not in roles:
            errors[f"shifts.{i}.staff"] = f"'{shift.staff}' is not registered as active staff"
        elif post is not None and post.role not in roles[shift.staff]:
            errors[f"shifts.{i}.staff"] = f"{shift.staff} is not {post.role}, which the post {shift.post} needs"
        if shift.ends_at <= shift.starts_at:
            errors[f"shifts.{i}.ends_at"] = "must be later than starts_at"
        if book.calendar.local_date(shift.starts_at) != day:
            errors[f"shifts.{i}.starts_at"] = f"must lie on {day.isoformat()} in {book.calendar.timezone}"
    return errors


def identify(
    planned: Sequence[PlannedShift], current: Sequence[Shift], new_ids: Iterable[str]
) -> tuple[list[str], dict[str, str]]:
    """The id of each planned shift, and what is wrong with ids that were given.

    A shift that the day already has keeps its id, named or recognised by post, person and times.
    """
    known = {shift.id for shift in current}
    errors: dict[str, str] = {}
    named: set[str] = set()
    for i, shift in enumerate(planned):
        if shift.shift_id is None:
            continue
        if shift.shift_id not in known:
            errors[f"shifts.{i}.shift_id"] = "this day has no such shift; leave it out for a new one"
        elif shift.shift_id in named:
            errors[f"shifts.{i}.shift_id"] = "is named twice"
        named.add(shift.shift_id)
    free = {shift.plan: shift.id for shift in current if shift.id not in named}
    fresh = iter(new_ids)
    ids = [
        shift.shift_id or free.pop((shift.post, shift.staff, shift.starts_at, shift.ends_at), None) or next(fresh)
        for shift in planned
    ]
    return ids, errors


def plan_day(
    day: date, version: int, planned: Sequence[PlannedShift], ids: Sequence[str], current: Sequence[Shift]
) -> list[Shift]:
    """The day's shifts in their new version; those begun or ended keep what happened in them."""
    known = {shift.id: shift for shift in current}
    out: list[Shift] = []
    for shift, shift_id in zip(planned, ids, strict=True):
        plan = Shift(shift_id, day, version, shift.post, shift.staff, shift.starts_at, shift.ends_at)
        before = known.get(shift_id)
        out.append(replace(before, version=version) if before is not None and before.plan == plan.plan else plan)
    return out


def check_begun(fresh: Sequence[Shift], current: Sequence[Shift]) -> None:
    """Raises Conflict when the new version would change or drop a shift that somebody has signed in for."""
    plans = {shift.id: shift.plan for shift in fresh}
    begun = [shift for shift in current if shift.state != "planned" and plans.get(shift.id) != shift.plan]
    if begun:
        names = "; ".join(f"{shift.staff}'s shift {shift.id} has {shift.state}" for shift in begun)
        raise Conflict(
            f"{names}: publish it again as it is, under its shift_id",
            errors={"shifts": "a shift that was signed in for stays in the roster unchanged"},
        )


def check_overlaps(fresh: Sequence[Shift], elsewhere: Iterable[Shift]) -> dict[str, str]:
    """Nobody stands in two places: clashes within the day and with other days, as ``shifts.<i>.staff``."""
    errors: dict[str, str] = {}
    seen: dict[str, list[tuple[str, Shift]]] = {}
    for shift in elsewhere:
        seen.setdefault(shift.staff, []).append((f"the roster of {shift.day.isoformat()}", shift))
    for i, shift in enumerate(fresh):
        others = seen.setdefault(shift.staff, [])
        clash = next((where for where, other in others if other.overlaps(shift)), None)
        if clash is not None:
            errors[f"shifts.{i}.staff"] = f"{shift.staff} has an overlapping shift in {clash}"
        others.append((f"shifts.{i}", shift))
    return errors


def shift_to_sign_in_for(
    shifts: Sequence[Shift], shift_id: str | None, actor: str, now: datetime, before: timedelta
) -> Shift:
    """The shift that ``actor`` may sign in for now, at most ``before`` its start, among their own and the one named.

    Raises Conflict or Forbidden: nobody signs in twice, for another, too early or after the end.
    """
    running = next((shift for shift in shifts if shift.staff == actor and shift.state == "started"), None)
    if running is not None:
        raise Conflict(f"{actor} is on duty already since {running.signed_in_at}; a shift ends with its handover")
    shift = _chosen(shifts, shift_id, actor, now)
    if shift.staff != actor:
        raise Forbidden(f"this shift is {shift.staff}'s; everybody signs in for their own")
    if shift.state == "ended":
        raise Conflict("this shift was signed in for and has ended")
    if now >= shift.ends_at:
        raise Conflict(f"this shift ended at {shift.ends_at.isoformat()}; a manager publishes a new one")
    if now < shift.starts_at - before:
        opens = (shift.starts_at - before).isoformat()
        raise Conflict(f"too early: sign in for the shift of {shift.starts_at.isoformat()} from {opens}")
    return shift


def _chosen(shifts: Sequence[Shift], shift_id: str | None, actor: str, now: datetime) -> Shift:
    if shift_id is not None:
        found = next((shift for shift in shifts if shift.id == shift_id), None)
        if found is None:
            raise Invalid("there is no such shift", errors={"shift_id": "see roster.shifts"})
        return found
    own = [s for s in shifts if s.staff == actor and s.state == "planned" and s.ends_at > now]
    if not own:
        raise Conflict(f"no shift is planned for {actor}; a manager publishes one with roster.publish_roster")
    return min(own, key=lambda shift: shift.starts_at)


def confirmed_at_sign_in(book: Playbook, post: str, confirms: Mapping[str, bool]) -> tuple[str, ...]:
    """What the post asks to be confirmed, once all of it is. Raises Invalid naming each item that was not. HK-01."""
    asked = book.posts[post].sign_in_confirms if post in book.posts else {}
    errors = {
        f"confirms.{name}": f"the post {post} asks for {', '.join(asked) or 'nothing'} to be confirmed; leave it out"
        for name in confirms
        if name not in asked
    }
    for name, title in asked.items():
        if name not in confirms:
            errors[f"confirms.{name}"] = f"confirm that it works, with true: {title.zh} / {title.en}"
        elif not confirms[name]:
            errors[f"confirms.{name}"] = f"report the fault and sign in when it works: {title.zh} / {title.en}"
    if errors:
        raise Invalid("the shift begins when everything its post asks for is confirmed", errors=errors)
    return tuple(asked)


def may_hold(book: Playbook, post: str, roles: frozenset[str]) -> bool:
    """Whether these roles fit the post; one that a later playbook no longer has asks for none."""
    known = book.posts.get(post)
    return known is None or known.role in roles


def late_seconds(starts_at: datetime, now: datetime) -> int:
    """Whole seconds between the start and the sign-in; 0 when in time."""
    return max(0, int((now - starts_at).total_seconds()))
