"""What deadlines do: conditions, several pauses at once, warnings, chains, severities, shifts, events, targets."""

from pathlib import Path
from typing import Any

import pytest

from contracts.dispatch import (
    AnswerCheck,
    CheckDue,
    CustomerTold,
    DeadlineMissed,
    DeadlineMoved,
    DeadlineReasons,
    DeadlineView,
    DeadlineWarned,
    EscalationRaised,
    GetDeadline,
    HoldOrder,
    OrderResumed,
    ResumeOrder,
    ReturnOrder,
)
from contracts.intake import RequestAmended, RequestReopened
from contracts.problems import Invalid, NotFound
from contracts.roster import ShiftEnded, ShiftStarted
from tests.dispatch.desk import REPAIR, at, confirmed, order, step
from tests.dispatch.playbooks import TITLE, book_of, started
from tests.harness import Desk

VERIFIED = "order.state == 'verified'"
HOLD = HoldOrder(number=REPAIR, cause="dnd", reason="请勿打扰")


def done(**more: Any) -> dict[str, Any]:
    return {"name": "done", "by": ["department"], "announces": "order.completed", **more}


def seen(**more: Any) -> dict[str, Any]:
    return {"name": "seen", "by": ["department"], **more}


@pytest.fixture
def desk_with(desk_for, tmp_path: Path):
    async def make(*steps: dict[str, Any], severity: str | None = None, book: Any = None, **more: Any) -> Desk:
        desk = await started(desk_for, book_of(*steps, book=book, **more), tmp_path)
        await desk.event(confirmed(desk, REPAIR, "repair", severity=severity))
        return desk

    return make


async def shown(desk: Desk, name: str = "done") -> DeadlineView:
    return [d for d in (await order(desk, REPAIR)).deadlines if d.name == name][-1]


async def fire_at(desk: Desk, minute: float) -> None:
    desk.clock.set(at(minute))
    await desk.fire_due()


# ------------------------------------------------------------------ named deadlines and their conditions
async def test_a_named_deadline_is_kept_when_its_condition_holds(desk_with):
    reply = {"name": "reply", "within": "1h", "stop_when": "has(steps.seen)"}
    desk = await desk_with(seen(), done(), deadlines=[reply, {"name": "whole", "within": "2h", "stop_when": VERIFIED}])
    desk.clock.set(at(30))
    await desk.send("wang", step(REPAIR, "seen", happened_at=at(20)))
    reply_view = await shown(desk, "reply")
    assert (reply_view.state, reply_view.ended_at) == ("met", at(20))
    await fire_at(desk, 60)
    assert desk.take(DeadlineMissed) == []
    await desk.send("wang", step(REPAIR, "done"))
    await desk.send("li", step(REPAIR, "verified"))
    assert (await shown(desk, "whole")).state == "met"


async def test_it_is_missed_by_what_happened_too_late_even_before_its_timer(desk_with):
    desk = await desk_with(
        seen(), done(), deadlines=[{"name": "reply", "within": "1h", "stop_when": "has(steps.seen)"}]
    )
    desk.clock.set(at(61))
    await desk.send("wang", step(REPAIR, "seen"))
    assert [e.due_at for e in desk.take(DeadlineMissed)] == [at(60)]
    await desk.fire_due()
    assert desk.take(DeadlineMissed) == []


async def test_exactly_at_the_due_time_it_is_kept_unless_the_timer_came_first(desk_with):
    desk = await desk_with(done(deadline={"within": "20m"}))
    desk.clock.set(at(20))
    await desk.send("wang", step(REPAIR, "done"))
    assert (await shown(desk)).state == "met"


async def test_it_starts_when_its_condition_begins_to_hold(desk_with):
    late = {"name": "late", "within": "10m", "start_when": "has(steps.seen)", "stop_when": "has(steps.done)"}
    desk = await desk_with(seen(), done(), deadlines=[late])
    assert (await order(desk, REPAIR)).deadlines == []
    desk.clock.set(at(15))
    await desk.send("wang", step(REPAIR, "seen"))
    assert (await shown(desk, "late")).due_at == at(25)


async def test_it_is_cancelled_when_nobody_is_owed_it(desk_with):
    reply = {"name": "reply", "within": "1h", "stop_when": "has(steps.done)", "cancel_when": "has(steps.seen)"}
    desk = await desk_with(seen(), done(), deadlines=[reply])
    await desk.send("wang", step(REPAIR, "seen"))
    assert (await shown(desk, "reply")).state == "cancelled"
    await fire_at(desk, 70)
    assert desk.take(DeadlineMissed) == []


