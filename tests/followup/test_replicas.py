"""Two replicas on one database: a follow-up completes once."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import yaml

from contracts.followup import AcceptCallback, CallbackScheduled, DelegateCallback, FollowUpCompleted, RecordResult
from contracts.playbook import find
from tests.followup.test_callbacks import GOOD, verified
from tests.harness import Desk, Refused

DeskFor = Callable[..., Awaitable[Desk]]


async def replicas(desk_for: DeskFor, tmp_path: Path) -> tuple[Desk, Desk]:
    book = yaml.safe_load(find("property-desk").read_text(encoding="utf-8"))
    again = {**book["lines"]["repair"]["follow_up"][0], "name": "again"}
    book["lines"]["repair"]["follow_up"].append(again)
    file = tmp_path / "twice.yaml"
    file.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    desks = await desk_for("followup", str(file)), await desk_for("followup", str(file))
    for desk in desks:
        desk.staff("li", roles=["clerk"])
        desk.staff("wang", roles=["clerk"])
    return desks


async def test_the_last_two_callbacks_at_once_complete_the_follow_up_once(desk_for: DeskFor, tmp_path: Path) -> None:
    one, other = await replicas(desk_for, tmp_path)
    await one.event(verified())
    first, second = one.take(CallbackScheduled)
    await asyncio.gather(
        one.send("li", RecordResult(callback_id=first.callback_id, ratings=GOOD)),
        other.send("li", RecordResult(callback_id=second.callback_id, ratings=GOOD)),
    )
    done = one.take(FollowUpCompleted) + other.take(FollowUpCompleted)
    assert [event.outcome for event in done] == ["satisfied"]


async def test_a_callback_is_accepted_once(desk_for: DeskFor, tmp_path: Path) -> None:
    one, other = await replicas(desk_for, tmp_path)
    await one.event(verified())
    callback = one.take(CallbackScheduled)[0].callback_id
    await one.send("li", DelegateCallback(callback_id=callback, to="wang"))
    accept = AcceptCallback(callback_id=callback)
    outcomes = await asyncio.gather(one.send("wang", accept), other.send("wang", accept), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(Refused) == 1
