"""What is done about a request: steps and who signs them, choices, charges, approvals, checks, holds."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from contracts.cel import Expression
from contracts.durations import Duration
from contracts.playbook.basics import FormField, Grammar, Ident, Label
from contracts.playbook.promises import Deadline, Moment

RELATIVE_ROLES = frozenset({"department", "head", "assignee", "owner"})
"""Signers that depend on the order: its department's staff, that department's head, the person assigned,
the person who owns the request."""

Signer = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,47}|steps\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)$"),
    Field(description="A role; department, head, assignee or owner; or steps.<step>.<field>, the person named there."),
]

Announcement = Literal[
    "order.step_taken",
    "order.assigned",
    "order.accepted",
    "order.arrived",
    "order.quoted",
    "order.quote_accepted",
    "order.quote_declined",
    "order.completed",
    "order.signed_off",
    "order.verified",
]


class Notify(Grammar):
    """Told at once: a role, ``head`` or ``department`` (all its staff) of the order's department, or of ``of``."""

    role: Ident = Field(description="A role, head or department.")
    of: Ident | None = Field(default=None, description="Another department, with role head or department.")
    when: Expression | None = None


class Choice(Grammar):
    """What a decision leads to. ``ends``: the order is closed without a verification."""

    title: Label
    announces: Announcement = Field(default="order.step_taken", description="The milestone this choice announces.")
    ends: bool = False


class ChargeRule(Grammar):
    """What is raised: a price-list ``item`` with ``quantity``, or an ``amount`` (all CEL)."""

    name: Ident
    when: Expression | None = None
    item: Expression | None = Field(default=None, description="Yields an item of the price list.")
    quantity: Expression | None = Field(default=None, description="Yields how many of it; 1 when left out.")
    amount: Expression | None = Field(default=None, description="Yields an amount, instead of an item.")


class AllocationRule(Grammar):
    """A cost that a department signs for, instead of a charge that somebody pays."""

    name: Ident
    when: Expression | None = None
    item: Expression = Field(description="Yields an item of the price list.")
    quantity: Expression = Field(description="Yields how many of it.")
    department: Expression = Field(description="Yields the department that signs for it.")


class PayoutRule(Grammar):
    """Money the desk owes the customer once the step is taken: cashdesk pays it out; gate ``payout.settled``."""

    name: Ident
    amount: Expression = Field(description="Yields what is paid.")
    when: Expression | None = None


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class ApprovalRule(Grammar):
    """Others, never the applicant, must agree before the steps after this one.

    ``by``: a role, or several (``head`` of the order's department, ``head_of_<department>``). ``order``: all are asked
    at once, or one after the other. ``need``: ``all`` must agree, or ``any`` one of them. ``delegate``: an approver
    may hand the decision to a named colleague.
    """

    name: Ident
    by: Annotated[list[Ident], BeforeValidator(_one_or_more, json_schema_input_type=list[Ident] | Ident)] = Field(
        min_length=1
    )
    order: Literal["parallel", "sequence"] = "parallel"
    need: Literal["all", "any"] = "all"
    delegate: bool = True
    on_refusal: Literal["reopen", "end"] = Field(
        default="reopen", description="A refusal opens the step again, or ends the order."
    )
    when: Expression | None = None