async def test_a_pause_lasts_until_its_own_end(desk_with):
    first = seen(records={"waits": "boolean"})
    again = {"name": "back", "by": ["department"], "after": ["seen"]}
    promise = {"within": "1h", "pause_when": "steps.seen.waits", "resume_when": "has(steps.back)"}
    desk = await desk_with(first, again, done(deadline=promise))
    desk.clock.set(at(10))
    await desk.send("wang", step(REPAIR, "seen", records={"waits": True}))
    assert ((await shown(desk)).state, (await shown(desk)).paused_for) == ("paused", ["condition"])
    desk.clock.set(at(100))
    await desk.fire_due()
    await desk.send("wang", step(REPAIR, "back"))
    assert ((await shown(desk)).state, (await shown(desk)).due_at) == ("running", at(150))


async def test_it_runs_only_when_no_reason_to_stand_still_is_left(desk_with):
    first = seen(records={"waits": "boolean"})
    again = {"name": "back", "by": ["department"], "after": ["seen"]}
    promise = {"within": "1h", "pause_when": "steps.seen.waits && !has(steps.back)", "pause_on_hold": True}
    desk = await desk_with(first, again, done(deadline=promise))
    desk.clock.set(at(10))
    await desk.send("wang", step(REPAIR, "seen", records={"waits": True}))
    desk.clock.set(at(20))
    await desk.send("wang", HOLD)
    assert (await shown(desk)).paused_for == ["condition", "hold"]
    desk.clock.set(at(40))
    await desk.send("wang", ResumeOrder(number=REPAIR))
    assert (await shown(desk)).paused_for == ["condition"]
    desk.clock.set(at(50))
    await desk.send("wang", step(REPAIR, "back"))
    view = await shown(desk)
    assert (view.state, view.due_at, view.paused_seconds) == ("running", at(100), 40 * 60)


async def test_a_reset_gives_the_full_time_each_time_it_begins_to_hold(desk_with):
    told = {"name": "told", "by": ["department"], "after": []}
    promise = {"within": "1h", "reset_when": "has(steps.told)"}
    desk = await desk_with(told, done(after=[], deadline=promise))
    desk.clock.set(at(30))
    await desk.send("wang", step(REPAIR, "told"))
    assert (await shown(desk)).due_at == at(90)
    [moved] = desk.take(DeadlineMoved)
    assert (moved.kind, moved.due_before, moved.due_after) == ("reset", at(60), at(90))
    desk.clock.set(at(35))
    await desk.send("wang", HOLD)
    await desk.send("wang", ResumeOrder(number=REPAIR))
    assert (await shown(desk)).due_at == at(90), "it still holds, and gives nothing again"
    desk.clock.set(at(40))
    await desk.send("li", ReturnOrder(number=REPAIR, to_step="told", reason="再说"))
    desk.clock.set(at(50))
    await desk.send("wang", step(REPAIR, "told"))
    assert (await shown(desk)).due_at == at(110)


async def test_a_missed_promise_begins_anew_where_its_reset_does(desk_with):
    told = {"name": "told", "by": ["department"], "after": []}
    desk = await desk_with(told, done(after=[], deadline={"within": "1h", "reset_when": "has(steps.told)"}))
    await fire_at(desk, 60)
    desk.clock.set(at(70))
    await desk.send("wang", step(REPAIR, "told"))
    first, second = (await order(desk, REPAIR)).deadlines
    assert (first.state, second.state, second.due_at) == ("missed", "running", at(130))


async def test_one_deadline_may_count_from_the_miss_of_another(desk_with):
    second = {"name": "second", "of": "deadlines.done.missed", "within": "30m", "stop_when": "has(steps.done)"}
    check = {"name": "why", "ask": TITLE, "of": "deadlines.done.missed", "after": "5m"}
    desk = await desk_with(done(deadline={"within": "20m"}), deadlines=[second], checks=[check])
    await fire_at(desk, 21)
    assert (await shown(desk, "second")).due_at == at(50)
    await fire_at(desk, 25)
    assert [e.check for e in desk.take(CheckDue)] == ["why"]
    await fire_at(desk, 50)
    assert [e.name for e in desk.take(DeadlineMissed)] == ["done", "second"]


