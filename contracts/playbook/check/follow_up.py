"""Callbacks and letters: each comes due, somebody makes it, what it rates can be reached."""

from collections.abc import Iterator

from contracts.playbook.check.fields import field_findings
from contracts.playbook.check.letters import placeholder_findings
from contracts.playbook.check.names import Finding, below, people, unknown
from contracts.playbook.check.possible import NO_ASSIGNEE, OneLine
from contracts.playbook.grammar import RELATIVE_ROLES, CallbackPlan

PLANS, STEPS = "plans.", "steps."


def plan_findings(one: OneLine) -> Iterator[Finding]:
    for index, plan in enumerate(one.line.follow_up):
        for part in (_moment, _who, _rating):
            yield from below(f"follow_up.{index}", part(plan, one))
        yield from below(f"follow_up.{index}.questions", field_findings(plan.questions))
        if plan.text is not None:
            yield from below(f"follow_up.{index}.text", placeholder_findings(plan.text, [one.name], one.book))


def _moment(plan: CallbackPlan, one: OneLine) -> Iterator[Finding]:
    of = plan.of
    if of.startswith(STEPS):
        name = of.removeprefix(STEPS)
        if name not in one.steps:
            yield "of", unknown("step", name, one.steps)
        elif name in one.impossible:
            yield "of", f"'{of}' never comes: {one.impossible[name]}"
    elif of.startswith(PLANS):
        yield from _after_plan(plan, one)
    if plan.keeps_open and "keeps_open" in plan.model_fields_set and of != "verified":
        yield "keeps_open", "goes with plans of verified only; leave it out"


def _after_plan(plan: CallbackPlan, one: OneLine) -> Iterator[Finding]:
    plans = {each.name: each for each in one.line.follow_up}
    seen: list[str] = []
    here = plan.name
    while here in plans and here not in seen and plans[here].of.startswith(PLANS):
        seen.append(here)
        here = plans[here].of.removeprefix(PLANS)
    if here == plan.name:
        yield "of", f"waits for itself ({' -> '.join([*seen, plan.name])}); begin with verified, confirmed or a step"
    elif plan.of.removeprefix(PLANS) not in plans:
        yield "of", unknown("plan", plan.of.removeprefix(PLANS), plans)


def _who(plan: CallbackPlan, one: OneLine) -> Iterator[Finding]:
    root, _, field = plan.by.partition(".")
    if root == "form" and field not in one.line.form:
        yield "by", unknown("form field", field, one.line.form)
    elif root == "form" and one.line.form[field].type != "staff":
        yield "by", f"'{field}' is of type {one.line.form[field].type}; it must be staff"
    elif root == "assignee" and not one.assigns:
        yield "by", NO_ASSIGNEE
    yield from people("escalate", plan.escalate, one.book, RELATIVE_ROLES)
    yield from people("report_to", plan.report_to, one.book, RELATIVE_ROLES)


def _rating(plan: CallbackPlan, one: OneLine) -> Iterator[Finding]:
    low, high = plan.scale
    if low >= high:
        yield "scale", f"goes from the worst to the best; {low} is not less than {high}"
    elif not low <= plan.satisfied_at <= high:
        yield "satisfied_at", f"lies outside the scale {low} to {high}"
    if plan.kind == "letter" and (plan.rate or plan.questions):
        yield "rate" if plan.rate else "questions", "a letter asks nothing; ask in a callback"
    if plan.escalate and plan.within is None:
        yield "escalate", "needs 'within', how long after the moment it is late"
    if plan.within is not None and plan.within <= plan.delay:
        yield "within", "is not longer than the delay, so that it would be late when it comes due"
