"""The month's roster: skills, patterns, kinds of absence, by when it is published and summed up."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from contracts.durations import Duration
from contracts.open_hours import MINUTES_A_DAY, parse_clock
from contracts.playbook.basics import ClockTime, Grammar, Ident, Label


class ShiftPattern(Grammar):
    """A shift as it is worked again and again. It belongs to the day it begins on; when ``to`` is not later than
    ``from`` it ends the next day."""

    title: Label
    from_: ClockTime = Field(alias="from", description="When it begins, by the desk's clock.")
    to: ClockTime = Field(description="When it ends; not later than `from`: on the next day.")
    posts: list[Ident] = Field(min_length=1, description="Posts that are worked in this pattern.")
    night: bool = Field(default=False, description="Counts as a night.")

    @property
    def starts(self) -> int:
        """Minutes from midnight."""
        return parse_clock(self.from_)

    @property
    def ends(self) -> int:
        """Minutes from the midnight that its day begins with; more than 1440 on the next day."""
        ends = parse_clock(self.to)
        return ends if ends > self.starts else ends + MINUTES_A_DAY


class AbsenceKind(Grammar):
    """A reason to be away, such as leave or illness."""

    title: Label
    needs_approval: bool = Field(default=True, description="Counts only once a manager has approved it.")


class DayOfMonth(Grammar):
    """A day of every month; in a shorter month its last day."""

    day_of_month: int = Field(ge=1, le=31, description="In a month without that day: its last.")
    at: ClockTime | None = Field(default=None, description="Until this time of that day; default: its end.")


class Late(Grammar):
    """What happens when a month's work is not done in time: ``escalate`` hears it at once and ``every`` so often
    until it is done; of a roster until its month is over."""

    escalate: Ident = Field(description="Role that is told.")
    every: Duration = Field(default=timedelta(days=1), description="How often it is told again, until it is done.")

    @model_validator(mode="after")
    def _not_all_the_time(self) -> Self:
        if self.every < timedelta(hours=1):
            raise ValueError("'every' is an hour at least, such as every: 1d")
        return self


class MonthlyTask(DayOfMonth):
    """Something owed every month by a day of it."""

    remind: list[Duration] = Field(
        default_factory=list, description="So long before the due time the managers are reminded while it is not done."
    )
    late: Late | None = Field(default=None, description="What happens when it is not done in time.")


class PublishTask(MonthlyTask):
    """By when next month's roster is published, and to whom. The day is one of the month before."""

    to: list[Ident] = Field(
        default_factory=list,
        description="Roles told of it, beside everybody planned in it; without any: all active staff.",
    )


class SummaryTask(MonthlyTask):
    """By when the month's summary is sent, and to whom. The day is one of the month itself."""

    to: list[Ident] = Field(min_length=1, description="Roles it is sent to.")
    not_before: Duration | None = Field(
        default=None, description="Sent so long before the due time at the earliest; default: any time of the month."
    )


class Rota(Grammar):
    """The month's roster: what people can do, how shifts look, who may be away, and by when a month is published and
    summed up."""

    skills: dict[Ident, Label] = Field(
        default_factory=dict, description="What people may be able to do; posts ask for them."
    )
    patterns: dict[Ident, ShiftPattern] = Field(
        default_factory=dict, description="Shifts that a month is planned with; a shift may also name its times."
    )
    absences: dict[Ident, AbsenceKind] = Field(default_factory=dict, description="Reasons to be away.")
    wishes: DayOfMonth | None = Field(
        default=None, description="Until when staff may wish for the next month; default: until it is published."
    )
    publish: PublishTask | None = Field(default=None, description="By when next month's roster is published.")
    summary: SummaryTask | None = Field(default=None, description="By when the month's summary is sent.")