# ------------------------------------------------------------------ severity, form, events
@pytest.mark.parametrize(("severity", "minutes"), [("minor", 120), ("serious", 30)])
async def test_the_severity_chooses_the_time(desk_with, severity, minutes):
    promise = {"within": "2h", "variants": [{"when": "severity == 'serious'", "within": "30m"}]}
    desk = await desk_with(done(deadline=promise), severity=severity)
    assert (await shown(desk)).due_at == at(minutes)


def amended(desk: Desk, revision: int, **form: Any) -> RequestAmended:
    request = confirmed(desk, REPAIR, "repair", **form)
    shared = set(RequestAmended.model_fields) & set(type(request).model_fields)
    values: dict[str, Any] = {name: getattr(request, name) for name in shared}
    more = {"revision": revision, "confirmed": True, "reason": "更正", "changed": list(form)}
    return RequestAmended(**values | more)


async def test_elapsed_time_and_pauses_are_carried_over_a_change(desk_with):
    urgent = {"when": "form.problem == '急'", "within": "30m"}
    desk = await desk_with(done(deadline={"within": "2h", "variants": [urgent], "pause_on_hold": True}))
    desk.clock.set(at(10))
    await desk.send("wang", HOLD)
    desk.clock.set(at(40))
    await desk.send("wang", ResumeOrder(number=REPAIR))
    desk.clock.set(at(45))
    await desk.event(amended(desk, 2, problem="急"))
    view = await shown(desk)
    assert view.due_at == at(60), "15 minutes had passed on its clock, 15 of the 30 are left"
    assert [m.kind for m in desk.take(DeadlineMoved)] == ["carried_over"]
    await desk.event(amended(desk, 3, problem="不急"))
    assert (await shown(desk)).due_at == at(150)


async def test_it_follows_another_severity_and_tier(desk_with):
    serious = {"when": "severity == 'serious'", "within": "30m"}
    gold = {"when": "tier == 'gold'", "within": "1h"}
    tiers = {"tiers": {"silver": TITLE, "gold": TITLE}}
    desk = await desk_with(done(deadline={"within": "2h", "variants": [serious, gold]}), severity="minor", book=tiers)
    desk.clock.set(at(15))
    change = amended(desk, 2)
    await desk.event(change.model_copy(update={"severity": "serious", "tier": "silver"}))
    assert (await shown(desk)).due_at == at(30)
    await desk.event(change.model_copy(update={"severity": "minor", "tier": "gold", "revision": 3}))
    view = await order(desk, REPAIR)
    assert ((await shown(desk)).due_at, view.severity, view.tier) == (at(60), "minor", "gold")
    await desk.event(change.model_copy(update={"severity": None, "tier": None, "revision": 4}))
    assert (await shown(desk)).due_at == at(60)


async def test_a_target_that_the_form_names_follows_the_form(desk_with):
    promise = {"by": {"moment": "form.wish"}, "of": "routed"}
    desk = await desk_with(done(deadline=promise))
    assert (await order(desk, REPAIR)).deadlines == []
    await desk.event(amended(desk, 2, wish=at(300).isoformat()))
    assert (await shown(desk)).due_at == at(300)
    await desk.event(amended(desk, 3, wish=at(200).isoformat()))
    assert (await shown(desk)).due_at == at(200)


async def test_a_relative_target_pauses_and_resumes(desk_with):
    desk = await desk_with(done(deadline={"by": "today", "pause_on_hold": True}))
    assert (await shown(desk)).due_at == at(15 * 60)
    desk.clock.set(at(60))
    await desk.send("wang", HOLD)
    desk.clock.set(at(90))
    await desk.send("wang", ResumeOrder(number=REPAIR))
    assert (await shown(desk)).due_at == at(15 * 60 + 30)
    assert "by end_of day of routed" in (await shown(desk)).explanation


TOLD = {"name": "told", "of": "events.dispatch.customer.told", "within": "10m", "stop_when": "has(steps.done)"}


async def test_an_event_starts_a_clock_once(desk_with):
    desk = await desk_with(done(), deadlines=[TOLD])
    assert (await order(desk, REPAIR)).deadlines == []
    for minute in (5, 8):
        desk.clock.set(at(minute))
        await desk.event(CustomerTold(number=REPAIR, told_by="desk", text="明天来"))
    assert [d.due_at for d in (await order(desk, REPAIR)).deadlines] == [at(15)]


