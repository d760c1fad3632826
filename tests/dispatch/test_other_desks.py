"""What the grammar offers beyond the property desk: pauses, business hours, repeated checks, approvals, policies."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.dispatch import (
    AnswerCheck,
    ApprovalGranted,
    ApprovalRefused,
    ApprovalRequested,
    CheckDue,
    DeadlineMissed,
    DecideApproval,
    EscalationRaised,
    HoldOrder,
    OrderReopened,
    ResumeOrder,
    ReturnOrder,
)
from contracts.intake import OwnershipMoved, RequestReopened
from contracts.playbook import shipped
from contracts.playbook.grammar import Check
from tests.dispatch.desk import REPAIR, at, confirmed, order, people, states, step
from tests.harness import Refused

TITLE = {"zh": "步骤", "en": "Step"}
MICROSECOND = timedelta(microseconds=1)
LINK = [{"escalate": "head"}, {"escalate": "duty_manager", "after": "10m"}]


def line(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    last = {"name": "verified", "by": ["clerk"], "announces": "order.verified"}
    return {
        "title": TITLE,
        "form": {"reporter": "person!", "place": "text!", "problem": "text!", "phone": "phone"},
        "route": {"to": "'engineering'"},
        "steps": [{"title": TITLE, **s} for s in [*steps, last]],
        "hold_causes": {"dnd": {"zh": "请勿打扰", "en": "Do not disturb"}},
        **more,
    }


@pytest.fixture
def desk_with(desk_for, tmp_path: Path):
    async def make(*steps: dict[str, Any], version: int = 1, **more: Any):
        book = yaml.safe_load(shipped()["property-desk"].read_text(encoding="utf-8"))
        book["lines"] = {"repair": line(*steps, **more)}
        book["version"] = version
        path = tmp_path / f"desk{version}.yaml"
        path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
        desk = people(await desk_for("dispatch", str(path)))
        await desk.run_start()
        return desk

    return make


def work_step(**more: Any) -> dict[str, Any]:
    return {"name": "done", "by": ["department"], "announces": "order.completed", **more}


async def test_a_held_order_stops_the_clock(desk_with):
    desk = await desk_with(work_step(deadline={"within": "20m", "pause_on_hold": True, "else": LINK}))
    await desk.event(confirmed(desk, REPAIR, "repair"))
    desk.clock.set(at(5))
    await desk.send("wang", HoldOrder(number=REPAIR, cause="dnd", reason="请勿打扰"))
    [paused] = (await order(desk, REPAIR)).deadlines
    assert paused.state == "paused"
    desk.clock.set(at(65))
    await desk.fire_due()
    assert desk.take(DeadlineMissed) == []
    await desk.send("wang", ResumeOrder(number=REPAIR))
    [running] = (await order(desk, REPAIR)).deadlines
    assert (running.state, running.due_at, running.paused_seconds) == ("running", at(80), 3600)
    assert "on hold from 2026-11-21 09:05:00 to 2026-11-21 10:05:00" in running.explanation
    desk.clock.set(at(80))
    await desk.fire_due()
    assert [d.due_at for d in desk.take(DeadlineMissed)] == [at(80)]


async def test_the_chain_rests_while_the_order_is_held(desk_with):
    desk = await desk_with(work_step(deadline={"within": "20m", "pause_on_hold": True, "else": LINK}))
    await desk.event(confirmed(desk, REPAIR, "repair"))
    desk.clock.set(at(21))
    await desk.fire_due()
    await desk.send("wang", HoldOrder(number=REPAIR, cause="dnd", reason="请勿打扰"))
    desk.clock.set(at(40))
    await desk.fire_due()
    assert [e.level for e in desk.take(EscalationRaised)] == [1]
    await desk.send("wang", ResumeOrder(number=REPAIR))
    await desk.fire_due()
    assert [(e.level, e.to_role) for e in desk.take(EscalationRaised)] == [(2, "duty_manager")]


async def test_business_hours_are_skipped_and_explained(desk_with):
    desk = await desk_with(work_step(deadline={"within": "4h", "clock": "business"}))
    await desk.event(confirmed(desk, REPAIR, "repair"))
    [deadline] = (await order(desk, REPAIR)).deadlines
    assert deadline.due_at == at(5.5 * 60)
    assert "closed from 2026-11-21 12:00:00 to 2026-11-21 13:30:00" in deadline.explanation


async def test_a_deadline_may_start_with_a_step(desk_with):
    first = {"name": "seen", "by": ["department"]}
    desk = await desk_with(first, work_step(deadline={"within": "30m", "of": "steps.seen"}))
    await desk.event(confirmed(desk, REPAIR, "repair"))
    assert (await order(desk, REPAIR)).deadlines == []
    desk.clock.set(at(10))
    await desk.send("wang", step(REPAIR, "seen", happened_at=at(5)))
    assert [d.due_at for d in (await order(desk, REPAIR)).deadlines] == [at(35)]


async def test_a_check_repeats_until_done_and_rests_on_hold(desk_with):
    check = {"name": "done", "ask": TITLE, "after": "3m", "every": "3m", "pause_on_hold": True}
    desk = await desk_with(work_step(), checks=[check])
    await desk.event(confirmed(desk, REPAIR, "repair"))
    for minute in (3, 6):
        desk.clock.set(at(minute))
        await desk.fire_due()
    assert len(desk.take(CheckDue)) == 2
    desk.clock.set(at(7))
    await desk.send("wang", HoldOrder(number=REPAIR, cause="dnd", reason="请勿打扰"))
    desk.clock.set(at(30))
    await desk.fire_due()
    await desk.send("wang", ResumeOrder(number=REPAIR))
    desk.clock.set(at(31))
    await desk.fire_due()
    assert desk.take(CheckDue) == []
    desk.clock.set(at(32))
    await desk.fire_due()
    assert len(desk.take(CheckDue)) == 1
    await desk.send("li", AnswerCheck(number=REPAIR, check="done", done=True))
    desk.clock.set(at(60))
    assert await desk.fire_due() == 0


@pytest.mark.rule("HK-06")
@pytest.mark.parametrize("answered", [True, False])
async def test_work_that_is_sent_back_is_asked_about_again(desk_with, answered):
    check = {"name": "done", "ask": TITLE, "after": "3m", "every": "3m", "until": "steps.done"}
    desk = await desk_with(work_step(), checks=[check])
    await desk.event(confirmed(desk, REPAIR, "repair"))
    desk.clock.set(at(3))
    await desk.fire_due()
    assert len(desk.take(CheckDue)) == 1
    if answered:
        await desk.send("li", AnswerCheck(number=REPAIR, check="done", done=True))
    await desk.send("wang", step(REPAIR, "done"))
    desk.clock.set(at(20))
    assert await desk.fire_due() == 0
    await desk.send("li", ReturnOrder(number=REPAIR, reason="还在滴水"))
    for minute in (23, 26):
        desk.clock.set(at(minute) - MICROSECOND)
        assert await desk.fire_due() == 0
        desk.clock.set(at(minute))
        await desk.fire_due()
        assert len(desk.take(CheckDue)) == 1
    await desk.send("wang", step(REPAIR, "done"))
    desk.clock.set(at(60))
    assert await desk.fire_due() == 0
    assert desk.take(CheckDue) == []


async def test_a_check_that_only_its_condition_ends_is_asked_again_whatever_is_answered(desk_with):
    check = {"name": "told", "ask": TITLE, "after": "3m", "every": "3m", "until": "steps.done", "until_only": True}
    desk = await desk_with(work_step(), checks=[check])
    await desk.event(confirmed(desk, REPAIR, "repair"))
    for minute in (3, 6):
        desk.clock.set(at(minute))
        await desk.fire_due()
        assert len(desk.take(CheckDue)) == 1
        await desk.send("li", AnswerCheck(number=REPAIR, check="told", done=True))
    assert [answer["done"] for answer in (await order(desk, REPAIR)).checks[0].answers] == [True, True]
    await desk.send("wang", step(REPAIR, "done"))
    desk.clock.set(at(60))
    assert await desk.fire_due() == 0


def test_a_check_that_only_its_condition_ends_has_one():
    for missing in ("every", "until"):
        check = {"name": "told", "ask": TITLE, "after": "3m", "every": "3m", "until": "true", "until_only": True}
        del check[missing]
        with pytest.raises(ValueError, match="'until_only' needs"):
            Check.model_validate(check)


APPROVAL = {"name": "plan", "by": "desk_manager"}


async def test_the_steps_after_wait_for_somebody_else_to_agree(desk_with):
    desk = await desk_with({"name": "planned", "by": ["department", "desk_manager"], "approval": APPROVAL}, work_step())
    await desk.event(confirmed(desk, REPAIR, "repair"))
    await desk.send("mei", step(REPAIR, "planned"))
    [asked] = desk.take(ApprovalRequested)
    assert (asked.applicant, asked.recipients) == ("mei", [])
    with pytest.raises(Refused) as refusal:
        await desk.send("wang", step(REPAIR, "done"))
    assert "approval.plan" in refusal.value.detail
    for actor in ("mei", "li"):
        with pytest.raises(Refused) as refusal:
            await desk.send(actor, DecideApproval(approval_id=asked.approval_id, granted=True))
        assert refusal.value.status == 403


async def test_granted_goes_on_and_refused_opens_the_step_again(desk_with):
    desk = await desk_with({"name": "planned", "by": ["department"], "approval": APPROVAL}, work_step())
    await desk.event(confirmed(desk, REPAIR, "repair"))
    await desk.send("wang", step(REPAIR, "planned"))
    [first] = desk.take(ApprovalRequested)
    await desk.send("mei", DecideApproval(approval_id=first.approval_id, granted=False, note="太贵"))
    assert desk.take(ApprovalRefused)[0].note == "太贵"
    assert states(await order(desk, REPAIR))["planned"] == "ready"
    await desk.send("wang", step(REPAIR, "planned"))
    [second] = desk.take(ApprovalRequested)
    await desk.send("mei", DecideApproval(approval_id=second.approval_id, granted=True))
    assert desk.take(ApprovalGranted)[0].by == "mei"
    with pytest.raises(Refused) as refusal:
        await desk.send("mei", DecideApproval(approval_id=second.approval_id, granted=False))
    assert refusal.value.status == 409
    assert (await desk.send("wang", step(REPAIR, "done"))).next_steps == ["verified"]
    assert [a.state for a in (await order(desk, REPAIR)).approvals] == ["refused", "granted"]


@pytest.mark.parametrize(("policy", "due"), [("restart", 130), ("resume", 115), ("new", 130)])
async def test_what_a_new_cycle_does_with_the_time(desk_with, policy, due):
    reopen = {"from_step": "seen", "cycle": policy, "notify": ["head", "department"]}
    seen = {"name": "seen", "by": ["department"], "deadline": {"within": "30m"}}
    later = work_step(deadline={"within": "1h", "of": "steps.seen"})
    desk = await desk_with(seen, later, reopen=reopen)
    await desk.event(confirmed(desk, REPAIR, "repair"))
    desk.clock.set(at(15))
    for actor, name in [("wang", "seen"), ("wang", "done"), ("li", "verified")]:
        await desk.send(actor, step(REPAIR, name))
    desk.clock.set(at(100))
    await desk.event(RequestReopened(number=REPAIR, line="repair", cycle=2, reason="又漏了"))
    [reopened] = desk.take(OrderReopened)
    told = [("sun", "engineering_supervisor"), *((actor, "department") for actor in ("sun", "wang", "zhou"))]
    assert [(r.actor, r.role) for r in reopened.notified] == told
    promised = {d.name: d.due_at for d in reopened.deadlines}
    assert promised["seen"] == at(due)
    assert promised.get("done") == (at(160) if policy == "new" else None)
    desk.clock.set(at(110))
    await desk.send("wang", step(REPAIR, "seen"))
    running = [d for d in (await order(desk, REPAIR)).deadlines if d.state == "running"]
    assert [d.due_at for d in running] == [at(160 if policy == "new" else 170)]


async def test_the_owner_signs_and_the_owner_may_change(desk_with):
    desk = await desk_with({"name": "agreed", "by": ["owner"]}, work_step())
    desk.staff("chen", roles=["clerk"])
    await desk.event(OwnershipMoved(number=REPAIR, previous="li", owner="chen", because="accepted"))
    await desk.event(confirmed(desk, REPAIR, "repair"))
    with pytest.raises(Refused) as refusal:
        await desk.send("li", step(REPAIR, "agreed"))
    assert refusal.value.status == 403
    await desk.send("chen", step(REPAIR, "agreed"))


async def test_a_cycle_keeps_the_version_it_began_with(desk_with, desk_for):
    first = await desk_with(work_step())
    await first.event(confirmed(first, REPAIR, "repair"))
    second = await desk_with({"name": "checked", "by": ["department"]}, work_step(), version=2)
    assert list(states(await order(second, REPAIR))) == ["done", "verified"]
    await second.send("wang", step(REPAIR, "done"))
    await second.send("li", ReturnOrder(number=REPAIR, reason="再看看"))
    await second.event(confirmed(second, "HQ-20261121-0009", "repair"))
    assert list(states(await order(second, "HQ-20261121-0009"))) == ["checked", "done", "verified"]
