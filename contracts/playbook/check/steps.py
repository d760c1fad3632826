"""Steps: their order, who signs, what must be read back, what they wait for, what they cost."""

from collections.abc import Iterator

from contracts.playbook.check.names import Finding, below, known, unknown
from contracts.playbook.check.possible import NO_ASSIGNEE, OneLine
from contracts.playbook.forms import is_personal
from contracts.playbook.grammar import RELATIVE_ROLES, ApprovalRule, ChargeRule, Notify, Step

HEAD_OF = "head_of_"
GATES = "charge.settled, payout.settled, approval.<name>, decision.<name>, digest.<name>"
TOLD = frozenset({"head", "department"})


def step_findings(one: OneLine) -> Iterator[Finding]:
    """Of the steps of a line, each by itself and all together."""
    yield from _order(one)
    for index, step in enumerate(one.line.steps):
        yield from below(f"steps.{index}", _step(step, one))


def _order(one: OneLine) -> Iterator[Finding]:
    if len(one.steps) != len(one.line.steps):
        yield "steps", "two steps have the same name; give each a name of its own"
    if one.circle:
        yield "steps", f"these steps wait for each other and can never be taken: {', '.join(sorted(one.circle))}"
    for index, step in enumerate(one.line.steps):
        reason = one.impossible.get(step.name, "")
        if reason.startswith("it comes after"):
            yield f"steps.{index}.after", f"can never be taken: {reason}; put it before, or beside with 'after'"
    if one.steps and not one.settles:
        yield "steps", "no step announces order.verified, so that no order of this line would ever be done"


def _step(step: Step, one: OneLine) -> Iterator[Finding]:
    yield from signers("by", step.by, one, before=step.name)
    yield from known("after", "step", step.after or [], one.steps)
    yield from known("other_than", "step", step.other_than, one.steps)
    if step.name in step.other_than:
        yield "other_than", "names the step itself; name the steps that somebody else has signed"
    for index, place in enumerate(step.read_back):
        yield from below(f"read_back.{index}", _place(place, step, one))
    for label, place in step.tells.items():
        yield from below(f"tells.{label}", _told(place, step, one))
    for index, gate in enumerate(step.requires):
        for message in _gate(gate, step, one):
            yield f"requires.{index}", message
    for index, notify in enumerate(step.notify):
        yield from below(f"notify.{index}", notify_findings(notify, one))
    yield from _assigning(step, one)
    if step.charge is not None:
        yield from below("charge", charge_findings(step.charge))
    if step.approval is not None:
        yield from _approval(step.approval, one)


def signers(path: str, names: list[str], one: OneLine, before: str = "") -> Iterator[Finding]:
    """Roles, relative ones, or persons named in the records of a step that comes before ``before``."""
    for index, name in enumerate(names):
        if name.startswith("steps."):
            yield from below(f"{path}.{index}", _place(name, one.steps.get(before), one, of_type="staff"))
        elif name not in one.book.roles and name not in RELATIVE_ROLES:
            yield f"{path}.{index}", unknown("role", name, [*one.book.roles, *sorted(RELATIVE_ROLES)])
    if set(names) == {"assignee"} and not one.assigns:
        yield f"{path}.0", NO_ASSIGNEE


def notify_findings(notify: Notify, one: OneLine) -> Iterator[Finding]:
    if notify.role not in one.book.roles and notify.role not in TOLD:
        yield "role", unknown("role", notify.role, [*one.book.roles, *sorted(TOLD)])
    if notify.of is not None:
        if notify.of not in one.book.departments:
            yield "of", unknown("department", notify.of, one.book.departments)
        elif notify.role not in TOLD:
            yield "of", f"goes with role head or department; everybody of the role '{notify.role}' is told anyway"


def charge_findings(rule: ChargeRule) -> Iterator[Finding]:
    if (rule.item is None) == (rule.amount is None):
        yield "", "name exactly one of item (with quantity) or amount"
    elif rule.quantity is not None and rule.item is None:
        yield "quantity", "goes with an item of the price list; an amount stands for itself"


