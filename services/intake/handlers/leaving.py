"""How a request stands at the desk, and what is announced when it leaves. Rules HA-03, HK-03, PD-01."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import (
    MissingDocument,
    RequestArchived,
    RequestClosed,
    RequestConfirmed,
    RequestIncomplete,
    RequestReceipt,
    ShownCustomer,
    State,
)
from contracts.playbook.forms import fingerprints
from services.intake.domain import papers
from services.intake.domain.planning import Draft
from services.intake.domain.recording import read_back
from services.intake.handlers import shared
from services.intake.handlers.visiting import mark_by_rules

KEPT = ("number", "line", "severity", "received_by", "happened_at", "recorded_at", "channel", "tier", "customer_id")


@dataclass(frozen=True)
class Standing:
    """Where a request is: ``recorded`` until the customer has confirmed it; then ``archived`` when it was answered at
    once, ``incomplete`` while papers are missing, else ``confirmed``."""

    state: State
    missing: list[MissingDocument] = field(default_factory=list)


def standing(draft: Draft, *, heard: bool, received: papers.Received) -> Standing:
    """``heard``: the customer has confirmed what was read back, or nothing is read back on this line."""
    missing = papers.missing(draft.line, draft.plan.documents, received)
    if not heard:
        return Standing("recorded", missing)
    if draft.plan.answered is not None:
        return Standing("archived")
    return Standing("incomplete", missing) if missing else Standing("confirmed")


def columns(work: Work, draft: Draft, stands: Standing) -> dict[str, Any]:
    """What the request's row says of its standing and plan."""
    left = stands.state not in ("recorded", "incomplete")
    answered = draft.plan.answered if left else None
    return {
        "state": stands.state,
        "department": draft.plan.department,
        "awaits_payment": draft.plan.awaits_payment,
        "confirmed_at": work.now if left else None,
        "closed_at": work.now if answered is not None else None,
        "outcome": answered,
    }


def facts_of_row(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in KEPT}


def announce_standing(
    work: Work, draft: Draft, facts: Mapping[str, Any], stands: Standing, *, revision: int, owner: str
) -> None:
    """Say that the request has left the desk, was answered there, or waits for papers. ``facts`` are ``KEPT``."""
    number = str(facts["number"])
    if stands.state == "incomplete":
        waits = RequestIncomplete(number=number, line=draft.name, revision=revision, missing=stands.missing)
        shared.note(work, waits)
    elif stands.state == "confirmed":
        shared.note(work, _confirmed(work, draft, facts, revision))
        mark_by_rules(work, draft, number, facts["customer_id"])
    elif draft.plan.answered is not None and stands.state == "archived":
        mark_by_rules(work, draft, number, facts["customer_id"])
        outcome, recorded_at = draft.plan.answered, facts["recorded_at"]
        shared.note(
            work,
            RequestClosed(number=number, line=draft.name, owner=owner, outcome=outcome, recorded_at=recorded_at),
        )
        shared.note(work, RequestArchived(number=number))


def _confirmed(work: Work, draft: Draft, facts: Mapping[str, Any], revision: int) -> RequestConfirmed:
    return RequestConfirmed(
        **facts,
        revision=revision,
        confirmed_at=work.now,
        form=draft.masked,
        department=draft.plan.department,
        playbook=work.playbook.playbook,
        playbook_version=work.playbook.version,
        priority=draft.plan.priority,
        charges=draft.plan.charges,
        allocations=draft.plan.allocations,
        fingerprints=fingerprints(work.fingerprint_key, str(facts["number"]), draft.line, draft.form),
    )


def receipt(
    number: str, draft: Draft, stands: Standing, revision: int, customer: ShownCustomer | None = None
) -> RequestReceipt:
    return RequestReceipt(
        number=number,
        line=draft.name,
        state=stands.state,
        revision=revision,
        read_back=read_back(draft.line, draft.form),
        missing_documents=stands.missing,
        customer=customer,
        answered=draft.plan.answered if stands.state == "archived" else None,
    )
