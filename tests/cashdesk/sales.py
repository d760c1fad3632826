"""A desk that sells: orders are cancelled by a decision table, and money goes back to customers."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from contracts.base import ChargeDue, PayoutDue
from contracts.dispatch import StepTaken
from contracts.intake import RequestConfirmed
from contracts.playbook.load import shipped
from tests.cashdesk.conftest import NUMBER, yuan
from tests.harness import START

TABLE = {
    "title": {"zh": "取消订单", "en": "Cancelling an order"},
    "inputs": {
        "kind": {"value": "form.kind", "type": "choice", "choices": ["standard", "special"]},
        "age": {"value": "happened_at - timestamp(form.ordered_at)", "type": "duration"},
    },
    "rows": [
        {
            "name": "special",
            "when": {"kind": "special"},
            "refuse": {"zh": "特价商品不可取消", "en": "Special orders cannot be cancelled"},
        },
        {"name": "within_48_hours", "when": {"age": "<= 48h"}},
        {
            "name": "later",
            "fee": {"percent": "10%", "of": "form.price", "agreed": "form.agreed"},
            "note": {"zh": "超过48小时", "en": "Later than 48 hours"},
        },
    ],
}
LINE = {
    "title": {"zh": "取消", "en": "Cancellation"},
    "form": {
        "kind": {"type": "choice", "required": True, "choices": ["standard", "special"]},
        "ordered_at": "time!",
        "price": "money!",
        "agreed": "money",
        "customer": "person!",
    },
    "decides": ["cancellation"],
    "route": {"to": "'engineering'"},
    "steps": [
        {
            "name": "returned",
            "title": {"zh": "退款", "en": "Money back"},
            "by": ["clerk"],
            "charge": {"name": "fee", "amount": "form.agreed"},
            "payout": {"name": "refund", "amount": "form.price"},
        },
        {
            "name": "verified",
            "title": {"zh": "核实", "en": "Verified"},
            "by": ["clerk"],
            "announces": "order.verified",
        },
    ],
}


def sales_playbook(folder: Path, **changes: Any) -> str:
    """The path of the shipped desk's playbook with the line ``cancellation`` and its table."""
    book = yaml.safe_load(shipped()["property-desk"].read_text(encoding="utf-8"))
    book["lines"]["cancellation"] = LINE
    book["decisions"] = {"cancellation": TABLE}
    path = folder / "sales.yaml"
    path.write_text(yaml.safe_dump(book | changes, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return str(path)


def cancellation(
    after: timedelta, *, kind: str = "standard", charges: list[ChargeDue] | None = None, **form: Any
) -> RequestConfirmed:
    """A confirmed cancellation, ``after`` the order."""
    given = {
        "kind": kind,
        "ordered_at": (START - after).isoformat(),
        "price": yuan("1600.00").model_dump(mode="json"),
        "customer": "王*",
    }
    return RequestConfirmed(
        number=NUMBER,
        line="cancellation",
        form=given | form,
        received_by="li",
        revision=1,
        happened_at=START,
        recorded_at=START,
        confirmed_at=START,
        playbook="property-desk",
        playbook_version=1,
        charges=charges or [],
    )


def step(
    *,
    payout: str | None = "1600.00",
    name: str = "refund",
    step: str = "returned",
    cycle: int = 1,
    charge: ChargeDue | None = None,
) -> StepTaken:
    """A step that owes the customer something."""
    return StepTaken(
        number=NUMBER,
        order_id="order-1",
        line="cancellation",
        department="engineering",
        step=step,
        cycle=cycle,
        signed_by="li",
        happened_at=datetime.fromisoformat("2026-11-21T09:30:00+08:00"),
        payout=PayoutDue(name=name, amount=yuan(payout)) if payout is not None else None,
        charge=charge,
    )