async def test_an_event_that_comes_before_the_order_starts_its_clock(desk_for, tmp_path):
    desk = await started(desk_for, book_of(done(), deadlines=[TOLD]), tmp_path)
    for minute in (0, 2):
        desk.clock.set(at(minute))
        await desk.event(CustomerTold(number=REPAIR, told_by="desk", text="明天来"))
    desk.clock.set(at(3))
    await desk.event(confirmed(desk, REPAIR, "repair"))
    assert (await shown(desk, "told")).due_at == at(10)


# ------------------------------------------------------------------ warnings
async def test_warnings_are_given_once_and_move_with_the_clock(desk_with):
    warn = [{"at": "50%"}, {"before": "5m", "to": ["head"]}]
    desk = await desk_with(done(deadline={"within": "40m", "pause_on_hold": True, "warn": warn}))
    desk.clock.set(at(10))
    await desk.send("wang", HOLD)
    await fire_at(desk, 25)
    assert desk.take(DeadlineWarned) == []
    await desk.send("wang", ResumeOrder(number=REPAIR))
    await fire_at(desk, 34)
    assert desk.take(DeadlineWarned) == []
    await fire_at(desk, 35)
    [half] = desk.take(DeadlineWarned)
    assert (half.warning, half.due_at, [r.actor for r in half.recipients]) == (1, at(55), ["sun"])
    await fire_at(desk, 50)
    [near] = desk.take(DeadlineWarned)
    assert (near.warning, [r.actor for r in near.recipients]) == (2, ["sun"])
    await fire_at(desk, 55)
    assert desk.take(DeadlineWarned) == []
    assert len(desk.take(DeadlineMissed)) == 1


async def test_a_warning_on_business_time_counts_open_hours(desk_with):
    desk = await desk_with(done(deadline={"within": "6h", "clock": "business", "warn": [{"at": "50%"}]}))
    await fire_at(desk, 179)
    assert desk.take(DeadlineWarned) == []
    await fire_at(desk, 180)
    assert len(desk.take(DeadlineWarned)) == 1
    assert (await shown(desk)).due_at == at(7.5 * 60)


async def test_nothing_is_warned_of_what_was_kept(desk_with):
    desk = await desk_with(done(deadline={"within": "40m", "warn": [{"at": "99.95%"}]}))
    await desk.send("wang", step(REPAIR, "done"))
    desk.clock.set(at(60))
    assert await desk.fire_due() == 0


# ------------------------------------------------------------------ the chain
CHAIN = [
    {"escalate": "head", "every": "10m", "times": 3},
    {"escalate": "duty_manager", "after": "15m", "when": "severity == 'serious'"},
    {"escalate": "general_manager", "after": "1h"},
]


@pytest.mark.parametrize("severity", ["minor", "serious"])
async def test_each_link_is_raised_as_often_as_it_says_while_its_condition_holds(desk_with, severity):
    desk = await desk_with(done(deadline={"within": "20m", "else": CHAIN}), severity=severity)
    for minute in range(15, 100):
        await fire_at(desk, minute)
    raised = [(e.link, e.repeat, e.level) for e in desk.take(EscalationRaised)]
    above = [(2, 1, 2)] if severity == "serious" else []
    assert raised == [(1, 1, 1), (1, 2, 1), *above, (1, 3, 1), (3, 1, 3)]


async def test_late_and_double_timers_raise_each_firing_once(desk_with):
    desk = await desk_with(done(deadline={"within": "20m", "else": CHAIN}))
    view = await shown(desk)
    desk.clock.set(at(45))
    for _ in range(2):
        await desk.fire(f"deadline-{view.deadline_id}")
        await desk.fire(f"escalation-{view.deadline_id}")
    assert [(e.link, e.repeat) for e in desk.take(EscalationRaised)] == [(1, 1), (1, 2), (1, 3)]
    assert len(desk.take(DeadlineMissed)) == 1


async def test_the_chain_stops_when_the_step_is_taken(desk_with):
    desk = await desk_with(done(deadline={"within": "20m", "else": CHAIN}))
    await fire_at(desk, 20)
    desk.take(EscalationRaised)
    await desk.send("wang", step(REPAIR, "done"))
    desk.clock.set(at(200))
    assert await desk.fire_due() == 0


