"""What a step costs: by the price list or by a formula over the form and earlier steps."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.base import ChargeDue
from contracts.dispatch import OrderCompleted, StepTaken
from contracts.money import Money
from contracts.playbook import shipped
from tests.dispatch.desk import REPAIR, confirmed, people, step
from tests.harness import Desk

TITLE = {"zh": "步骤", "en": "Step"}
FOUND = {
    "name": "found",
    "title": TITLE,
    "by": ["department"],
    "records": {
        "misuse": "boolean!",
        "part": {"type": "choice", "choices": ["copy_a4", "copy_a3"], "when": "records.misuse"},
        "pieces": {"type": "integer", "minimum": 0, "when": "records.misuse"},
        "rate": "money",
    },
}
BY_LIST = {"name": "repair", "when": "steps.found.misuse", "item": "steps.found.part", "quantity": "steps.found.pieces"}
BY_FORMULA = {
    "name": "repair",
    "amount": "{'minor': steps.found.rate.minor * (steps.found.pieces + 1), 'currency': steps.found.rate.currency}",
}


@pytest.fixture
def desk_with(desk_for: Callable[..., Awaitable[Desk]], tmp_path: Path) -> Callable[..., Awaitable[Desk]]:
    async def make(charge: dict[str, Any]) -> Desk:
        book = yaml.safe_load(shipped()["property-desk"].read_text(encoding="utf-8"))
        done = {"name": "done", "title": TITLE, "by": ["department"], "announces": "order.completed", "charge": charge}
        last = {"name": "verified", "title": TITLE, "by": ["clerk"], "announces": "order.verified"}
        form = {"reporter": "person!", "place": "text!", "problem": "text!", "phone": "phone"}
        line = {"title": TITLE, "form": form, "route": {"to": "'engineering'"}, "steps": [FOUND, done, last]}
        book["lines"] = {"repair": line}
        path = tmp_path / "charges.yaml"
        path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
        desk = people(await desk_for("dispatch", str(path)))
        await desk.event(confirmed(desk, REPAIR, "repair"))
        return desk

    return make


async def charge_after(desk: Desk, **found: Any) -> ChargeDue | None:
    await desk.send("wang", step(REPAIR, "found", records=found))
    await desk.send("wang", step(REPAIR, "done"))
    [inspected], [completed] = desk.take(StepTaken), desk.take(OrderCompleted)
    assert inspected.charge is None
    charge: ChargeDue | None = completed.charge
    return charge


@pytest.mark.rule("FS-06")
async def test_misuse_is_charged_by_the_price_list(desk_with: Callable[..., Awaitable[Desk]]) -> None:
    desk = await desk_with(BY_LIST)

    assert await charge_after(desk, misuse=True, part="copy_a3", pieces=4) == ChargeDue(
        name="repair", item="copy_a3", quantity=4
    )


@pytest.mark.rule("FS-06")
async def test_a_fault_of_the_product_costs_nothing(desk_with: Callable[..., Awaitable[Desk]]) -> None:
    desk = await desk_with(BY_LIST)

    assert await charge_after(desk, misuse=False) is None


async def test_a_quantity_of_nothing_costs_nothing(desk_with: Callable[..., Awaitable[Desk]]) -> None:
    desk = await desk_with(BY_LIST)

    assert await charge_after(desk, misuse=True, part="copy_a3", pieces=0) is None


async def test_a_formula_reckons_in_exact_minor_units(desk_with: Callable[..., Awaitable[Desk]]) -> None:
    desk = await desk_with(BY_FORMULA)
    rate = Money.parse("0.07 CNY").model_dump(mode="json")

    charge = await charge_after(desk, misuse=True, part="copy_a4", pieces=2, rate=rate)

    assert charge == ChargeDue(name="repair", amount=Money.parse("0.21 CNY"))
