"""Keeping customers: triggers can come, people exist, somebody is reported to."""

from collections.abc import Iterator

from contracts.playbook.check.fields import field_findings
from contracts.playbook.check.names import Finding, below, known, people
from contracts.playbook.grammar import Line, Playbook
from contracts.playbook.retention import Retention, RetentionTrigger

NEVER_CONFIRMED = "requests of '{}' are always answered at once, so that none is ever confirmed; give the line steps"


def always_answered(line: Line) -> bool:
    return any(not one.when.references and one.when.truth({}) for one in line.answered)


def retention_findings(book: Playbook) -> Iterator[Finding]:
    if book.retention is not None:
        yield from below("retention", _findings(book.retention, book))


def _findings(retention: Retention, book: Playbook) -> Iterator[Finding]:
    for name, trigger in retention.triggers.items():
        yield from below(f"triggers.{name}", _trigger(trigger, book))
        yield from known(f"triggers.{name}.segments", "segment", trigger.segments, retention.segments)
    for name, segment in retention.segments.items():
        if segment.serve is not None:
            yield from people(f"segments.{name}.serve", [segment.serve], book)
        if segment.one_to_one and segment.serve is None:
            yield f"segments.{name}.serve", "is needed for one-to-one service: name the role that serves to the end"
        yield from people(f"segments.{name}.tell", segment.tell, book)
    yield from people("served_by", retention.served_by, book)
    yield from people("guide.by", retention.guide.by, book)
    yield from people("key_accounts.by", retention.key_accounts.by, book)
    yield from people("key_accounts.to", retention.key_accounts.to, book)
    yield from _together(retention, book)
    kinds = {outcome.kept for outcome in retention.outcomes.values()}
    if len(kinds) == 1:
        missing = "stays" if kinds == {False} else "leaves"
        yield "outcomes", f"none says that the customer {missing}; add one with kept: {str(kinds == {False}).lower()}"


def _trigger(trigger: RetentionTrigger, book: Playbook) -> Iterator[Finding]:
    if trigger.request is not None:
        yield from known("request.lines", "line", trigger.request.lines, book.lines)
        for index, name in enumerate(trigger.request.lines):
            line = book.lines.get(name)
            if line is not None and line.customer is None:
                said = f"'{name}' does not say who the customer is; add 'customer' to the line"
                yield f"request.lines.{index}", said
            if line is not None and always_answered(line):
                yield f"request.lines.{index}", NEVER_CONFIRMED.format(name)
    if trigger.result is not None:
        plans = [plan.name for line in book.lines.values() for plan in line.follow_up if plan.kind == "callback"]
        yield from known("result.plans", "plan", trigger.result.plans, dict.fromkeys(plans), "no line has a call")
        care = list(book.care.segments) if book.care is not None else []
        yield from known("result.care", "segment of care", trigger.result.care, care, "add 'care' to the playbook")
    if trigger.signal is not None:
        yield from below("signal.figures", field_findings(trigger.signal.figures))


def _together(retention: Retention, book: Playbook) -> Iterator[Finding]:
    watched = any(segment.watched for segment in retention.segments.values())
    if retention.together is None:
        if watched:
            yield "together", "is missing: segments are watched, but nobody would hear of customers that leave together"
        return
    yield from people("together.to", retention.together.to, book)
    if not watched:
        yield "together", "counts no segment; add watched: true to those it is about"
    if not any(trigger.leaving for trigger in retention.triggers.values()):
        yield "together", "counts nobody: no trigger is about a customer who leaves; take out 'leaving: false' of one"
