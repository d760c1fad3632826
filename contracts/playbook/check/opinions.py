"""Opinions: where they stand in a form, that their topics exist, whom they are published to."""

from collections.abc import Iterable, Iterator, Mapping

from contracts.playbook.care import CareSegment
from contracts.playbook.check.names import Finding, below, known, people, unknown
from contracts.playbook.check.retention import NEVER_CONFIRMED, always_answered
from contracts.playbook.grammar import FieldSpec, Playbook
from contracts.playbook.opinions import OpinionField, Opinions

VERIFIED = "order.verified"


def opinion_findings(book: Playbook) -> Iterator[Finding]:
    if book.opinions is not None:
        yield from below("opinions", _findings(book.opinions, book))


def _findings(opinions: Opinions, book: Playbook) -> Iterator[Finding]:
    for name, where in opinions.lines.items():
        if name not in book.lines:
            yield f"lines.{name}", unknown("line", name, book.lines)
        else:
            if always_answered(book.lines[name]):
                yield f"lines.{name}", NEVER_CONFIRMED.format(name)
            yield from below(f"lines.{name}", _fields(where, name, opinions, book))
    yield from known("heard", "question", opinions.heard, _questions(book), "no call asks anything")
    if not (opinions.lines or opinions.heard or opinions.remarks):
        yield "lines", "names no line, and neither 'heard' nor 'remarks' is set: there would be no opinions"
    yield from people("hot.to", opinions.hot.to, book)
    yield from people("library_by", opinions.library_by, book)


def _fields(where: OpinionField, name: str, opinions: Opinions, book: Playbook) -> Iterator[Finding]:
    form = book.lines[name].form
    text = form.get(where.text)
    if text is None:
        yield "text", unknown("form field", where.text, form)
    elif text.type != "text":
        yield "text", f"'{where.text}' is of type {text.type}; it must be text"
    if where.reply is not None and where.reply not in _replies(name, book):
        yield "reply", unknown("record or answer", where.reply, _replies(name, book), "add it to the verifying step")
    if where.topic is not None:
        yield from below("topic", _topic(where.topic, form, opinions))


def _topic(name: str, form: Mapping[str, FieldSpec], opinions: Opinions) -> Iterator[Finding]:
    topic = form.get(name)
    if topic is None:
        yield "", unknown("form field", name, form)
    elif topic.type != "choice":
        yield "", f"'{name}' is of type {topic.type}; it must be choice"
    else:
        for choice in topic.choices:
            if choice not in opinions.topics:
                yield "", f"'{name}' offers '{choice}'; " + unknown("topic", choice, opinions.topics)


def _replies(line: str, book: Playbook) -> dict[str, None]:
    """Records of the line's verifying steps and answers of calls of care about it."""
    steps = [step for step in book.lines[line].steps if step.announces == VERIFIED]
    cared = [] if book.care is None else [one for one in book.care.segments.values() if line in one.lines]
    return dict.fromkeys([*(name for step in steps for name in step.records), *_asked(cared)])


def _asked(segments: Iterable[CareSegment]) -> Iterator[str]:
    for segment in segments:
        yield from segment.questions


def _questions(book: Playbook) -> dict[str, None]:
    """Everything that is asked in calls."""
    asked = [name for line in book.lines.values() for plan in line.follow_up for name in plan.questions]
    return dict.fromkeys([*asked, *_asked(book.care.segments.values() if book.care else ())])