async def test_what_passed_while_the_chain_rested_is_raised_once(desk_with):
    chain = [{"escalate": "head", "every": "5m", "times": 10}]
    desk = await desk_with(done(deadline={"within": "20m", "pause_on_hold": True, "else": chain}))
    await fire_at(desk, 20)
    await desk.send("wang", HOLD)
    await fire_at(desk, 41)
    assert [e.repeat for e in desk.take(EscalationRaised)] == [1]
    await desk.send("wang", ResumeOrder(number=REPAIR))
    await desk.fire_due()
    assert [e.repeat for e in desk.take(EscalationRaised)] == [5]
    await fire_at(desk, 45)
    assert [e.repeat for e in desk.take(EscalationRaised)] == [6]


async def test_a_delay_names_the_person_responsible(desk_with):
    assigned = seen(records={"assignee": "staff!"}, assigns="technician", by=["engineering_supervisor"])
    desk = await desk_with(
        assigned, done(deadline={"within": "20m"}), deadlines=[{"name": "all", "within": "10m", "stop_when": VERIFIED}]
    )
    await fire_at(desk, 10)
    await desk.send("sun", step(REPAIR, "seen", records={"assignee": "zhou"}))
    await fire_at(desk, 20)
    missed = desk.take(DeadlineMissed)
    assert [[r.actor for r in e.responsible] for e in missed] == [["sun"], ["zhou"]]
    assert [e.promised_under for e in missed] == [1, 1]


# ------------------------------------------------------------------ shifts
def shift(kind: Any, staff: str, revision: int) -> Any:
    more = {"starts_at": at(0), "ends_at": at(600), "late_seconds": 0} if kind is ShiftStarted else {}
    return kind(shift_id=f"{staff}-{revision}", staff=staff, post="engineer", revision=revision, **more)


async def test_it_runs_while_the_department_has_somebody_on_shift(desk_with):
    desk = await desk_with(done(deadline={"within": "1h", "clock": "shift"}))
    assert (await shown(desk)).due_at == at(60)
    desk.clock.set(at(10))
    for actor in ("sun", "wang"):
        await desk.event(shift(ShiftEnded, actor, 1))
    assert (await shown(desk)).state == "running", "zhou is still there"
    await desk.event(shift(ShiftEnded, "zhou", 1))
    assert (await shown(desk)).paused_for == ["shift"]
    await fire_at(desk, 100)
    assert desk.take(DeadlineMissed) == []
    await desk.event(shift(ShiftStarted, "wang", 2))
    view = await shown(desk)
    assert (view.state, view.due_at) == ("running", at(150))
    assert "nobody on shift from 2026-11-21 09:10:00 to 2026-11-21 10:40:00" in view.explanation


async def test_it_starts_standing_still_when_nobody_is_on_shift(desk_for, tmp_path):
    desk = await started(desk_for, book_of(done(deadline={"within": "1h", "clock": "shift"})), tmp_path)
    for actor in ("sun", "wang", "zhou"):
        await desk.event(shift(ShiftEnded, actor, 1))
    await desk.event(confirmed(desk, REPAIR, "repair"))
    assert (await shown(desk)).state == "paused"
    desk.clock.set(at(30))
    await desk.event(shift(ShiftStarted, "zhou", 2))
    assert (await shown(desk)).due_at == at(90)


# ------------------------------------------------------------------ cycles
@pytest.mark.parametrize(("policy", "due"), [("restart", 160), ("resume", 115), ("new", 160)])
async def test_named_deadlines_follow_the_policy_of_a_new_cycle(desk_with, policy, due):
    whole = {"name": "whole", "within": "1h", "stop_when": "has(steps.done)"}
    reopen = {"from_step": "done", "cycle": policy}
    desk = await desk_with(done(), deadlines=[whole], reopen=reopen)
    desk.clock.set(at(45))
    await desk.send("wang", step(REPAIR, "done"))
    await desk.send("li", step(REPAIR, "verified"))
    desk.clock.set(at(100))
    await desk.event(RequestReopened(number=REPAIR, line="repair", cycle=2, reason="又漏了"))
    first, second = (await order(desk, REPAIR)).deadlines
    assert (first.cycle, first.state, second.cycle, second.due_at) == (1, "met", 2, at(due))


async def test_a_return_begins_anew_what_was_kept_by_the_step_that_is_open_again(desk_with):
    whole = {"name": "whole", "within": "1h", "stop_when": "has(steps.done)"}
    desk = await desk_with(seen(), done(), deadlines=[whole, {"name": "all", "within": "3h", "stop_when": VERIFIED}])
    for name in ("seen", "done"):
        await desk.send("wang", step(REPAIR, name))
    desk.clock.set(at(30))
    await desk.send("li", ReturnOrder(number=REPAIR, to_step="done", reason="没修好"))
    assert [d.due_at for d in (await order(desk, REPAIR)).deadlines] == [at(60), at(180), at(90)]


