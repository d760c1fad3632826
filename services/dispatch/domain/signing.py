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


def may_sign(step: Step, signer: Signer, case: Case, book: Playbook, owner: str) -> bool:
    """Whether the step is the signer's."""
    return fits(step.by, signer, case, book, owner)


def fits(by: Iterable[str], signer: Signer, case: Case, book: Playbook, owner: str) -> bool:
    """Whether one of these roles, of those that depend on the order, or the person named in a record is the signer."""
    order = case.order
    relative = {
        "department": signer.department == order.department,
        "head": book.departments[order.department].head in signer.roles,
        "assignee": signer.actor == order.assignee,
        "owner": signer.actor == owner,
    }
    return any(
        signer.actor == named_in(case, role) if role.startswith("steps.") else relative.get(role, role in signer.roles)
        for role in by
    )


def named_in(case: Case, place: str) -> str | None:
    """The person a record names, such as ``steps.assigned.responsible``. Rule IR-09."""
    _, step, field = place.split(".")
    taken = case.taken.get(step)
    return taken.records.get(field) if taken else None


def signed_already(step: Step, signer: Signer, case: Case) -> str | None:
    """The step that keeps this person from signing: two people, two logins."""
    return next(
        (name for name in step.other_than if name in case.taken and case.taken[name].signed_by == signer.actor), None
    )


def signers(by: Iterable[str], case: Case, book: Playbook) -> str:
    """The same in words, for a refusal."""
    order = case.order
    words = {
        "department": f"staff of {order.department}",
        "head": book.departments[order.department].head,
        "assignee": f"the person assigned ({order.assignee or 'nobody yet'})",
        "owner": "the owner of the request",
    }
    named = {role: f"the person named in {role} ({named_in(case, role) or 'nobody yet'})" for role in by if "." in role}
    return ", ".join((words | named).get(role, role) for role in by)


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
            if said.get(place) is not None:
                errors[f"read_back.{place}"] = "nothing of it is on file; ask the customer again, or amend the form"
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
