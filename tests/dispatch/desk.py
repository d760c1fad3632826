"""The people and requests that the tests of dispatch share."""

from datetime import datetime, timedelta
from typing import Any

from contracts.dispatch import GetOrder, OrderView, TakeStep
from contracts.intake import RequestConfirmed
from contracts.money import Money
from contracts.playbook.forms import fingerprints, mask_fields
from tests.harness import Desk

NINE = datetime.fromisoformat("2026-11-21T09:00:00+08:00")
REPAIR, COMPLAINT, FLIGHT = "HQ-20261121-0001", "HQ-20261121-0002", "HQ-20261121-0003"

FORMS: dict[str, dict[str, Any]] = {
    "repair": {"reporter": "张伟", "phone": "13812348000", "place": "3-201", "problem": "水龙头漏水"},
    "complaint": {
        "complainant": "王芳",
        "phone": "13812348001",
        "occurred_at": "2026-11-21T08:00:00+08:00",
        "place": "大堂",
        "course": "电梯停运",
        "department": "engineering",
    },
    "flight": {
        "name": "张伟",
        "address": "幸福路1号",
        "room": "1208",
        "identity_number": "110101199001011234",
        "destination": "上海",
        "departs_at": "2026-11-25T08:00:00+08:00",
        "cabin": "economy",
    },
}
OFFER = {
    "departs_at": "2026-11-25T08:15:00+08:00",
    "airline": "东方航空",
    "aircraft": "A320",
    "fare": {"amount": "860.00", "currency": "CNY"},
    "discount": "8折",
    "arrives_at": "2026-11-25T10:30:00+08:00",
}


def at(minutes: float) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=minutes)


def people(desk: Desk) -> Desk:
    """One of each role; everybody is on duty."""
    for actor, role, department in [
        ("li", "clerk", "desk"),
        ("mei", "desk_manager", "desk"),
        ("duty", "duty_manager", "desk"),
        ("boss", "general_manager", "management"),
        ("sun", "engineering_supervisor", "engineering"),
        ("wang", "technician", "engineering"),
        ("zhou", "technician", "engineering"),
        ("agent", "ticket_agent", "agency"),
        ("ahead", "agency_head", "agency"),
        ("kim", "courier", "agency"),
        ("zhao", "guard", "security"),
    ]:
        desk.staff(actor, roles=[role], department=department)
    return desk


def confirmed(desk: Desk, number: str, line: str, *, severity: str | None = None, **form: Any) -> RequestConfirmed:
    """The event of intake, with the form masked as intake masks it."""
    book = desk.playbooks.of("HQ")
    spec = book.lines[line]
    full = FORMS[line] | form
    departments = {"repair": "engineering", "complaint": full.get("department"), "flight": "agency"}
    now = desk.clock.now()
    return RequestConfirmed(
        number=number,
        line=line,
        severity=severity or (spec.severities[0] if spec.severities else None),
        form=mask_fields(spec.form, full),
        received_by="li",
        department=departments[line],
        revision=1,
        happened_at=now,
        recorded_at=now,
        confirmed_at=now,
        playbook=book.playbook,
        playbook_version=book.version,
        fingerprints=fingerprints("test", number, spec, full),
    )


def step(number: str, name: str, **more: Any) -> TakeStep:
    return TakeStep(number=number, step=name, **more)


async def to_site(desk: Desk, number: str = REPAIR) -> None:
    """A repair with its technician on site."""
    await desk.send("sun", step(number, "assigned", records={"assignee": "wang"}))
    await desk.send("wang", step(number, "on_site"))


async def order(desk: Desk, number: str) -> OrderView:
    view = await desk.ask("li", GetOrder(number=number))
    assert isinstance(view, OrderView)
    return view


def states(view: OrderView) -> dict[str, str]:
    return {s.name: s.state for s in view.steps}


def yuan(amount: str) -> Money:
    return Money.model_validate({"amount": amount, "currency": "CNY"})
