"""What another playbook or calendar does to a deadline that is open: what has passed has passed, the rest is reckoned
anew. Pure; the dry run and the real one are the same."""

from collections.abc import Mapping
from typing import Any

from contracts.playbook.grammar import Playbook
from services.dispatch.domain.deadlines import Cause, carried, terms_of
from services.dispatch.domain.model import Deadline
from services.dispatch.domain.promises import plan_of
from services.dispatch.domain.timing import Timing, timing_of


def recalculated(
    row: Deadline, department: str, book: Playbook, old: Timing, cause: Cause, facts: Mapping[str, Any]
) -> Deadline | None:
    """The deadline by the promise of the same line and name in ``book``; None when ``book`` has none: it is kept as it
    was promised. One that is overdue or no longer open stays as it is."""
    line = book.lines.get(row.line)
    named = plan_of(line).promises.get(row.name) if line is not None else None
    if named is None:
        return None
    if not row.open or (row.state == "running" and row.due_at <= cause.at):
        return row
    version = book.playbook, book.version
    terms = terms_of(named, department, row.run_at, timing_of(book), facts, version)
    if terms is None:
        return row
    return carried(row, terms, old.calendar(row.calendar), cause, "recalculated")


def reads_facts(row: Deadline, book: Playbook) -> bool:
    """Whether the new promise chooses by what the form or the steps say."""
    line = book.lines.get(row.line)
    named = plan_of(line).promises.get(row.name) if line is not None else None
    if named is None:
        return False
    by = named.promise.by
    return bool(named.promise.variants) or (by is not None and by.moment is not None)


def has_moved(old: Deadline, new: Deadline) -> bool:
    return (old.due_at, old.rest) != (new.due_at, new.rest)
