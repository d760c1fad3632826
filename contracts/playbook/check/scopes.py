"""The names an expression can use, with what is known of each, for every line it is worked out on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from contracts.playbook.care import Care
from contracts.playbook.check import values
from contracts.playbook.check.names import events
from contracts.playbook.check.places import Place
from contracts.playbook.check.retention_scopes import lines_of_trigger, root_of
from contracts.playbook.check.values import ANYTHING, BOOLEAN, DATE, MOMENT, Kind, group, of_fields, one_of
from contracts.playbook.grammar import Line, Notification, Playbook

Scope = Mapping[str, Kind]


@dataclass(frozen=True)
class Where:
    """An expression's place and the line it is worked out on."""

    path: tuple[str, ...]
    book: Playbook
    name: str
    line: Line


OF_LINE: Mapping[str, Callable[[Where], Kind]] = {
    "form": lambda at: of_fields(at.line.form, at.book),
    "records": lambda at: of_fields(at.line.steps[int(at.path[3])].records, at.book),
    "steps": lambda at: Kind("a group", parts={step.name: values.of_step(step, at.book) for step in at.line.steps}),
    "order": lambda at: values.of_order(at.line, at.book),
    "deadlines": lambda at: group({name: group({"missed": BOOLEAN}) for name in values.deadline_names(at.line)}),
    "checks": lambda at: group({check.name: group({"done": BOOLEAN}) for check in at.line.checks}),
    "decisions": lambda at: values.of_decisions(at.line, at.book),
    "severity": lambda at: one_of(at.line.severities),
    "tier": lambda at: one_of(at.book.tiers),
    "line": lambda at: one_of([at.name]),
    "happened_at": lambda at: MOMENT,
    "recorded_at": lambda at: MOMENT,
    "event": lambda at: group(event_fields(at.book.notifications[int(at.path[1])].event)),
}


def scopes(place: Place, path: tuple[str, ...], book: Playbook) -> Iterator[tuple[str, Scope]]:
    """For each line concerned its name and scope; the name is empty where no line is."""
    lines = lines_of_trigger(path, book) if path[0] == "retention" else _lines(path, book)
    if lines is None:
        yield "", {root: _root(root, path, book) for root in place.sees}
        return
    for name in lines:
        where = Where(path, book, name, book.lines[name])
        yield name, {root: OF_LINE[root](where) for root in place.sees}


def lines_of(notification: Notification, book: Playbook) -> list[str]:
    """The lines whose requests it can be about; work orders exist on lines with steps alone."""
    if notification.lines:
        return [name for name in notification.lines if name in book.lines]
    with_orders = notification.event.startswith("dispatch.")
    return [name for name, line in book.lines.items() if line.steps or not with_orders]


def event_fields(key: str) -> Scope:
    """The fields of an event, those of the models inside it too."""
    event = events().get(key)
    return {} if event is None else _fields(event)


def _lines(path: tuple[str, ...], book: Playbook) -> list[str] | None:
    match path[0]:
        case "lines":
            return [path[1]]
        case "decisions":
            return [name for name, line in book.lines.items() if any(each.table == path[1] for each in line.decides)]
        case "digests":
            return [name for name in book.digests[path[1]].lines if name in book.lines]
        case "notifications":
            return lines_of(book.notifications[int(path[1])], book)
        case "care" if book.care is not None:
            return _cared_for(path, book.care, book)
    return None


def _cared_for(path: tuple[str, ...], care: Care, book: Playbook) -> list[str]:
    """Lines of the segment, of all segments for what is special."""
    segments = [care.segments[path[2]]] if path[1] == "segments" else list(care.segments.values())
    return [name for name in book.lines if any(name in segment.lines for segment in segments)]


def _root(root: str, path: tuple[str, ...], book: Playbook) -> Kind:
    if path[0] == "retention":
        return root_of(root, path, book)
    if root == "customer":
        return values.of_customer(book)
    if root == "report":
        return one_of([path[1]])
    return one_of(book.expected_reports[path[1]].of) if root == "business_line" else DATE


def _fields(model: type[BaseModel]) -> dict[str, Kind]:
    return {name: _kind(field.annotation) for name, field in model.model_fields.items()}


def _kind(annotation: Any) -> Kind:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Kind("a group", parts=_fields(annotation))
    return ANYTHING
