"""A line that asks a customer twice, and one that never reopens, from a playbook of its own."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import yaml

from contracts.followup import CallbackCancelled, CallbackScheduled, FollowUpCompleted, RecordAttempt, RecordResult
from contracts.intake import OwnershipMoved
from contracts.playbook import find
from tests.followup.test_callbacks import BAD, GOOD, verified
from tests.harness import Desk


@pytest.fixture
async def desk(desk_for: Callable[..., Awaitable[Desk]], tmp_path: Path) -> Desk:
    book = yaml.safe_load(find("property-desk").read_text(encoding="utf-8"))
    survey = {"name": "survey", "title": {"zh": "调查", "en": "Survey"}, "by": "owner", "attempts": 1, "delay": "30m"}
    book["lines"]["repair"]["follow_up"].append(survey)
    flight = book["lines"]["flight"]
    flight["follow_up"] = [{"title": {"zh": "回访", "en": "Callback"}}]
    file = tmp_path / "twice.yaml"
    file.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    desk = await desk_for("followup", str(file))
    desk.staff("li", roles=["clerk"])
    desk.staff("wang", roles=["clerk"])
    return desk


async def both(desk: Desk) -> tuple[CallbackScheduled, CallbackScheduled]:
    await desk.event(verified())
    first, second = desk.take(CallbackScheduled)
    return first, second


async def test_the_follow_up_completes_with_its_last_callback(desk: Desk) -> None:
    call, survey = await both(desk)
    await desk.send("li", RecordResult(callback_id=call.callback_id, ratings=GOOD))
    assert desk.take(FollowUpCompleted) == []
    await desk.send("li", RecordResult(callback_id=survey.callback_id, satisfied=True))
    assert [done.outcome for done in desk.take(FollowUpCompleted)] == ["satisfied"]


async def test_one_customer_never_reached_leaves_it_exhausted(desk: Desk) -> None:
    call, survey = await both(desk)
    await desk.send("li", RecordAttempt(callback_id=survey.callback_id, outcome="unreachable"))
    assert desk.take(FollowUpCompleted) == []
    await desk.send("li", RecordResult(callback_id=call.callback_id, ratings=GOOD))
    assert [done.outcome for done in desk.take(FollowUpCompleted)] == ["exhausted"]


async def test_dissatisfaction_that_reopens_ends_the_other_callback(desk: Desk) -> None:
    call, survey = await both(desk)
    await desk.send("li", RecordResult(callback_id=call.callback_id, ratings=BAD))
    assert [gone.callback_id for gone in desk.take(CallbackCancelled)] == [survey.callback_id]
    assert desk.take(FollowUpCompleted) == []


async def test_dissatisfaction_where_nothing_reopens_ends_the_follow_up(desk: Desk) -> None:
    await desk.event(verified(line="flight", form={}))
    callback = desk.take(CallbackScheduled)[0]
    await desk.send("li", RecordResult(callback_id=callback.callback_id, satisfied=False))
    assert [done.outcome for done in desk.take(FollowUpCompleted)] == ["exhausted"]


async def test_a_plan_of_the_owner_goes_to_whoever_owns_the_request_now(desk: Desk) -> None:
    number = "HQ-20261121-0001"
    await desk.event(OwnershipMoved(number=number, previous="li", owner="wang", because="accepted"))
    call, survey = await both(desk)
    assert (call.assignee, survey.assignee) == ("li", "wang")