class Step(Grammar):
    """One step of a work order.

    ``by``: who may sign. ``after``: steps that come first (default: the one written above; an empty list: at once).
    ``when``: the step exists only while this holds. ``requires``: ``charge.settled``, ``payout.settled``,
    ``approval.<name>``, ``decision.<name>`` or ``digest.<name>``. ``read_back``: places whose value must be repeated
    exactly (``form.name``, ``steps.offered.fare``). ``tells``: what the signer is told on signing (label: place).
    ``notify``: who is told when it is signed.
    """

    name: Ident
    title: Label
    by: list[Signer] = Field(min_length=1)
    on_behalf_of_customer: bool = Field(default=False, description="The signer writes down what the customer decided.")
    announces: Announcement = Field(default="order.step_taken", description="The milestone others hear of.")
    after: list[Ident] | None = None
    when: Expression | None = None
    records: dict[Ident, FormField] = Field(default_factory=dict, description="What is written down when it is taken.")
    read_back: list[str] = Field(default_factory=list)
    assigns: Ident | None = Field(default=None, description="Role of the person named in records.assignee.")
    choices: dict[Ident, Choice] = Field(default_factory=dict, description="The step is a decision: one of these.")
    requires: list[str] = Field(default_factory=list)
    charge: ChargeRule | None = Field(default=None, description="What the customer is charged once it is taken.")
    payout: PayoutRule | None = Field(default=None, description="What the customer is paid once it is taken.")
    approval: ApprovalRule | None = Field(default=None, description="Who must agree before the next steps.")
    tells: dict[Ident, str] = Field(default_factory=dict)
    notify: list[Notify] = Field(default_factory=list)
    other_than: list[Ident] = Field(
        default_factory=list, description="Steps whose signer may not sign this one: two people, two logins."
    )
    deadline: Deadline | None = Field(default=None, description="By when it is taken.")


class Check(Grammar):
    """Somebody is asked; the answer is recorded.

    Asked ``after`` a span from the moment ``of``, then ``every`` so often until answered with done or ``until``
    holds; with ``until_only`` an answer done is kept like any other and the asking goes on. ``to``: who is asked,
    default the desk's roles. ``resumes``: the answer done lets a held order go on.
    """

    name: Ident
    ask: Label = Field(description="The question.")
    after: Duration = Field(description="How long after the moment it is first asked.")
    of: Moment = "routed"
    when: Expression | None = None
    until: Expression | None = Field(default=None, description="No longer asked once this holds.")
    clock: Literal["wall", "business"] = Field(default="wall", description="What is counted until it is asked.")
    every: Duration | None = Field(default=None, description="Ask again until answered with done.")
    to: list[Ident] = Field(default_factory=list)
    resumes: bool = False
    pause_on_hold: bool = Field(default=False, description="The clock of the question stops while the order is held.")
    until_only: bool = Field(default=False, description="Only `until` ends it, no answer does.")

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.until_only and (self.every is None or self.until is None):
            raise ValueError("'until_only' needs 'every', how often it is asked, and 'until', what ends it")
        return self


def _hold_shorthand(value: Any) -> Any:
    """A bare title is short for ``{title: ...}``."""
    return {"title": value} if isinstance(value, dict) and "title" not in value else value


class HoldCauseSpec(Grammar):
    """Why work may stand still. ``needs_end``: the expected end must be said. When it has passed, whoever held the
    order and the head are told."""

    title: Label
    needs_end: bool = False
    needs_teller: bool = Field(default=False, description="Who told the customer must be said.")


HoldCause = Annotated[HoldCauseSpec, BeforeValidator(_hold_shorthand, json_schema_input_type=HoldCauseSpec | Label)]


class Transfer(Grammar):
    """Handing an order to another department. ``budget``: its open deadlines get the full time again (``fresh``) or
    keep what is left (``rest``). ``decline``: a department may refuse an order with the reason; the desk's roles
    route it anew."""

    by: list[Signer] = Field(default_factory=lambda: ["head"], description="Who may hand it over.")
    budget: Literal["rest", "fresh"] = "rest"
    decline: list[Signer] = Field(default_factory=list, description="Who may decline for the department.")


class Split(Grammar):
    """An order may be split into parts, orders of the internal ``line``; the parent's last step waits for them all."""

    by: list[Signer] = Field(min_length=1, description="Who may split it.")
    line: Ident = Field(description="The internal line of the parts.")
    most: int = Field(default=10, ge=2, le=50, description="Parts at most.")


class Reopen(Grammar):
    """What a dissatisfied customer causes: from which step work starts again, what the deadlines do, who hears it."""

    from_step: Ident = Field(description="Where work starts again.")
    cycle: Literal["resume", "restart", "new"] = Field(
        default="restart",
        description="The deadlines go on with what was left (resume), are whole again and counted as the playbook says "
        "(restart), or whole and all counted from now (new).",
    )
    notify: list[Ident] = Field(
        default_factory=list, description="Who hears it: roles, or head, assignee, owner, department."
    )