# ------------------------------------------------------------------ why
async def test_a_deadline_explains_itself(desk_with):
    promise = {"within": "6h", "clock": "business", "pause_on_hold": True, "warn": [{"at": "10%"}], "else": CHAIN}
    desk = await desk_with(done(deadline=promise))
    desk.clock.set(at(40))
    await desk.fire_due()
    await desk.send("wang", HOLD)
    desk.clock.set(at(100))
    await desk.send("wang", ResumeOrder(number=REPAIR))
    why = await desk.ask("li", GetDeadline(number=REPAIR, name="done"))
    assert isinstance(why, DeadlineReasons)
    assert (why.rule, why.moment, why.clock, why.playbook_version) == ("within 6h", "routed", "business", 1)
    assert [(p.reason, p.why, p.by, p.since, p.until) for p in why.pauses] == [
        ("hold", "dnd: 请勿打扰", "wang", at(40), at(100))
    ]
    assert [(c.since, c.until) for c in why.closed] == [(at(180), at(270))]
    assert [(t.what, t.to, t.link) for t in why.told] == [("warning", ["assignee"], 1)]
    assert (why.left_seconds, why.deadline.due_at) == (320 * 60, at(510))
    await fire_at(desk, 530)
    later = await desk.ask("li", GetDeadline(deadline_id=why.deadline.deadline_id))
    assert [(t.what, t.to, t.repeat) for t in later.told][1:] == [
        ("escalation", ["engineering_supervisor"], 1),
        ("escalation", ["engineering_supervisor"], 2),
        ("escalation", ["engineering_supervisor"], 3),
    ]
    assert (later.left_seconds, later.next_told_at) == (None, at(570))


@pytest.mark.parametrize(
    "query", [GetDeadline(), GetDeadline(number=REPAIR, name="nothing"), GetDeadline(deadline_id="x")]
)
async def test_a_deadline_that_is_not_there_is_refused(desk_with, query):
    desk = await desk_with(done())
    with pytest.raises((Invalid, NotFound)) as refusal:
        await desk.ask("li", query)
    assert "deadline_id" in refusal.value.errors


# ------------------------------------------------------------------ questions
ASKED = {"name": "phoned", "ask": TITLE, "of": "held", "after": "10m", "every": "10m", "to": ["head"], "resumes": True}


async def test_a_question_about_a_hold_is_asked_anew_with_each_hold_and_its_answer_ends_it(desk_with):
    desk = await desk_with(done(deadline={"within": "1h", "pause_on_hold": True}), checks=[ASKED])
    await fire_at(desk, 20)
    assert desk.take(CheckDue) == []
    await desk.send("wang", HOLD)
    await fire_at(desk, 30)
    assert [[r.actor for r in e.ask] for e in desk.take(CheckDue)] == [["sun"]]
    await desk.send("li", AnswerCheck(number=REPAIR, check="phoned", done=False))
    await fire_at(desk, 40)
    assert len(desk.take(CheckDue)) == 1
    await desk.send("li", AnswerCheck(number=REPAIR, check="phoned", done=True, note="可以打扰"))
    assert [e.note for e in desk.take(OrderResumed)] == ["可以打扰"]
    assert (await shown(desk)).due_at == at(80)
    await desk.send("wang", HOLD)
    await fire_at(desk, 50)
    assert len(desk.take(CheckDue)) == 1
    await desk.send("wang", ResumeOrder(number=REPAIR))
    desk.clock.set(at(75))
    await desk.fire_due()
    assert desk.take(CheckDue) == []


async def test_a_question_on_business_time_ends_when_its_condition_holds(desk_with):
    check = {"name": "far", "ask": TITLE, "after": "2h", "every": "1h", "clock": "business", "until": "has(steps.seen)"}
    desk = await desk_with(seen(), done(), checks=[check])
    asked = []
    for minute in range(0, 400, 10):
        await fire_at(desk, minute)
        asked += [minute for _ in desk.take(CheckDue)]
        if minute == 350:
            await desk.send("wang", step(REPAIR, "seen"))
    assert asked == [120, 180, 330]
