"""What a month's roster has to keep: coverage, rest, hours, fairness. ``frontdesk roster plan`` proposes one by it."""

from datetime import timedelta
from typing import Self

from pydantic import Field, field_validator, model_validator

from contracts.durations import Duration
from contracts.open_hours import parse_days, parse_windows
from contracts.playbook.basics import Grammar, Ident, Weekday


class Coverage(Grammar):
    """How many people a post needs, at some hours of some days; every row that fits a moment has to be kept.

    With ``hours`` whoever is at the post at that moment counts, whatever the pattern; with ``pattern`` only those who
    work that pattern count. A window such as ``22:00-06:00`` belongs to the day it begins on.
    """

    post: Ident = Field(description="One of the playbook's posts.")
    days: list[str] = Field(
        default_factory=list,
        description="Such as `mon-fri`, `sat`, `holiday`; empty: every day. On a public holiday only rows count that "
        "name `holiday` or no day; a make-up working day counts as a Monday.",
    )
    hours: list[str] = Field(default_factory=list, description='Windows such as `"08:00-12:00"`.')
    pattern: Ident | None = Field(default=None, description="Instead of `hours`: one of the shift patterns.")
    skills: list[Ident] = Field(default_factory=list, description="Only people with all of these count.")
    least: int = Field(ge=0, le=1000, description="With fewer people the proposal says that it falls short.")
    wanted: int | None = Field(default=None, ge=0, le=1000, description="Better so many; default: the least.")

    @field_validator("days")
    @classmethod
    def _known_days(cls, days: list[str]) -> list[str]:
        for key in days:
            parse_days(key)
        return days

    @field_validator("hours")
    @classmethod
    def _sound_windows(cls, hours: list[str]) -> list[str]:
        parse_windows(hours)
        return hours

    @model_validator(mode="after")
    def _one_way_to_say_when(self) -> Self:
        if bool(self.hours) == (self.pattern is not None):
            raise ValueError("say when people are needed: give `hours` or `pattern`, not both")
        if self.wanted is not None and self.wanted < self.least:
            raise ValueError(f"wanted ({self.wanted}) cannot be fewer than least ({self.least})")
        return self

    @property
    def aim(self) -> int:
        """How many are wanted."""
        return self.least if self.wanted is None else self.wanted

    def counts_on(self, kind: str) -> bool:
        """Whether the row is for days of this kind: a weekday such as ``mon``, or ``holiday``."""
        return not self.days or any(kind in parse_days(key) for key in self.days)


class WeeklyHours(Grammar):
    """Hours of one person from Monday to Sunday. A week that the month cuts off has its share, rounded up to whole
    shifts of the longest pattern."""

    limit: Duration = Field(default=timedelta(hours=40), description="What a full week has; more is overtime.")
    overtime: Duration = Field(
        default=timedelta(hours=4), description="How much more it may be at most when coverage needs it."
    )


class Fair(Grammar):
    """How evenly something is spread over people: the difference between who has most and who has least."""

    weight: int = Field(default=8, ge=0, le=1000, description="Cost of each shift of difference beyond the tolerance.")
    tolerance: int = Field(default=1, ge=0, le=31, description="A difference of so many shifts costs nothing.")


class FairHours(Grammar):
    """How evenly the month's hours are spread, measured against each person's weekly hours."""

    weight: int = Field(default=1, ge=0, le=1000, description="Cost of each hour of difference beyond the tolerance.")
    tolerance: Duration = Field(default=timedelta(hours=16), description="So much difference costs nothing.")


class Fairness(Grammar):
    """What is to be spread evenly. Somebody who is absent counts as having worked the share of those days."""

    weekend: list[Weekday] = Field(
        default=["sat", "sun"],
        min_length=1,
        description="Days of the weekend; public holidays count as such, make-up working days do not.",
    )
    weekends: Fair = Field(default=Fair(), description="Shifts on weekends and public holidays.")
    nights: Fair = Field(default=Fair(), description="Shifts of patterns that are `night`.")
    hours: FairHours = Field(default=FairHours(), description="Hours of the month.")


class Weights(Grammar):
    """What weighs how much where not everything can be had. Fewer people than the least is not weighed: it is made as
    rare as can be before anything else is looked at."""

    wanted: int = Field(default=6, ge=0, le=1000, description="Cost of each hour of a person fewer than wanted.")
    surplus: int = Field(default=1, ge=0, le=1000, description="Cost of each hour of a person more than wanted.")
    overtime: int = Field(default=10, ge=0, le=1000, description="Cost of each hour beyond the weekly limit.")
    wishes: int = Field(default=20, ge=0, le=1000, description="Cost of a wish not granted, times the wish's weight.")


class Planning(Grammar):
    """What a month's roster has to keep. Rest, days in a row, the most hours of a week and absences are never broken
    by a proposal; whatever else cannot be met is named."""

    coverage: list[Coverage] = Field(description="How many people each post needs, and when.")
    rest: Duration = Field(default=timedelta(hours=11), description="At least so long between two shifts of a person.")
    most_days_in_a_row: int = Field(default=6, ge=1, le=31, description="Then there is a day off.")
    weekly_hours: WeeklyHours = Field(default=WeeklyHours(), description="How long a week may be.")
    fairness: Fairness = Field(default=Fairness(), description="What is spread evenly over people.")
    weights: Weights = Field(default=Weights(), description="What weighs how much.")