def _place(place: str, step: Step | None, one: OneLine, of_type: str = "") -> Iterator[Finding]:
    """A form field, or a record of a step that comes earlier."""
    root, _, rest = place.partition(".")
    name, _, field = rest.partition(".")
    if root == "form" and not field:
        if name not in one.line.form:
            yield "", unknown("form field", name, one.line.form)
        return
    if root != "steps" or not field:
        yield "", f"'{place}' is no place; write form.<field> or steps.<step>.<record>"
    elif name not in one.steps:
        yield "", unknown("step", name, one.steps)
    elif field not in one.steps[name].records:
        yield "", unknown(f"record of the step '{name}'", field, one.steps[name].records)
    elif of_type and one.steps[name].records[field].type != of_type:
        yield "", f"'{place}' is of type {one.steps[name].records[field].type}; it must be {of_type}"
    elif step is not None and name not in one.before[step.name]:
        yield "", f"the step '{name}' does not come before '{step.name}'; name it in 'after'"


def _told(place: str, step: Step, one: OneLine) -> Iterator[Finding]:
    """Work orders hold personal data masked only: there is nothing to tell."""
    yield from _place(place, step, one)
    if place.startswith("form.") and is_personal(one.line.form, place.removeprefix("form.")):
        yield "", f"'{place}' is personal data; the signer reads it with intake.request if allowed to"


def _assigning(step: Step, one: OneLine) -> Iterator[Finding]:
    if step.assigns is None:
        return
    if step.assigns not in one.book.roles:
        yield "assigns", unknown("role", step.assigns, one.book.roles)
    if "assignee" not in step.records or step.records["assignee"].type != "staff":
        yield "records", "a step that assigns needs the record 'assignee: staff!'"


def _approval(rule: ApprovalRule, one: OneLine) -> Iterator[Finding]:
    for index, name in enumerate(rule.by):
        department = name.removeprefix(HEAD_OF)
        if name in one.book.roles or name == "head" or (name != department and department in one.book.departments):
            continue
        message = (
            unknown("role", name, [*one.book.roles, "head"])
            if name == department
            else unknown("department", department, one.book.departments)
        )
        yield f"approval.by.{index}", message
    if len(set(rule.by)) != len(rule.by):
        yield "approval.by", "names somebody twice; nobody agrees twice"


def _gate(gate: str, step: Step, one: OneLine) -> Iterator[str]:
    kind, _, name = gate.partition(".")
    match kind:
        case "charge" if name == "settled":
            if not any((one.line.charges, one.line.allocations, *(it.charge for it in one.line.steps))):
                yield "nothing is charged on this line; take the gate out, or add a charge"
        case "payout" if name == "settled":
            yield from _opened_by([it.name for it in one.line.steps if it.payout], gate, "pays out", step, one)
        case "approval":
            asking = [it.name for it in one.line.steps if it.approval and it.approval.name == name]
            yield from _opened_by(asking, gate, "asks for it", step, one)
        case "decision":
            if name not in (names := [each.name for each in one.line.decides]):
                yield unknown("decision", name, names, "name its table in the line's 'decides'")
        case "digest":
            yield from _digest(name, one)
        case _:
            yield f"unknown gate '{gate}'; there are {GATES}"


def _opened_by(steps: list[str], gate: str, what: str, step: Step, one: OneLine) -> Iterator[str]:
    if not steps:
        yield f"no step of this line {what}, so that {gate} never opens"
    elif all(name == step.name or step.name in one.before[name] for name in steps):
        yield f"only '{steps[0]}' {what}, and that step cannot come before this one; {gate} never opens"


def _digest(name: str, one: OneLine) -> Iterator[str]:
    digests = one.book.digests
    if name not in digests:
        yield unknown("digest", name, digests, "add it to 'digests'")
    elif one.name not in digests[name].lines:
        yield f"the digest '{name}' does not collect this line; add '{one.name}' to its lines"
