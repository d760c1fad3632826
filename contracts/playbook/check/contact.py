"""What is sent to people: notifications, groups, digests, expected reports, summaries."""

from collections.abc import Iterator

from contracts.playbook.check.letters import placeholder_findings
from contracts.playbook.check.names import (
    CUSTOMER,
    OWNER,
    RECIPIENTS,
    Finding,
    below,
    events,
    known,
    people,
    twice,
    unknown,
)
from contracts.playbook.check.places import place_of
from contracts.playbook.check.scopes import event_fields, lines_of, scopes
from contracts.playbook.check.trial import kinds
from contracts.playbook.grammar import ExpectedReport, Notification, Playbook

GROUP = "group."
HEAD, DEPARTMENT = "head", "department"
NAMING = frozenset({"recipients", "notified", "ask"})
"""Fields in which events name the people they are for."""


def contact_findings(book: Playbook) -> Iterator[Finding]:
    yield from twice("notifications", "notifications", [each.name for each in book.notifications])
    for index, notification in enumerate(book.notifications):
        yield from below(f"notifications.{index}", _notification(notification, book))
    for name, group in book.groups.items():
        yield from people(f"groups.{name}.roles", group.roles, book)
    yield from _digests(book)
    for name, report in book.expected_reports.items():
        yield from below(f"expected_reports.{name}", _report(report, book))
    for name, summary in book.summaries.items():
        lines = summary.lines or list(book.lines)
        yield from known(f"summaries.{name}.lines", "line", summary.lines, book.lines)
        plans = [it.name for line in lines if line in book.lines for it in book.lines[line].follow_up]
        yield from known(f"summaries.{name}.plans", "plan", summary.plans, dict.fromkeys(plans), "no line has a plan")
        yield from people(f"summaries.{name}.to", summary.to, book)


def _notification(each: Notification, book: Playbook) -> Iterator[Finding]:
    yield from known("lines", "line", each.lines, book.lines)
    if each.event not in events():
        alike = [key for key in events() if key.startswith(each.event.partition(".")[0])]
        yield "event", unknown("event", each.event, alike, "see the event map")
        return
    fields = event_fields(each.event)
    for index, name in enumerate(each.to):
        for message in _recipient(name, each, book):
            yield f"to.{index}", message
    yield from below("text", placeholder_findings(each.text, lines_of(each, book), book, fields))
    yield from below("title", placeholder_findings(each.title, lines_of(each, book), book, fields))
    if "number" not in fields and any("{form." in text or "{number}" in text for text in (each.text.zh, each.text.en)):
        yield "text", f"'{each.event}' is about no request; only {{event.<field>}} is filled in"


def _recipient(name: str, each: Notification, book: Playbook) -> Iterator[str]:
    fields = event_fields(each.event)
    if name.startswith(GROUP):
        if name.removeprefix(GROUP) not in book.groups:
            yield unknown("group", name.removeprefix(GROUP), book.groups, "add it to 'groups'")
    elif name in {CUSTOMER, OWNER} and "number" not in fields:
        yield f"'{each.event}' is about no request and so has no {name}"
    elif name == CUSTOMER and not any(book.lines[line].customer for line in lines_of(each, book)):
        yield "none of its lines says who the customer is; add 'customer' to the line"
    elif name == RECIPIENTS and NAMING.isdisjoint(fields):
        yield f"'{each.event}' names no recipients; name a role, owner or customer"
    elif name not in {CUSTOMER, OWNER, RECIPIENTS} and name not in book.roles:
        yield unknown("role", name, [*book.roles, CUSTOMER, OWNER, RECIPIENTS, "group.<group>"])


def _digests(book: Playbook) -> Iterator[Finding]:
    for name, digest in book.digests.items():
        path = f"digests.{name}"
        yield from known(f"{path}.lines", "line", digest.lines, book.lines)
        yield from people(f"{path}.to", digest.to, book, [HEAD, DEPARTMENT])
        for index, line in enumerate(digest.lines):
            if line in book.lines and not book.lines[line].steps:
                yield f"{path}.lines.{index}", f"the line '{line}' has no steps, so that it has no orders to collect"
        for word in (HEAD, DEPARTMENT):
            if word in digest.to and not _by_department(name, book):
                yield f"{path}.to", f"{word} is told when 'group_by' yields departments; name a role, or group by one"


def _by_department(name: str, book: Playbook) -> bool:
    """Whether what is grouped by can be a department."""
    group_by = book.digests[name].group_by
    if group_by is None:
        return False
    path = ("digests", name, "group_by")
    for _, scope in scopes(place_of(path), path, book):
        try:
            read = kinds(group_by, scope)
        except KeyError:
            continue
        if not all(kind.closed for kind in read.values()) or any(
            sample in book.departments for kind in read.values() for sample in kind.samples
        ):
            return True
    return False


def _report(report: ExpectedReport, book: Playbook) -> Iterator[Finding]:
    line = book.lines.get(report.line)
    if line is None:
        yield "line", unknown("line", report.line, book.lines)
        return
    if line.internal:
        yield "line", f"'{report.line}' is internal, so that nobody can record a report of it"
    spec = line.form.get(report.field)
    if spec is None:
        yield "field", unknown("form field", report.field, line.form)
        return
    if spec.type not in {"department", "choice"}:
        yield "field", f"'{report.field}' is of type {spec.type}; it must be department or choice"
        return
    by_department = spec.type == "department"
    values = list(book.departments) if by_department else spec.choices
    words = [HEAD] if by_department else []
    for value, role in report.of.items():
        if value not in values:
            yield f"of.{value}", unknown(spec.type, value, values)
        if role not in [*book.roles, *words]:
            yield f"of.{value}", unknown("role", role, [*book.roles, *words])
    for index, link in enumerate(report.else_):
        if link.escalate not in [*book.roles, *words]:
            yield f"else.{index}.escalate", unknown("role", link.escalate, [*book.roles, *words])
