"""Keeping customers: triggers, segments, offers, who takes over, groups that leave."""

from typing import Self

from pydantic import Field, model_validator

from contracts.cel import Expression
from contracts.cron import Cron
from contracts.durations import Duration
from contracts.playbook.basics import FormField, Grammar, Ident, Label


class RequestSign(Grammar):
    """A confirmed request of one of these lines is a sign that its customer is leaving."""

    lines: list[Ident] = Field(min_length=1, description="Lines with customers' files.")
    when: Expression | None = Field(default=None, description="Which of their requests; every one when left out.")


class ResultSign(Grammar):
    """What a customer said in a call is a sign of leaving."""

    plans: list[Ident] = Field(default_factory=list, description="Calls of these plans.")
    care: list[Ident] = Field(
        default_factory=list, description="Calls of these segments of care; every call when neither is given."
    )
    when: Expression = Field(description="Over `answers`, `ratings` and `satisfied` of the call, and the request.")

    def hears(self, *, plan: str | None = None, care: str | None = None) -> bool:
        """Whether the calls of this plan, or of this segment of care, are meant."""
        return not (self.plans or self.care) or plan in self.plans or care in self.care


class FigureSign(Grammar):
    """Figures that a program or a colleague reports of a customer (`followup.report_signal`)."""

    figures: dict[Ident, FormField] = Field(min_length=1, description="What is reported.")
    when: Expression | None = Field(default=None, description="Which figures are a sign; all when left out.")


class RetentionTrigger(Grammar):
    """Why a case is opened. Besides the signs named, colleagues may open one by hand (`followup.open_retention`)."""

    title: Label
    request: RequestSign | None = Field(default=None, description="Requests that open a case.")
    result: ResultSign | None = Field(default=None, description="Results of calls that open a case.")
    signal: FigureSign | None = Field(default=None, description="Figures that open a case.")
    segments: list[Ident] = Field(default_factory=list, description="Customers of these alone; empty: of any.")
    leaving: bool = Field(default=True, description="The customer is about to leave; counted by `together`.")


class Segment(Grammar):
    """A kind of customer. The first whose ``when`` holds is the customer's; the last has none."""

    title: Label
    when: Expression | None = None
    serve: Ident | None = Field(
        default=None, description="Role that serves the case; whoever received the customer when left out."
    )
    one_to_one: bool = Field(default=False, description="One named person serves to the end.")
    tell: list[Ident] = Field(default_factory=list, description="Roles told at once that a case was opened.")
    watched: bool = Field(default=False, description="Counted by `together`.")


class Guide(Grammar):
    """The month's guide: which offers may be made to whom. Published month by month, it is no part of the playbook."""

    by: list[Ident] = Field(min_length=1, description="Roles that publish it.")
    reminder: Cron | None = Field(default=None, description="When a missing guide of the coming month is reminded of.")


class KeyAccounts(Grammar):
    """Who goes on after a first attempt that failed, and hears of it daily."""

    by: list[Ident] = Field(min_length=1, description="Roles that take cases over.")
    register_: Cron = Field(alias="register", description="When the register is sent.")
    to: list[Ident] = Field(min_length=1, description="Roles it is sent to.")


class Together(Grammar):
    """Customers of watched segments that leave together: two or more within a span are reported at once."""

    by: Expression = Field(description="What they have in common, such as their company; nothing: alone.")
    within: Duration = Field(description="From the first to the last of them, both ends included.")
    to: list[Ident] = Field(min_length=1, description="Roles it is reported to.")


class RetentionOutcome(Grammar):
    """How a case ends."""

    title: Label
    kept: bool = Field(description="The customer stays.")


class Retention(Grammar):
    """Keeping customers that are about to leave: one open case a customer, whatever the signs."""

    triggers: dict[Ident, RetentionTrigger] = Field(min_length=1, description="What opens a case.")
    segments: dict[Ident, Segment] = Field(min_length=1, description="Kinds of customers, the highest first.")
    served_by: list[Ident] = Field(
        min_length=1,
        description="Roles that serve cases; the first on duty where nobody of them received the customer.",
    )
    guide: Guide = Field(description="Where offers come from.")
    key_accounts: KeyAccounts = Field(description="Who goes on after a failed first attempt.")
    together: Together | None = Field(default=None, description="When groups leave.")
    outcomes: dict[Ident, RetentionOutcome] = Field(min_length=1, description="How cases end.")

    @model_validator(mode="after")
    def _last_segment(self) -> Self:
        *others, last = self.segments.items()
        if last[1].when is not None:
            raise ValueError(f"the last segment, '{last[0]}', has no 'when': every customer is of one")
        for name, segment in others:
            if segment.when is None:
                raise ValueError(f"the segment '{name}' needs 'when': only the last is for all others")
        return self
