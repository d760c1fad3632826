"""Feedback is recorded, classified, distributed by kind. Rules PC-01 and PC-05."""

from typing import Any

import pytest

from contracts.dispatch import OrderRouted, StepTaken
from contracts.intake import GetRequest, RecordRequest, RequestRecorded
from tests.acceptance.desk import Desk
from tests.acceptance.product_care.care import CUSTOMER, FEEDBACK, KINDS, actors, feedback, takes

SECOND_HEAD = {"defect": "zhi", "design": "qin", "workmanship": "qin", "material": "qin"}
"""The other department concerned: quality; for defects manufacturing."""


def record(form: dict[str, Any] = FEEDBACK, **more: Any) -> RecordRequest:
    return RecordRequest(line="feedback", form=form, confirmed=True, **more)


@pytest.mark.rule("PC-01")
@pytest.mark.parametrize(
    ("channel", "severity"), [("phone", "serious"), ("fax", "general"), ("mail", "minor"), ("web", "minor")]
)
async def test_feedback_is_recorded_with_channel_content_and_severity(desk: Desk, channel: str, severity: str) -> None:
    number = await feedback(desk, severity, channel=channel)
    recorded = await desk.event(RequestRecorded, number)
    assert (recorded.channel, recorded.severity) == (channel, severity)
    assert recorded.form["content"] == FEEDBACK["content"]
    assert {name for name in CUSTOMER if recorded.form[name] == CUSTOMER[name]} == set()
    view = await desk.ask("li", GetRequest(number=number))
    assert (view.channel, view.severity, view.form["content"]) == (channel, severity, FEEDBACK["content"])


@pytest.mark.rule("PC-01")
async def test_feedback_without_channel_severity_or_content_is_refused(desk: Desk) -> None:
    refused = await desk.refuses("li", record(severity="minor"), status=422, says="comes in by 'desk'")
    assert set(refused.errors) == {"channel"}
    assert "phone, fax, mail, web" in refused.errors["channel"]
    refused = await desk.refuses("li", record(severity="minor", channel="visit"), status=422)
    assert set(refused.errors) == {"channel"}
    refused = await desk.refuses("li", record(channel="phone"), status=422)
    assert refused.errors == {"severity": "required: one of serious, general, minor"}
    refused = await desk.refuses("li", record(channel="phone", severity="urgent"), status=422)
    assert set(refused.errors) == {"severity"}
    for name in ("content", "kind", "name", "phone", "product"):
        partly = {field: value for field, value in FEEDBACK.items() if field != name}
        refused = await desk.refuses("li", record(partly, channel="phone", severity="minor"), status=422)
        assert set(refused.errors) == {f"form.{name}"}
    await desk.refuses("mei", record(channel="phone", severity="minor"), status=403)


@pytest.mark.rule("PC-05")
@pytest.mark.parametrize("kind", KINDS)
async def test_serious_feedback_reaches_department_and_heads_by_kind_at_once(desk: Desk, kind: str) -> None:
    department, head, staff = KINDS[kind]
    routed = await desk.event(OrderRouted, await feedback(desk, "serious", kind=kind))
    assert routed.department == department
    assert actors(routed.notified) == {head, staff, SECOND_HEAD[kind], "wang", "fu"}


@pytest.mark.rule("PC-05")
@pytest.mark.parametrize("kind", KINDS)
async def test_general_feedback_reaches_department_and_heads_by_kind_when_it_is_sent(desk: Desk, kind: str) -> None:
    department, head, staff = KINDS[kind]
    number = await feedback(desk, "general", kind=kind)
    routed = await desk.event(OrderRouted, number)
    assert (routed.department, routed.notified) == (department, [])
    await takes(desk, number, ("li", "sent"))
    sent = await desk.event(StepTaken, number)
    assert (sent.step, sent.department) == ("sent", department)
    assert actors(sent.notified) == {head, staff, SECOND_HEAD[kind]}


@pytest.mark.rule("PC-05")
async def test_a_kind_that_there_is_not_is_refused(desk: Desk) -> None:
    refused = await desk.refuses(
        "li", record(FEEDBACK | {"kind": "smell"}, channel="fax", severity="minor"), status=422
    )
    assert set(refused.errors) == {"form.kind"}
