"""Promises by a time: deadlines with their clocks, conditions, warnings and escalation chains."""

from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from contracts.cel import Expression
from contracts.durations import Duration
from contracts.playbook.basics import ClockTime, Grammar, Ident, Label, Share, Weekday

MOMENTS = ("happened", "recorded", "confirmed", "routed", "held", "reopened", "transferred")

Moment = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$"),
    Field(
        description="happened, recorded, confirmed, routed, held, reopened, transferred, steps.<step>, "
        "deadlines.<deadline>.missed, or any event about the request: events.<service>.<entity>.<fact>."
    ),
]
Clock = Literal["wall", "business", "shift"]
"""``wall`` counts every second, ``business`` the calendar's open hours, ``shift`` while the department of the order
has somebody on shift."""


class Target(Grammar):
    """A due time that is not a span: exactly one of these, counted from the deadline's moment in local time.

    ``end_of: day`` is the midnight that ends that day, ``working_day`` the close of that working day (the next one
    when it is closed already), ``week`` the end of Sunday, ``month`` the end of the last day. ``next``: the next such
    weekday after the moment's day, ``at`` a time. ``day_of_month``: that day, this month or the next. ``working_days``:
    so many working days later, at the same time of day, or ``at`` a time or at ``close``. ``moment``: what a form or
    record says (CEL yielding a time).
    """

    end_of: Literal["day", "working_day", "week", "month"] | None = Field(
        default=None, description="The end of this day, working day, week or month."
    )
    next: Weekday | None = None
    day_of_month: int | None = Field(default=None, ge=1, le=31)
    working_days: int | None = Field(default=None, ge=1, le=366)
    moment: Expression | None = None
    at: ClockTime | Literal["close"] | None = Field(
        default=None, description="At this time of that day; close: when the desk closes."
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [
            n for n in ("end_of", "next", "day_of_month", "working_days", "moment") if getattr(self, n) is not None
        ]
        if len(given) != 1:
            raise ValueError("name exactly one of end_of, next, day_of_month, working_days or moment")
        if self.at is None and given[0] in ("next", "day_of_month"):
            raise ValueError(f"'{given[0]}' needs a time: add at: \"09:00\"")
        if self.at is not None and given[0] in ("end_of", "moment"):
            raise ValueError(f"'{given[0]}' says the time itself; take 'at' out")
        if self.at == "close" and given[0] != "working_days":
            raise ValueError("at: close goes with working_days only")
        return self


def _target_shorthand(value: Any) -> Any:
    return (
        {"today": {"end_of": "day"}, "working_day": {"end_of": "working_day"}}.get(value, value)
        if isinstance(value, str)
        else value
    )


By = Annotated[
    Target,
    BeforeValidator(_target_shorthand, json_schema_input_type=Target | Literal["today", "working_day"]),
]
"""A target, or ``today`` (end of the local day) or ``working_day`` (close of this working day)."""


class EarlyWarning(Grammar):
    """Told before it is too late: at a share of the time (``at: 80%``) or a span ``before`` the due time.

    ``to``: a role, or head, assignee, owner, department; default: the person assigned, else the head.
    """

    at: Share | None = Field(default=None, description="After this share of the time.")
    before: Duration | None = Field(default=None, description="So long before the due time.")
    to: list[Ident] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.at is None) == (self.before is None):
            raise ValueError("name exactly one of at (a share such as '80%') or before (a duration)")
        if self.at is not None and not 0 < self.at < 1:
            raise ValueError("a warning lies between 0% and 100%")
        return self


class Escalation(Grammar):
    """One link of the chain after a missed deadline: ``escalate`` to a role, or head, assignee, owner, department.

    Raised ``after`` the due time, then ``times`` times in all, ``every`` so often. Each time it is raised only while
    the deadline still stands missed and ``when`` holds.
    """

    escalate: Ident = Field(description="Who is told: a role, or head, assignee, owner, department.")
    after: Duration = Field(default=timedelta(0), description="So long after the due time.")
    every: Duration | None = Field(default=None, description="How often it is raised again.")
    times: int = Field(default=1, ge=1, le=1000, description="How often it is raised in all.")
    when: Expression | None = Field(default=None, description="Raised only while this holds.")

    @model_validator(mode="after")
    def _repeats(self) -> Self:
        if self.times > 1 and not self.every:
            raise ValueError("a link that is repeated needs 'every', such as every: 15m")
        if self.times == 1 and self.every is not None:
            raise ValueError("'every' needs 'times', how often it is raised in all")
        return self


class Variant(Grammar):
    """Another budget while ``when`` holds, such as for a severity or a tier; the first that holds counts."""

    when: Expression
    within: Duration = Field(description="The budget then.")


class Deadline(Grammar):
    """A promise: ``within`` a span from the moment ``of``, or ``by`` a target.

    On a step it is kept by taking the step; in a line's ``deadlines`` it has a ``name`` and is kept when ``stop_when``
    holds. Conditions read ``form``, ``steps``, ``order``, ``severity``, ``tier``, ``line``, ``deadlines``,
    ``decisions``. ``start_when``: it starts once its moment has come and this holds. ``pause_when``: the clock stands
    still while this holds, until ``resume_when`` holds or, without one, ``pause_when`` no longer does;
    ``pause_on_hold`` is short for pausing while the order is held. ``cancel_when``: nobody is owed anything any more.
    ``reset_when``: each time this begins to hold, the full budget counts from then. ``calendar``: one of the
    playbook's ``calendars``; default: the department's, else the desk's.
    """

    name: Ident | None = Field(
        default=None, description="Of a line's deadline, required; a step's is called as its step."
    )
    title: Label | None = None
    of: Moment = "routed"
    within: Duration | None = Field(default=None, description="The time there is.")
    variants: list[Variant] = Field(default_factory=list, description="Other budgets, first match.")
    by: By | None = Field(default=None, description="The due time, instead of a budget.")
    clock: Clock = Field(default="wall", description="What is counted.")
    calendar: Ident | None = None
    start_when: Expression | None = None
    pause_when: Expression | None = None
    resume_when: Expression | None = Field(default=None, description="The clock goes on once this holds.")
    stop_when: Expression | None = Field(default=None, description="Kept once this holds.")
    cancel_when: Expression | None = None
    reset_when: Expression | None = None
    pause_on_hold: bool = False
    warn: list[EarlyWarning] = Field(default_factory=list, description="Told before it is missed.")
    else_: list[Escalation] = Field(
        default_factory=list, alias="else", description="Told after it is missed, each link by itself."
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.within is None) == (self.by is None):
            raise ValueError("name exactly one of within (a duration) or by (a target such as today)")
        if self.by is not None and self.variants:
            raise ValueError("variants change 'within'; a deadline with 'by' has none")
        if self.by is not None and any(warning.at is not None for warning in self.warn):
            raise ValueError("a deadline with 'by' warns 'before', not at a share of its time")
        if self.resume_when is not None and self.pause_when is None:
            raise ValueError("resume_when needs pause_when")
        return self
