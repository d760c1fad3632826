"""What the expressions of ``retention`` can read where no single line is concerned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.playbook.check import values
from contracts.playbook.check.values import ANYTHING, BOOLEAN, WHOLE, Kind, group, one_of
from contracts.playbook.grammar import FieldSpec, Playbook
from contracts.playbook.retention import ResultSign

REQUEST, SIGNAL = "request", "signal"
TRIGGERS = "triggers"


def lines_of_trigger(path: tuple[str, ...], book: Playbook) -> list[str] | None:
    """The lines whose requests the expression at ``path`` is about; None where it is about more than requests."""
    if book.retention is None or path[1] != TRIGGERS or path[3] != REQUEST:
        return None
    request = book.retention.triggers[path[2]].request
    return [name for name in (request.lines if request else []) if name in book.lines]


def root_of(root: str, path: tuple[str, ...], book: Playbook) -> Kind:
    """What is known of ``form``, ``tier``, ``line``, ``answers``, ``ratings``, ``satisfied`` or ``figures``."""
    if root in {"tier", "satisfied"}:
        return one_of(book.tiers) if root == "tier" else BOOLEAN
    if root == "figures":
        return _united(_figures(book, path[2]), book)
    if root == "form":
        return _united(_forms(path, book), book)
    heard = [call for call in _calls(book) if _result(path[2], book).hears(plan=call.plan, care=call.care)]
    match root:
        case "line":
            return one_of(dict.fromkeys(call.line for call in heard))
        case "ratings":
            return group({name: WHOLE for call in heard for name in call.ratings})
    return _united((call.answers for call in heard), book)


def _united(fields: Iterable[Mapping[str, FieldSpec]], book: Playbook) -> Kind:
    """All fields there are; of one that means different things in different places nothing is known."""
    found: dict[str, Kind] = {}
    for each in fields:
        for name, spec in each.items():
            kind = values.of_field(spec, book)
            found[name] = kind if found.get(name, kind) == kind else ANYTHING
    return group(found)


def _forms(path: tuple[str, ...], book: Playbook) -> Iterator[Mapping[str, FieldSpec]]:
    """Of a result the forms of the lines called about; else every form or set of figures a case may come from."""
    for name, trigger in book.retention.triggers.items() if book.retention else ():
        if path[1] == TRIGGERS and path[2] != name:
            continue
        lines = list(trigger.request.lines) if trigger.request is not None and path[1] != TRIGGERS else []
        if trigger.result is not None:
            heard = trigger.result.hears
            lines += [call.line for call in _calls(book) if heard(plan=call.plan, care=call.care)]
        yield from (book.lines[line].form for line in dict.fromkeys(lines) if line in book.lines)
        if path[1] != TRIGGERS:
            yield from _figures(book, name)


def _figures(book: Playbook, trigger: str) -> Iterator[Mapping[str, FieldSpec]]:
    signal = book.retention.triggers[trigger].signal if book.retention else None
    if signal is not None:
        yield signal.figures


def _result(trigger: str, book: Playbook) -> ResultSign:
    sign = book.retention.triggers[trigger].result if book.retention else None
    if sign is None:
        raise LookupError(f"the trigger {trigger} has no result")
    return sign


@dataclass(frozen=True)
class Call:
    """A call that can be made: of a line's plan, or of a segment of care."""

    line: str
    answers: Mapping[str, FieldSpec]
    ratings: Sequence[str] = ()
    plan: str | None = None
    care: str | None = None


def _calls(book: Playbook) -> Iterator[Call]:
    for name, line in book.lines.items():
        for plan in line.follow_up:
            if plan.kind == "callback":
                yield Call(name, plan.questions, plan.rate, plan=plan.name)
    if book.care is None:
        return
    special = book.care.special.questions if book.care.special else {}
    for name, segment in book.care.segments.items():
        yield from (Call(line, {**segment.questions, **special}, care=name) for line in segment.lines)
