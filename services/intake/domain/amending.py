"""Correcting a form, and what may not change any more after the confirmation."""

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.playbook import Playbook
from contracts.playbook.decide import expressions
from contracts.problems import Conflict, Invalid
from services.intake.domain.planning import Draft, Plan


def merged(before: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """The form with the changed fields; null takes a field out."""
    return {name: value for name, value in {**before, **change}.items() if value is not None}


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The fields that differ, in order."""
    return [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]


def must_change(names: list[str]) -> None:
    """Raises Invalid when nothing differs."""
    if not names:
        raise Invalid("this changes nothing", errors={"form": "name at least one field with a new value"})


def may_be_amended(number: str, before: Plan, draft: Draft, *, confirmed: bool) -> None:
    """What a correction after the confirmation must keep to: it was read back too (``confirmed``), and leaves route
    and price as they were, because order and charges exist by then. Rules PD-01, PD-16."""
    after = draft.plan
    if after.answered is not None:
        raise Conflict(
            f"{number} has left the desk already; cancel it and record it anew, to answer it at once",
            errors={"form": "by this it would have been answered at the desk"},
        )
    if more := [name for name in after.documents if name not in before.documents]:
        raise Conflict(
            f"{number} has left the desk already, but by this it needs {', '.join(more)}; cancel it and record it anew",
            errors={"form": f"asks for more papers: {', '.join(more)}"},
        )
    if draft.line.read_back and not confirmed:
        raise Conflict(
            f"{number} was confirmed before; read the corrected form back and send it with confirmed: true",
            errors={"confirmed": "must be true once the request is confirmed"},
        )
    if before.department != after.department:
        raise Conflict(
            f"{number} is with {before.department} already; cancel it and record it anew for {after.department}",
            errors={"form": "the department can no longer change"},
        )
    if (before.charges, before.allocations) != (after.charges, after.allocations):
        raise Conflict(
            f"the charges of {number} were raised at its confirmation; cancel it and record it anew",
            errors={"form": "what is charged can no longer change"},
        )


def may_change(number: str, book: Playbook, line: str, changed: Iterable[str]) -> None:
    """Raises Conflict for what a decision table has read: it was asked when the request left the desk, and what
    followed from its answer was signed. ``changed``: paths such as ``form.price`` and ``severity``. Rules FS-02,
    FS-10."""
    read = {
        ".".join(path[:2])
        for rule in book.lines[line].decides
        for _, each in expressions(book.decisions[rule.table])
        for path in each.references
    }
    if fixed := [path for path in changed if path in read]:
        raise Conflict(
            f"{number} was decided by {', '.join(path.removeprefix('form.') for path in fixed)}; "
            "cancel it and record it anew",
            errors=dict.fromkeys(fixed, "the decision rests on it; it can no longer change"),
        )
