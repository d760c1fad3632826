"""Complaints at the property desk, from the first word to the archive."""

import pytest

from contracts.dispatch import OrderRouted, TakeStep
from contracts.intake import GetRequest, RecordRequest, RequestConfirmed
from tests.acceptance.desk import COMPLAINT, Desk


@pytest.mark.rule("PD-01")
async def test_a_complaint_leaves_the_desk_only_once_the_resident_has_confirmed_it(desk: Desk) -> None:
    problem = await desk.refuses(
        "li", RecordRequest(line="complaint", form={"complainant": "张伟"}), status=422, says="missing or wrong"
    )
    assert set(problem.errors) == {
        "form.phone",
        "form.occurred_at",
        "form.place",
        "form.course",
        "form.department",
    }

    receipt = await desk.does("li", RecordRequest(line="complaint", form=COMPLAINT))
    assert receipt.state == "recorded"
    assert [line.value for line in receipt.read_back if line.zh == "投诉人"] == ["张伟"]
    assert await desk.events(RequestConfirmed) == []
    assert await desk.events(OrderRouted) == []
    await desk.refuses("xu", TakeStep(number=receipt.number, step="accepted"), status=404)

    await desk.confirm(receipt)
    assert (await desk.event(OrderRouted, receipt.number)).department == "customer_service"
    view = await desk.ask("li", GetRequest(number=receipt.number))
    assert view.state == "confirmed"
    assert view.form["complainant"] == "张*"
