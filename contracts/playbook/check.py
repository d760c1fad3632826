"""Cross-checks of a playbook that types alone cannot make: names that must exist, steps that can happen."""

from collections.abc import Iterator

from contracts.playbook.forms import is_personal
from contracts.playbook.grammar import RELATIVE_ROLES, Line, Playbook, Step

Finding = tuple[str, str]
MOMENTS = {"recorded", "happened", "confirmed", "routed"}


def findings(book: Playbook) -> list[Finding]:
    """Everything wrong with the playbook as (path, message)."""
    out = list(_organisation(book))
    for name, line in book.lines.items():
        out += [(f"lines.{name}.{path}", message) for path, message in _line(book, line)]
    return out


def _organisation(book: Playbook) -> Iterator[Finding]:
    if book.desk_department not in book.departments:
        yield "desk_department", _unknown("department", book.desk_department, book.departments)
    for name, department in book.departments.items():
        if department.head not in book.roles:
            yield f"departments.{name}.head", _unknown("role", department.head, book.roles)
    for name, post in book.posts.items():
        if post.role not in book.roles:
            yield f"posts.{name}.role", _unknown("role", post.role, book.roles)
    lists = {
        "desk_roles": book.desk_roles,
        "managers": book.managers,
        "personal_data_read_by": book.personal_data_read_by,
        "cash.drawer_roles": book.cash.drawer_roles,
        "cash.collector_roles": book.cash.collector_roles,
        "cash.refund_approvers": book.cash.refund_approvers,
        "cash.correction_roles": book.cash.correction_roles,
        "handover.released_by": book.handover.released_by,
        "handover.unrelieved_to": [book.handover.unrelieved_to],
        **{f"permissions.{key}": roles for key, roles in book.permissions.items()},
    }
    for path, roles in lists.items():
        for role in roles:
            if role not in book.roles:
                yield path, _unknown("role", role, book.roles)
    for name, item in book.prices.items():
        if item.amount.currency != book.currency:
            yield f"prices.{name}.amount", f"the desk's currency is {book.currency}"
        if not item.receipt and item.no_receipt_reason is None:
            yield f"prices.{name}.no_receipt_reason", "is missing; say why there is no receipt"


def _line(book: Playbook, line: Line) -> Iterator[Finding]:
    yield from _route(book, line)
    yield from _steps(book, line)
    yield from _order_of_steps(line)
    yield from _follow_ups(line)
    for key, field in line.ledger.items():
        if field not in line.form:
            yield f"ledger.{key}", _unknown("form field", field, line.form)


def _route(book: Playbook, line: Line) -> Iterator[Finding]:
    if line.steps and line.route is None:
        yield "route", "is missing; a line with steps is routed to a department"
    for i, notify in enumerate(line.route.notify if line.route else ()):
        if notify.role not in book.roles and notify.role != "head":
            yield f"route.notify.{i}.role", _unknown("role", notify.role, [*book.roles, "head"])


def _steps(book: Playbook, line: Line) -> Iterator[Finding]:
    steps = {step.name: step for step in line.steps}
    if len(steps) != len(line.steps):
        yield "steps", "two steps have the same name"
    if steps and not any(step.announces == "order.verified" for step in line.steps):
        yield "steps", "no step announces order.verified, so that no order of this line would ever be done"
    for i, step in enumerate(line.steps):
        for path, message in [*_step(book, step, steps), *_told(line, step)]:
            yield f"steps.{i}.{path}", message
    for i, check in enumerate(line.checks):
        if not _is_moment(check.of, steps):
            yield f"checks.{i}.of", f"unknown moment '{check.of}'; one of {', '.join(sorted(MOMENTS))} or steps.<name>"
    if line.reopen and line.reopen.from_step not in steps:
        yield "reopen.from_step", _unknown("step", line.reopen.from_step, steps)


def _follow_ups(line: Line) -> Iterator[Finding]:
    names = [plan.name for plan in line.follow_up]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "follow_up", f"two plans are called '{name}'; give each a name of its own"
    for i, plan in enumerate(line.follow_up):
        if not plan.scale[0] <= plan.satisfied_at <= plan.scale[1]:
            yield f"follow_up.{i}.satisfied_at", f"lies outside the scale {plan.scale[0]} to {plan.scale[1]}"


def _step(book: Playbook, step: Step, steps: dict[str, Step]) -> Iterator[Finding]:
    for i, role in enumerate(step.by):
        if role not in book.roles and role not in RELATIVE_ROLES:
            yield f"by.{i}", _unknown("role", role, [*book.roles, *sorted(RELATIVE_ROLES)])
    for i, before in enumerate(step.after or []):
        if before not in steps:
            yield f"after.{i}", _unknown("step", before, steps)
    for i, gate in enumerate(step.requires):
        if gate != "charge.settled" and not gate.startswith("approval."):
            yield f"requires.{i}", f"unknown gate '{gate}'; charge.settled or approval.<name>"
    if step.assigns is not None:
        if step.assigns not in book.roles:
            yield "assigns", _unknown("role", step.assigns, book.roles)
        if "assignee" not in step.records:
            yield "records", "a step that assigns needs the record 'assignee: staff!'"
    for i, role in enumerate(step.approval.by if step.approval else ()):
        if role not in book.roles and role != "head":
            yield f"approval.by.{i}", _unknown("role", role, [*book.roles, "head"])
    if step.deadline:
        if not _is_moment(step.deadline.of, steps):
            yield "deadline.of", f"unknown moment '{step.deadline.of}'"
        for i, link in enumerate(step.deadline.else_):
            if link.escalate not in book.roles and link.escalate != "head":
                yield f"deadline.else.{i}.escalate", _unknown("role", link.escalate, book.roles)


def _told(line: Line, step: Step) -> Iterator[Finding]:
    """Work orders hold personal data masked only: there is nothing to tell."""
    for label, place in step.tells.items():
        if place.startswith("form.") and is_personal(line.form, place.removeprefix("form.")):
            yield f"tells.{label}", f"'{place}' is personal data; the signer reads it with intake.request if allowed to"


def _order_of_steps(line: Line) -> Iterator[Finding]:
    """A step that waits for itself, over any number of others, can never be taken."""
    waits = predecessors(line)
    free: set[str] = set()
    left = dict(waits)
    while True:
        ready = {name for name, before in left.items() if set(before) <= free}
        if not ready:
            break
        free |= ready
        left = {name: before for name, before in left.items() if name not in ready}
    if left:
        yield "steps", f"these steps wait for each other and can never be taken: {', '.join(sorted(left))}"


def predecessors(line: Line) -> dict[str, list[str]]:
    """For each step the steps that come first: ``after`` where it is given, else the one written above."""
    out: dict[str, list[str]] = {}
    above: list[str] = []
    for step in line.steps:
        out[step.name] = above if step.after is None else step.after
        above = [step.name]
    return out


def _is_moment(moment: str, steps: dict[str, Step]) -> bool:
    return moment in MOMENTS or moment.removeprefix("steps.") in steps


def _unknown(kind: str, name: str, known: object) -> str:
    return f"unknown {kind} '{name}'; known are {', '.join(known)}"  # type: ignore[arg-type]
