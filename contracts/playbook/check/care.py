"""Care of customers: its lines and roles exist, its names are free, its hours and quotas work out."""

from collections.abc import Iterator

from pydantic import ValidationError

from contracts.calendar import Calendar
from contracts.playbook.care import Care, CareSegment, Quota, SpecialCare
from contracts.playbook.check.fields import field_findings
from contracts.playbook.check.names import Finding, below, known, people, twice
from contracts.playbook.grammar import RELATIVE_ROLES, Playbook

RELATIVE = RELATIVE_ROLES - {"owner"}


def care_findings(book: Playbook) -> Iterator[Finding]:
    if book.care is None:
        return
    care = book.care
    yield from people("care.callers", care.callers, book)
    for name, segment in care.segments.items():
        yield from below(f"care.segments.{name}", _segment(name, segment, book))
    if care.special is not None:
        yield from below("care.special", _special(care.special, care, book))
    if care.quota is not None:
        yield from below("care.quota", _quota(care.quota, care, book))
    if care.findings is not None:
        yield from people("care.findings.to", care.findings.to, book)


def _segment(name: str, segment: CareSegment, book: Playbook) -> Iterator[Finding]:
    yield from known("lines", "line", segment.lines, book.lines)
    yield from twice("lines", "lines", segment.lines)
    yield from twice("means", "means", segment.means)
    yield from people("escalate", segment.escalate, book, RELATIVE)
    yield from below("questions", field_findings(segment.questions))
    for index, line in enumerate(segment.lines):
        if line in book.lines and any(plan.name == name for plan in book.lines[line].follow_up):
            yield f"lines.{index}", f"the line '{line}' has a plan called '{name}' too; give one of them another name"
        if line in book.lines and book.lines[line].internal:
            yield f"lines.{index}", f"the line '{line}' is internal: no customer brings its requests"


def _special(special: SpecialCare, care: Care, book: Playbook) -> Iterator[Finding]:
    yield from below("questions", field_findings(special.questions))
    for name, segment in care.segments.items():
        for question in special.questions.keys() & segment.questions.keys():
            yield f"questions.{question}", f"the segment '{name}' asks '{question}' too; give one of them another name"
    if not special.within:
        yield "within", "must be longer than nothing"
    if special.hours:
        holidays = book.calendar.holidays if "holiday" in special.hours else None
        try:
            Calendar(timezone=book.calendar.timezone, open=special.hours, holidays=holidays)
        except ValidationError as error:
            for each in error.errors():
                yield "hours", each["msg"].removeprefix("Value error, ")


def _quota(quota: Quota, care: Care, book: Playbook) -> Iterator[Finding]:
    yield from known("segments", "segment", quota.segments, care.segments)
    yield from twice("segments", "segments", quota.segments)
    if not 0 < quota.share <= 1:
        yield "share", "lies above 0% and is 100% at most"
    for index, name in enumerate(quota.segments):
        if name in care.segments and care.segments[name].answers:
            yield f"segments.{index}", f"'{name}' waits for answers, whose calls are no coverage; leave it out"
    if quota.warn is not None:
        yield from people("warn.to", quota.warn.to, book)
    for name, report in quota.reports.items():
        yield from people(f"reports.{name}.to", report.to, book)
