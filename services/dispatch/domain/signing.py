"""Who may sign a step, and what has to be repeated before."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.money import Money
from contracts.playbook.forms import check_fields, fingerprint, is_personal
from contracts.playbook.grammar import FieldSpec, Playbook, Step
from contracts.problems import Invalid
from services.dispatch.domain.model import Case, Order


@dataclass(frozen=True)
class Signer:
    """The person behind a command; ``owner`` is who answers for the request."""

    actor: str
    roles: frozenset[str]
    department: str


def may_sign(step: Step, signer: Signer, order: Order, book: Playbook, owner: str) -> bool:
    """Whether one of the step's roles, or of those that depend on the order, is the signer's."""
    relative = {
        "department": signer.department == order.department,
        "head": book.departments[order.department].head in signer.roles,
        "assignee": signer.actor == order.assignee,
        "owner": signer.actor == owner,
    }
    return any(relative.get(role, role in signer.roles) for role in step.by)


def signers(step: Step, order: Order, book: Playbook) -> str:
    """The same in words, for a refusal."""
    words = {
        "department": f"staff of {order.department}",
        "head": book.departments[order.department].head,
        "assignee": f"the person assigned ({order.assignee or 'nobody yet'})",
        "owner": "the owner of the request",
    }
    return ", ".join(words.get(role, role) for role in step.by)


def works_on(signer: Signer, order: Order, book: Playbook) -> bool:
    """Who reports on an order: the desk, its department with the head, the person assigned. Rule PD-12."""
    return (
        not signer.roles.isdisjoint(book.desk_roles)
        or signer.department == order.department
        or book.departments[order.department].head in signer.roles
        or signer.actor == order.assignee
    )


def read_back_errors(case: Case, step: Step, said: Mapping[str, Any], book: Playbook, key: str) -> dict[str, str]:
    """What of the reading aloud is missing or differs from what is on file; the filed value is never told. PD-17."""
    errors = {f"read_back.{place}": "this step does not read it back" for place in said if place not in step.read_back}
    for place in step.read_back:
        spec, filed = _on_file(case, place)
        if spec is None or filed is None:
            continue
        if said.get(place) is None:
            errors[f"read_back.{place}"] = "required; read it back to the customer"
        elif problem := _compare(case, spec, place, said=said[place], filed=filed, book=book, key=key):
            errors[f"read_back.{place}"] = problem
    return errors


def _on_file(case: Case, place: str) -> tuple[FieldSpec | None, Any]:
    parts = place.split(".")
    if parts[0] == "form" and len(parts) == 2:
        return case.line.form.get(parts[1]), case.order.form.get(parts[1])
    step = case.step(parts[1]) if len(parts) == 3 else None
    if step is None:
        return None, None
    taken = case.taken.get(step.name)
    return step.records.get(parts[2]), taken.records.get(parts[2]) if taken else None


def _compare(case: Case, spec: FieldSpec, place: str, *, said: Any, filed: Any, book: Playbook, key: str) -> str | None:
    field = place.rpartition(".")[2]
    bare = FieldSpec(type=spec.type, choices=spec.choices)
    try:
        value = check_fields({field: bare}, {field: said}, book, "read_back")[field]
    except Invalid as problem:
        return "; ".join(problem.errors.values())
    if place.startswith("form.") and is_personal(case.line.form, field):
        same = case.order.fingerprints.get(field) == fingerprint(key, case.order.number, field, value)
    else:
        same = bool(_normal(spec, value) == _normal(spec, filed))
    return None if same else "differs from what is on file; ask the customer again, or amend what was written down"


def _normal(spec: FieldSpec, value: Any) -> Any:
    if spec.type == "time":
        return datetime.fromisoformat(value)
    if spec.type == "money":
        return Money.model_validate(value)
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
    return value


def one_of(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
