"""Swaps: who may do what in which state, and whether the two can work each other's shifts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from contracts.playbook import Playbook
from contracts.problems import Conflict, Forbidden, Invalid
from contracts.roster import PlannedShift, SwapState
from services.roster.domain.drafts import Skills, lacking
from services.roster.domain.months import planned
from services.roster.domain.shifts import Roles, Shift

OPEN = ("asked", "accepted")


@dataclass(frozen=True)
class Swap:
    """``gives``: the shift of whoever asked, as it was then; ``takes``: the colleague's, if there is one."""

    id: str
    state: SwapState
    asked_by: str
    colleague: str
    shift_id: str
    their_shift_id: str | None
    gives: PlannedShift
    takes: PlannedShift | None
    reason: str | None
    asked_at: datetime
    accepted_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = None

    @property
    def parties(self) -> tuple[str, str]:
        return self.asked_by, self.colleague

    @property
    def people(self) -> dict[str, str]:
        """Who works which shift afterwards."""
        after = {self.shift_id: self.colleague}
        return after | ({self.their_shift_id: self.asked_by} if self.their_shift_id else {})

    def accepted(self, actor: str, now: datetime) -> "Swap":
        """Raises Forbidden for anyone but the colleague, Conflict when it was answered."""
        if actor != self.colleague:
            raise Forbidden(f"{self.colleague} was asked, and nobody else accepts")
        self._must_be("asked", "accepts it")
        return replace(self, state="accepted", accepted_at=now)

    def approved(self, actor: str, now: datetime) -> "Swap":
        """Raises Forbidden for one of the two, Conflict unless it was accepted and not decided yet."""
        self._must_be_third(actor)
        self._must_be("accepted", "approves it")
        return replace(self, state="approved", decided_by=actor, decided_at=now)

    def declined(self, actor: str, reason: str, now: datetime, *, manager: bool) -> "Swap":
        """By the colleague while asked or accepted, or by a manager who is neither."""
        if actor != self.colleague:
            if not manager:
                raise Forbidden(f"{self.colleague} or a manager declines it; whoever asked withdraws it")
            self._must_be_third(actor)
        self._must_be_open()
        return replace(self, state="declined", decided_by=actor, decided_at=now, decision_reason=reason)

    def withdrawn(self, actor: str, now: datetime) -> "Swap":
        if actor != self.asked_by:
            raise Forbidden(f"{self.asked_by} asked for it, and nobody else withdraws it; see roster.decline_swap")
        self._must_be_open()
        return replace(self, state="withdrawn", decided_by=actor, decided_at=now)

    def _must_be_third(self, actor: str) -> None:
        if actor in self.parties:
            raise Forbidden("nobody decides about a swap of their own; another manager does")

    def _must_be_open(self) -> None:
        if self.state not in OPEN:
            raise Conflict(f"this swap was {self.state} by {self.decided_by} already; nothing is left to decide")

    def _must_be(self, state: SwapState, verb: str) -> None:
        self._must_be_open()
        if self.state != state:
            first = self.colleague if state == "accepted" else "a manager"
            raise Conflict(f"this swap is {self.state}; before anybody else {verb}, {first} has to act")


def check_parties(shift: Shift, theirs: Shift | None, asked_by: str, colleague: str) -> None:
    """Raises Invalid naming what does not fit: one's own shift, for one of the colleague's."""
    errors: dict[str, str] = {}
    if shift.staff != asked_by:
        errors["shift_id"] = f"is {shift.staff}'s; everybody gives away their own shifts"
    if colleague == asked_by:
        errors["colleague"] = "name somebody else"
    if theirs is not None and theirs.staff != colleague:
        errors["their_shift_id"] = f"is {theirs.staff}'s, not {colleague}'s"
    if errors:
        raise Invalid("these shifts cannot be swapped", errors=errors)


@dataclass(frozen=True)
class Conditions:
    """What a swap, or another person on a shift, is checked against. ``others``: shifts of the two around the days."""

    book: Playbook
    roles: Roles
    skills: Skills
    away: Mapping[tuple[str, date], str]
    others: Iterable[Shift]
    now: datetime


def check_new_people(pairs: Iterable[tuple[str, Shift, str]], given: Conditions, *, rest: timedelta) -> None:
    """Whether people can work the shifts they get, as (field, shift, who gets it). ``rest``: at least so long between
    two shifts. Raises Invalid naming each field."""
    new = list(pairs)
    moved = {shift.id for _, shift, _ in new}
    stays = [shift for shift in given.others if shift.id not in moved and shift.state != "ended"]
    after = [replace(shift, staff=actor) for _, shift, actor in new]
    errors: dict[str, str] = {}
    for (path, _, _), shift in zip(new, after, strict=True):
        others = [other for other in [*stays, *after] if other.staff == shift.staff and other.id != shift.id]
        said = _unfit(shift, others, given, rest)
        if said is not None:
            errors[path] = said
    if errors:
        raise Invalid("the shift cannot change hands like this", errors=errors)


def _unfit(shift: Shift, others: Iterable[Shift], given: Conditions, rest: timedelta) -> str | None:
    if shift.staff not in given.roles:
        return f"'{shift.staff}' is not registered as active staff"
    post = given.book.posts.get(shift.post)
    if post is not None and post.role not in given.roles[shift.staff]:
        return f"{shift.staff} is not {post.role}, which the post {shift.post} needs"
    if missing := lacking(planned(shift), given.book, given.skills):
        return missing["staff"]
    if (kind := given.away.get((shift.staff, shift.day))) is not None:
        return f"{shift.staff} is away on {shift.day} ({kind})"
    return _too_close(shift, others, rest)


def _too_close(shift: Shift, others: Iterable[Shift], rest: timedelta) -> str | None:
    for other in others:
        if other.overlaps(shift):
            return f"{shift.staff} has an overlapping shift on {other.day}"
        gap = max(shift.starts_at - other.ends_at, other.starts_at - shift.ends_at)
        if gap < rest:
            hours = rest / timedelta(hours=1)
            return f"{shift.staff} would rest less than {hours:g} hours beside the shift of {other.day}"
    return None


def must_not_have_begun(shift: Shift, path: str, now: datetime, *, running: bool = False) -> None:
    """Raises Conflict for a shift that was signed in for or is over, or, unless ``running``, whose start has passed."""
    if shift.state != "planned" or shift.ends_at <= now or (shift.starts_at <= now and not running):
        state = shift.state if shift.state != "planned" else "over" if shift.ends_at <= now else "running"
        raise Conflict(f"{shift.staff}'s shift of {shift.day} is {state}; it stays as it is", errors={path: state})
