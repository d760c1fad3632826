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
    kind: Literal["callback", "letter"] = Field(
        default="callback", description="A call, or a letter that the gateway sends."
    )
    of: PlanMoment = "verified"
    rate: list[Ident] = Field(default_factory=list)
    scale: tuple[int, int] = Field(default=(1, 5), description="The worst and the best rating.")
    satisfied_at: int = Field(default=3, description="The least rating that is satisfied.")
    questions: dict[Ident, FormField] = Field(default_factory=dict)
    by: PlanBy = "receiver"
    delay: Duration = Field(default=timedelta(0), description="How long after the moment it is due.")
    within: Duration | None = Field(default=None, description="How long after the moment it is late.")
    escalate: list[Ident] = Field(default_factory=list, description="Who hears that it is late.")
    any_hour: bool = Field(default=False, description="May be called outside callback hours.")
    when: Expression | None = None
    attempts: int = Field(default=3, ge=1, description="How often somebody is called who does not answer.")
    retry_after: Duration = Field(default=timedelta(hours=2), description="How long between two attempts.")
    report_to: list[Ident] = Field(default_factory=list)
    keeps_open: bool = True
    channel: Ident = Field(default="letter", description="Gateway of a letter.")
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
    customers: bool = Field(default=False, description="Customers, all of them or those that fit.")
    where: Expression | None = Field(default=None, description="Which customers.")
    roles: list[Ident] = Field(default_factory=list, description="Members of staff with one of these roles.")

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
    event: Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z_]+){2}$")] = Field(
        description="What happened, such as dispatch.order.completed: a name of the event map."
    )
    when: Expression | None = None
    lines: list[Ident] = Field(default_factory=list, description="Only requests of these lines; empty: all.")
    to: list[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]] = Field(min_length=1)
    channel: Ident = Field(default="default", description="Gateway it is sent through: a name of FRONTDESK_GATEWAYS.")
    title: Label
    text: Label


class MarkRule(Grammar):
    """A request of this line marks its customer; the mark shows at the next contact until it is cleared or ``lasts``
    has passed."""

    mark: Ident = Field(description="One of the playbook's marks.")
    when: Expression | None = None
    lasts: Duration | None = Field(default=None, description="For how long; until it is cleared when left out.")


class CustomerFields(Grammar):
    """Which form fields say who the customer is. The ``phone`` finds the file; without one, name and address do."""

    name: Ident = Field(description="Form field with the name.")
    phone: Ident | None = Field(default=None, description="Form field with the phone, by which the file is found.")
    address: Ident | None = Field(default=None, description="Form field with the address.")
    fax: Ident | None = Field(default=None, description="Form field with the fax number.")
    email: Ident | None = Field(default=None, description="Form field with the mail address.")


class Digest(Grammar):
    """Orders collected and sent together: at ``cron`` (five fields, the site's time zone), those of ``lines`` that fit
    ``when`` and were in no digest of this name yet, grouped by ``group_by``, to ``to`` (roles, or when the groups are
    departments ``head`` and ``department``, all staff, of each). Opens the gate ``digest.<name>`` of those orders."""

    title: Label
    cron: Cron = Field(description="When it is sent, in the site's time zone.")
    lines: list[Ident] = Field(min_length=1, description="Lines whose orders are collected.")
    when: Expression | None = Field(default=None, description="Which of their orders.")
    group_by: Expression | None = Field(default=None, description="What they are grouped by.")
    to: list[Ident] = Field(min_length=1, description="Roles; head and department where the groups are departments.")


class ExpectedReport(Grammar):
    """A report that each business line owes by the set time: a request of ``line`` that day for each of ``of``.

    ``of``: values of the form field ``field`` (departments, or choices) mapped to the role reminded first. At ``cron``
    whoever has not reported is reminded; then the chain ``else`` (``head``: of that department) follows.
    """

    title: Label
    line: Ident = Field(description="A request of this line is the report.")
    field: Ident = Field(description="Form field that says whose report it is.")
    of: dict[Ident, Ident] = Field(min_length=1)
    cron: Cron = Field(description="When a missing report is reminded of.")
    else_: list[Escalation] = Field(
        default_factory=list, alias="else", description="Who is told afterwards while it is still missing."
    )


class Summary(Grammar):
    """Surveys of a period as a table: at ``cron``, the callbacks completed since the last one, of ``lines`` (empty:
    all) and ``plans`` (empty: all), sent to ``to``."""

    title: Label
    cron: Cron = Field(description="When it is sent.")
    lines: list[Ident] = Field(default_factory=list, description="Of these lines; empty: all.")
    plans: list[Ident] = Field(default_factory=list, description="Of these plans; empty: all.")
    to: list[Ident] = Field(min_length=1, description="Roles it is sent to.")
