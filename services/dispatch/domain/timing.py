"""What of a playbook deadlines are reckoned by: its calendars and its promises.

``digest`` tells whether two playbooks reckon alike, whatever else of them differs.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from contracts.calendar import Calendar
from contracts.playbook.grammar import Deadline as Promise
from contracts.playbook.grammar import Playbook


@dataclass(frozen=True)
class Timing:
    """``calendars`` by name, the desk's own under the empty one; ``of_department``: the names departments chose."""

    digest: str
    document: str
    calendars: dict[str, Calendar] = field(default_factory=dict)
    of_department: dict[str, str] = field(default_factory=dict)

    def name_of(self, promise: Promise, department: str) -> str:
        """The calendar of a promise: its own, else the department's, else the desk's."""
        return promise.calendar or self.of_department.get(department, "")

    def calendar(self, name: str) -> Calendar:
        """A calendar that is gone from the playbook is the desk's."""
        return self.calendars.get(name) or self.calendars[""]


_KEPT: dict[int, tuple[Playbook, Timing]] = {}


def timing_of(book: Playbook) -> Timing:
    """Worked out once for each playbook that is loaded."""
    kept = _KEPT.get(id(book))
    if kept is None or kept[0] is not book:
        if len(_KEPT) > 64:
            _KEPT.clear()
        kept = _KEPT[id(book)] = book, read_timing(_document(book))
    return kept[1]


@lru_cache(maxsize=64)
def read_timing(document: str) -> Timing:
    """From the text that ``Timing.document`` holds."""
    raw = json.loads(document)
    named = {name: Calendar.model_validate(each) for name, each in raw["calendars"].items()}
    return Timing(sha256(document.encode()).hexdigest()[:24], document, named, raw["of_department"])


def _document(book: Playbook) -> str:
    promises = {
        name: {
            "steps": {
                step.name: step.deadline.model_dump(mode="json", by_alias=True)
                for step in line.steps
                if step.deadline is not None
            },
            "deadlines": [promise.model_dump(mode="json", by_alias=True) for promise in line.deadlines],
        }
        for name, line in book.lines.items()
        if line.deadlines or any(step.deadline for step in line.steps)
    }
    calendars = {"": book.calendar, **book.calendars}
    document = {
        "calendars": {name: calendar.model_dump(mode="json") for name, calendar in calendars.items()},
        "of_department": {name: each.calendar for name, each in book.departments.items() if each.calendar},
        "promises": promises,
    }
    return json.dumps(document, sort_keys=True, ensure_ascii=False)
