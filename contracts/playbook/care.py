"""Care of customers: segments, windows, quotas, scripts, call lists."""

from datetime import timedelta
from typing import Literal, Self

from pydantic import Field, model_validator

from contracts.cel import Expression
from contracts.cron import Cron
from contracts.durations import Duration
from contracts.playbook.basics import FormField, Grammar, Ident, Label, Share

Means = Literal["phone", "visit", "message"]
ONE_DAY = timedelta(days=1)


class CareWindow(Grammar):
    """When a customer is called: not before ``from`` and not after ``until``, counted from the confirmation.

    ``whole_days``: in days of the site's own clock, so that ``3d`` begins with the third day after and ``7d`` ends
    with the seventh; otherwise to the second.
    """

    from_: Duration = Field(default=timedelta(0), alias="from", description="Earliest; at once when left out.")
    until: Duration = Field(description="Latest.")
    whole_days: bool = True

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.from_ > self.until or not self.until:
            raise ValueError("'until' must not come before 'from', and must be longer than nothing")
        if self.whole_days and (self.from_ % ONE_DAY or self.until % ONE_DAY):
            raise ValueError("write whole days (3d), or whole_days: false")
        return self


class CareSegment(Grammar):
    """Customers who are called after a request of ``lines`` that fits ``when``; the first segment that fits counts.

    ``answers``: the customer waits for an answer; while there is none, ``followup.put_off_answer`` has the customer
    told why and until when the same day, and called again then.
    """

    title: Label
    lines: list[Ident] = Field(min_length=1, description="Lines whose requests bring such customers.")
    when: Expression | None = Field(default=None, description="Which of their requests.")
    window: CareWindow = Field(description="When they are called.")
    means: list[Means] = Field(min_length=1, description="How: by phone, visit or message.")
    priority: int = Field(default=0, description="Higher is called first, special customers before all.")
    script: Label | None = Field(default=None, description="What the caller says.")
    questions: dict[Ident, FormField] = Field(default_factory=dict, description="What a call records.")
    answers: bool = False
    attempts: int = Field(default=5, ge=1, description="How often somebody is called who is not reached.")
    retry_after: Duration = Field(default=timedelta(hours=2), description="How long between two attempts.")
    escalate: list[Ident] = Field(default_factory=list, description="Roles that hear that it is late.")


class SpecialCare(Grammar):
    """Customers of any segment who need special care: called at once, before all others, at any hour of ``hours``."""

    when: Expression = Field(description="Which requests.")
    within: Duration = Field(description="How long after the confirmation it is late.")
    hours: dict[str, list[str]] = Field(
        default_factory=dict, description="Windows like those of callback_hours; any hour when left out."
    )
    script: Label | None = Field(default=None, description="What the caller says; default: that of the segment.")
    questions: dict[Ident, FormField] = Field(
        default_factory=dict, description="What a call records besides the questions of the segment."
    )


class CoverageWarning(Grammar):
    """When and to whom a quota that will not be reached is told: each time ``cron`` comes, from ``from_day`` of the
    month on, unless nothing has changed since."""

    cron: Cron = Field(description="When it is sent.")
    from_day: int = Field(default=1, ge=1, le=31, description="First day of the month on which it is told.")
    to: list[Ident] = Field(min_length=1, description="Roles that hear it.")


class CoverageReport(Grammar):
    """Coverage of every segment of the quota, sent each time ``cron`` comes."""

    title: Label
    cron: Cron = Field(description="When it is sent.")
    month: Literal["current", "previous"] = Field(default="current", description="Which month it is about.")
    to: list[Ident] = Field(min_length=1, description="Roles that get it.")


class Quota(Grammar):
    """How many calls must succeed in a calendar month: for each of ``segments`` at least ``share`` of the requests
    that came in that month."""

    share: Share = Field(description="At least.")
    segments: list[Ident] = Field(min_length=1, description="Segments it holds for, each by itself.")
    warn: CoverageWarning | None = Field(default=None, description="The forecast of a shortfall.")
    reports: dict[Ident, CoverageReport] = Field(default_factory=dict, description="Coverage on schedule.")


class FindingsReport(Grammar):
    """Important findings of the calls since the last report, sent to each department concerned when ``cron`` comes.
    ``to`` gets the list of the cases to be called again."""

    title: Label
    cron: Cron = Field(description="When it is sent.")
    to: list[Ident] = Field(min_length=1, description="Roles that get the list of cases to be called again.")


class Care(Grammar):
    """Care of customers: who is called when, by what means, by whom, how many a month must be reached.

    A call is taken with ``followup.take_call`` before it is made, so that nobody else calls the same customer. Calls
    take about ``norm``; more than ``margin`` off is counted as short or long.
    """

    callers: list[Ident] = Field(min_length=1, description="Roles that make the calls.")
    lease: Duration = Field(default=timedelta(minutes=10), description="How long a call that was taken stays taken.")
    norm: Duration = Field(default=timedelta(minutes=5), description="How long a call takes.")
    margin: Duration = Field(default=timedelta(0), description="How far off the norm is still normal.")
    segments: dict[Ident, CareSegment] = Field(min_length=1, description="Who is called, in the order they are tried.")
    special: SpecialCare | None = Field(default=None, description="Whom nobody keeps waiting.")
    quota: Quota | None = Field(default=None, description="How many a month must be reached.")
    findings: FindingsReport | None = Field(default=None, description="What departments hear of the calls.")

    @model_validator(mode="after")
    def _spans(self) -> Self:
        if not self.lease or not self.norm:
            raise ValueError("'lease' and 'norm' must be longer than nothing")
        return self
