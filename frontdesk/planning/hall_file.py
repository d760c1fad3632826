"""A month to plan as a file, YAML or JSON: the format."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.durations import Duration
from contracts.open_hours import MINUTES_A_DAY, parse_clock
from contracts.playbook.basics import ClockTime, Grammar, Ident
from contracts.playbook.planning import Planning

Login = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,48}$")]


class FilePost(Grammar):
    """Who may hold the post: those with the ``role`` and all ``skills``. Titles are for people who read the file."""

    title: str | None = None
    role: str | None = None
    skills: list[Ident] = Field(default_factory=list)


class FilePattern(Grammar):
    """A shift as it is worked; when ``to`` is not later than ``from`` it ends the next day."""

    title: str | None = None
    from_: ClockTime = Field(alias="from")
    to: ClockTime
    posts: list[Ident] = Field(min_length=1)
    night: bool = False

    @property
    def starts(self) -> int:
        """Minutes from midnight."""
        return parse_clock(self.from_)

    @property
    def ends(self) -> int:
        """Minutes from the midnight the shift's day begins with."""
        ends = parse_clock(self.to)
        return ends if ends > self.starts else ends + MINUTES_A_DAY


class FilePerson(Grammar):
    """Somebody to be planned. ``posts``: only these of the posts that roles and skills allow. ``weekly_hours``: the
    person's own limit. ``weekends`` and ``nights``: shifts of earlier months that fairness shall count."""

    actor: Login
    name: str | None = None
    roles: list[str] = Field(default_factory=list)
    skills: list[Ident] = Field(default_factory=list)
    posts: list[Ident] | None = None
    weekly_hours: Duration | None = None
    weekends: int = Field(default=0, ge=0)
    nights: int = Field(default=0, ge=0)


class FileAbsence(Grammar):
    """Away from the first to the last day, both included; ``last`` may be left out for one day."""

    person: Login
    first: date
    last: date | None = None
    reason: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"ends on {self.last}, before it begins")
        return self


class FileWish(Grammar):
    """``day_off: true`` (``off`` alone is a truth value to YAML), or a ``pattern`` or ``post`` or both."""

    person: Login
    day: date
    day_off: bool = False
    pattern: Ident | None = None
    post: Ident | None = None
    weight: int = Field(default=1, ge=1, le=5)

    @model_validator(mode="after")
    def _one_wish(self) -> Self:
        if self.day_off == (self.pattern is not None or self.post is not None):
            raise ValueError("wish for 'day_off: true', or for a pattern or a post")
        return self


class FileShift(Grammar):
    """A shift that is decided."""

    person: Login
    day: date
    pattern: Ident
    post: Ident


class FilePast(Grammar):
    """A shift of before the month: of a ``pattern``, or from ``starts_at`` to ``ends_at`` by the site's clock."""

    person: Login
    day: date | None = None
    pattern: Ident | None = None
    post: Ident | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        by_pattern = self.day is not None and self.pattern is not None
        by_time = self.starts_at is not None and self.ends_at is not None
        if by_pattern == by_time:
            raise ValueError("give day and pattern, or starts_at and ends_at")
        if self.starts_at is not None and self.ends_at is not None and self.starts_at >= self.ends_at:
            raise ValueError("ends before it starts")
        return self


class HallFile(Grammar):
    """The whole file. ``playbook``: a playbook by name or path, whose calendar, posts, patterns and planning are used
    wherever the file does not give its own."""

    month: Annotated[str, StringConstraints(pattern=r"^2\d{3}-(0[1-9]|1[0-2])$")]
    site: str = "HQ"
    playbook: str | None = None
    timezone: str | None = None
    holidays: str | None = None
    posts: dict[Ident, FilePost] | None = None
    patterns: dict[Ident, FilePattern] | None = None
    planning: Planning | None = None
    people: list[FilePerson] = Field(min_length=1)
    absences: list[FileAbsence] = Field(default_factory=list)
    wishes: list[FileWish] = Field(default_factory=list)
    fixed: list[FileShift] = Field(default_factory=list)
    previous: list[FilePast] = Field(default_factory=list)
