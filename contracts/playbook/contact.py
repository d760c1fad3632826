"""Keeping in touch: callbacks and letters, notices, notifications, marks, digests, reports."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.cel import Expression
from contracts.cron import Cron
from contracts.durations import Duration
from contracts.playbook.basics import FormField, Grammar, Ident, Label
from contracts.playbook.promises import Escalation

PlanBy = Annotated[
    str,
    StringConstraints(pattern=r"^(receiver|owner|assignee|form\.[a-z][a-z0-9_]*)$"),
    Field(description="receiver, owner, assignee, or form.<field>, a member of staff named there."),
]
PlanMoment = Annotated[
    str,
    StringConstraints(pattern=r"^(verified|confirmed|steps\.[a-z][a-z0-9_]*|plans\.[a-z][a-z0-9_]*)$"),
    Field(description="verified, confirmed, steps.<step>, or plans.<plan>: that plan's call done or letter sent."),
]


class CallbackPlan(Grammar):
    """A contact owed to the customer: a ``callback``, or a ``letter`` that the gateway sends.

    Due ``delay`` after the moment ``of``, moved into callback hours; late ``within`` a span from that moment, which
    ``escalate`` hears. ``rate``: what the customer rates on ``scale``; satisfied when every rating reaches
    ``satisfied_at``. ``questions``: what else is asked, a survey. ``report_to``: roles that get a service report of
    the result. ``keeps_open``: the request is closed only when this is done (plans of verified only).
    """

    name: Ident = "callback"
    title: Label
    kind: Literal["callback", "letter"] = "callback"
    of: PlanMoment = "verified"
    rate: list[Ident] = Field(default_factory=list)
    scale: tuple[int, int] = (1, 5)
    satisfied_at: int = 3
    questions: dict[Ident, FormField] = Field(default_factory=dict)
    by: PlanBy = "receiver"
    delay: Duration = timedelta(0)
    within: Duration | None = None
    escalate: list[Ident] = Field(default_factory=list)
    any_hour: bool = Field(default=False, description="May be called outside callback hours.")
    when: Expression | None = None
    attempts: int = Field(default=3, ge=1)
    retry_after: Duration = timedelta(hours=2)
    report_to: list[Ident] = Field(default_factory=list)
    keeps_open: bool = True
    channel: Ident = "letter"
    text: Label | None = Field(default=None, description="Of a letter; {form.name} and {number} are filled in.")

    @model_validator(mode="after")
    def _letter(self) -> Self:
        if (self.kind == "letter") != (self.text is not None):
            raise ValueError("a letter has a text, and only a letter has one")
        return self


class Group(Grammar):
    """Who a notice goes to: customers whose file fits ``where`` (CEL over ``customer``: tier, marks, groups), or staff
    of ``roles``."""

    title: Label
    customers: bool = False
    where: Expression | None = None
    roles: list[Ident] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.customers == bool(self.roles):
            raise ValueError("name either customers: true or the roles of staff")
        if self.where is not None and not self.customers:
            raise ValueError("'where' chooses among customers")
        return self


class Notification(Grammar):
    """Sent through the gateway when the ``event`` (``dispatch.order.completed``) comes and ``when`` holds.

    ``to``: ``customer``, ``recipients`` (whom the event names), ``owner``, a role, or ``group.<group>``. ``text`` fills
    in ``{event.field}``, ``{form.field}``, ``{number}``. Conditions read ``event``, ``form``, ``line``, ``severity``.
    """

    name: Ident
    event: Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z_]+){2}$")]
    when: Expression | None = None
    lines: list[Ident] = Field(default_factory=list, description="Only requests of these lines; empty: all.")
    to: list[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]] = Field(min_length=1)
    channel: Ident = "default"
    title: Label
    text: Label


class MarkRule(Grammar):
    """A request of this line marks its customer; the mark shows at the next contact until it is cleared or ``lasts``
    has passed."""

    mark: Ident
    when: Expression | None = None
    lasts: Duration | None = None


class CustomerFields(Grammar):
    """Which form fields say who the customer is. The ``phone`` finds the file; without one, name and address do."""

    name: Ident
    phone: Ident | None = None
    address: Ident | None = None
    fax: Ident | None = None
    email: Ident | None = None


class Digest(Grammar):
    """Orders collected and sent together: at ``cron`` (five fields, the site's time zone), those of ``lines`` that fit
    ``when`` and were in no digest of this name yet, grouped by ``group_by``, to ``to`` (roles, or ``head`` of each
    group's department when the groups are departments). Opens the gate ``digest.<name>`` of those orders."""

    title: Label
    cron: Cron
    lines: list[Ident] = Field(min_length=1)
    when: Expression | None = None
    group_by: Expression | None = None
    to: list[Ident] = Field(min_length=1)


class ExpectedReport(Grammar):
    """A report that each business line owes by the set time: a request of ``line`` that day for each of ``of``.

    ``of``: values of the form field ``field`` (departments, or choices) mapped to the role reminded first. At ``cron``
    whoever has not reported is reminded; then the chain ``else`` (``head``: of that department) follows.
    """

    title: Label
    line: Ident
    field: Ident
    of: dict[Ident, Ident] = Field(min_length=1)
    cron: Cron
    else_: list[Escalation] = Field(default_factory=list, alias="else")


class Summary(Grammar):
    """Surveys of a period as a table: at ``cron``, the callbacks completed since the last one, of ``lines`` (empty:
    all) and ``plans`` (empty: all), sent to ``to``."""

    title: Label
    cron: Cron
    lines: list[Ident] = Field(default_factory=list)
    plans: list[Ident] = Field(default_factory=list)
    to: list[Ident] = Field(min_length=1)
