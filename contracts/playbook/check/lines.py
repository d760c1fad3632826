"""Lines: their form and documents, where requests go, what is held, split, transferred and reopened."""

from collections import Counter
from collections.abc import Iterator

from contracts.playbook.check.deadlines import deadline_findings
from contracts.playbook.check.fields import field_findings
from contracts.playbook.check.follow_up import plan_findings
from contracts.playbook.check.names import Finding, below, known, people, twice, unknown
from contracts.playbook.check.possible import OneLine
from contracts.playbook.check.routes import route_findings
from contracts.playbook.check.steps import charge_findings, signers, step_findings
from contracts.playbook.grammar import RELATIVE_ROLES, Playbook

CUSTOMER_TYPES = {
    "name": {"person", "text"},
    "phone": {"phone"},
    "address": {"address", "text"},
    "fax": {"phone", "text"},
    "email": {"email"},
}
OF_REQUESTS = (
    "documents",
    "decides",
    "answered",
    "marks",
    "charges",
    "allocations",
    "follow_up",
    "reopen",
    "ledger",
)
"""What stands at the request; its parts have none of it."""
OF_ORDERS = ("deadlines", "checks", "hold_causes", "transfer", "split", "reopen", "end_of_day")


def line_findings(book: Playbook) -> Iterator[Finding]:
    """Of every line, with the path from the root."""
    for name in book.lines:
        one = OneLine(book, name, book.lines[name])
        for part in (_request, _customer, _money, _names, _without_steps, _part, route_findings, step_findings, _work):
            yield from below(f"lines.{name}", part(one))
        yield from below(f"lines.{name}", deadline_findings(one))
        yield from below(f"lines.{name}", plan_findings(one))


def _request(one: OneLine) -> Iterator[Finding]:
    line = one.line
    yield from below("form", field_findings(line.form))
    for index, step in enumerate(line.steps):
        yield from below(f"steps.{index}.records", field_findings(step.records))
    for name, spec in line.form.items():
        yield from people(f"form.{name}.read_by", spec.read_by, one.book)
    if isinstance(line.read_back, list):
        yield from known("read_back", "form field", line.read_back, line.form)
    yield from twice("severities", "severities", line.severities)
    if line.severity_required and not line.severities:
        yield "severity_required", "the line has no severities; add them or leave it out"
    if line.tier is not None and not one.book.tiers:
        yield "tier", "the playbook has no tiers; add them to 'tiers'"
    for key, field in line.ledger.items():
        if field not in line.form:
            yield f"ledger.{key}", unknown("form field", field, line.form)
    for name, document in line.documents.items():
        if not document.original and not document.copies:
            yield f"documents.{name}", "asks for nothing; say original: true or how many copies"
    for index, decide in enumerate(line.decides):
        if decide.table not in one.book.decisions:
            yield f"decides.{index}.table", unknown("table", decide.table, one.book.decisions, "add it to 'decisions'")


def _customer(one: OneLine) -> Iterator[Finding]:
    line = one.line
    if line.customer is not None:
        for key, types in CUSTOMER_TYPES.items():
            field = getattr(line.customer, key)
            if field is None:
                continue
            if field not in line.form:
                yield f"customer.{key}", unknown("form field", field, line.form)
            elif line.form[field].type not in types:
                right = " or ".join(sorted(types))
                yield f"customer.{key}", f"'{field}' is of type {line.form[field].type}; it must be {right}"
    for index, rule in enumerate(line.marks):
        if rule.mark not in one.book.marks:
            yield f"marks.{index}.mark", unknown("mark", rule.mark, one.book.marks, "add it to 'marks'")
    if line.marks and line.customer is None:
        yield "marks", "the line does not say who the customer is; add 'customer'"


def _money(one: OneLine) -> Iterator[Finding]:
    for index, rule in enumerate(one.line.charges):
        yield from below(f"charges.{index}", charge_findings(rule))


def _names(one: OneLine) -> Iterator[Finding]:
    """Names by which others refer to something are given once."""
    line = one.line
    yield from twice("decides", "decisions", [each.name for each in line.decides])
    yield from twice("checks", "checks", [each.name for each in line.checks])
    yield from twice("follow_up", "plans", [each.name for each in line.follow_up])
    yield from twice("allocations", "allocations", [each.name for each in line.allocations])
    charges = [(f"charges.{index}.name", each.name) for index, each in enumerate(line.charges)]
    for kind, rules in (("charges", charges), ("payouts", []), ("approvals", [])):
        key = kind.removesuffix("s")
        for index, step in enumerate(line.steps):
            rule = getattr(step, key)
            if rule is not None:
                rules.append((f"steps.{index}.{key}.name", rule.name))
        before: Counter[str] = Counter()
        for path, name in rules:
            before[name] += 1
            if before[name] == 2:
                yield path, f"two {kind} are called '{name}'; give each a name of its own"


def _without_steps(one: OneLine) -> Iterator[Finding]:
    if one.line.steps:
        return
    for key in OF_ORDERS:
        if getattr(one.line, key):
            yield key, "belongs to work orders; this line has no steps, so that none is ever made"


def _part(one: OneLine) -> Iterator[Finding]:
    """What only a request has: money, calls and papers are known by its number, never by a part's."""
    if not one.line.internal:
        return
    for key in OF_REQUESTS:
        if getattr(one.line, key):
            yield key, "belongs to requests; parts of this line are none, so write it in the line that is split"
    for index, step in enumerate(one.line.steps):
        for key in ("charge", "payout"):
            if getattr(step, key) is not None:
                yield f"steps.{index}.{key}", "a part asks for no money; let a step of the line that is split do it"


def _work(one: OneLine) -> Iterator[Finding]:
    line, book = one.line, one.book
    if line.transfer is not None:
        yield from signers("transfer.by", line.transfer.by, one)
        yield from signers("transfer.decline", line.transfer.decline, one)
    if line.split is not None:
        yield from signers("split.by", line.split.by, one)
        part = book.lines.get(line.split.line)
        if part is None:
            yield (
                "split.line",
                unknown("line", line.split.line, [name for name, it in book.lines.items() if it.internal]),
            )
        elif not part.internal:
            yield "split.line", f"the line '{line.split.line}' takes requests of its own; mark it internal: true"
        elif not part.steps:
            yield "split.line", f"the line '{line.split.line}' has no steps, so that its parts would never be done"
    if line.internal and not any(it.split and it.split.line == one.name for it in book.lines.values()):
        yield "internal", "no line is split into parts of this one; name it in a line's 'split', or leave this out"
    if line.reopen is not None and line.steps:
        if line.reopen.from_step not in one.steps:
            yield "reopen.from_step", unknown("step", line.reopen.from_step, one.steps)
        elif line.reopen.from_step in one.impossible:
            yield "reopen.from_step", f"can never be taken: {one.impossible[line.reopen.from_step]}"
        yield from people("reopen.notify", line.reopen.notify, book, RELATIVE_ROLES)
