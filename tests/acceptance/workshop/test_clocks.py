"""What a deadline's clock counts: variants, severities, shifts; warnings and the chain; and why it is due then."""

from contracts.dispatch import DeadlineMoved, DeadlineWarned, HoldOrder, ResumeOrder
from contracts.intake import AmendRequest
from contracts.roster import HandoverOpened, OpenHandover, PlannedShift, PublishRoster, ReleaseFromDuty, SignIn
from tests.acceptance.desk import Desk
from tests.acceptance.workshop.shop import HOUR, MINUTE, at, bodywork, due, missed, order, overhaul, takes, why
from tests.stack import START


async def test_severity_and_tier_choose_the_time(desk: Desk) -> None:
    normal, urgent = await overhaul(desk), await overhaul(desk, severity="urgent")
    fleet, both = await overhaul(desk, fleet=True), await overhaul(desk, severity="urgent", fleet=True)
    times = [(await due(desk, number))["accepted"] - START for number in (normal, urgent, fleet, both)]
    assert times == [2 * HOUR, 30 * MINUTE, HOUR, 30 * MINUTE]
    assert (await why(desk, fleet, "accepted")).variant == "tier == 'fleet'"
    assert (await order(desk, fleet)).tier == "fleet"


async def test_another_severity_has_what_passed_behind_it(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.at("09:20")
    await desk.does("li", AmendRequest(number=number, severity="urgent", reason="占着举升机", confirmed=True))
    assert (await due(desk, number))["accepted"] == START + 30 * MINUTE
    moved = await desk.event(DeadlineMoved, number)
    assert (moved.kind, moved.due_before, moved.due_after) == (
        "carried_over",
        START + 2 * HOUR,
        START + 30 * MINUTE,
    )
    await desk.does(
        "li", AmendRequest(number=number, form={"fleet": True}, severity="normal", reason="车队车辆", confirmed=True)
    )
    assert (await due(desk, number))["accepted"] == START + HOUR
    reasons = await why(desk, number, "accepted")
    assert [(c.kind, c.at, c.by) for c in reasons.changes] == [("carried_over", at(9, 20), "li")] * 2
    assert (reasons.variant, reasons.budget_seconds, reasons.left_seconds) == ("tier == 'fleet'", 3600, 2400)


async def test_warnings_before_and_a_chain_that_is_repeated_until_it_is_kept(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.at("10:35:59")
    assert await desk.events(DeadlineWarned, number) == []
    await desk.at("10:36")
    assert [(w.warning, [r.actor for r in w.recipients]) for w in await desk.events(DeadlineWarned, number)] == [
        (1, ["bao"])
    ]
    await desk.at("10:54:59")
    assert len(await desk.events(DeadlineWarned, number)) == 1
    await desk.at("10:55")
    assert [w.warning for w in await desk.events(DeadlineWarned, number)] == [1, 2]
    for time, heard in (
        ("11:00", ["bench_master"]),
        ("11:29:59", ["bench_master"]),
        ("11:30", ["bench_master", "director"]),
        ("12:00", ["bench_master", "director", "director"]),
    ):
        await desk.at(time)
        assert await missed(desk, number) == {"accepted": heard}
    reasons = await why(desk, number, "accepted")
    assert [(t.what, t.link, t.repeat) for t in reasons.told] == [
        ("warning", 1, None),
        ("warning", 2, None),
        ("escalation", 1, 1),
        ("escalation", 2, 1),
        ("escalation", 2, 2),
    ]
    assert reasons.next_told_at == at(12, 30)
    await takes(desk, number, "mu", "accepted")
    await desk.at("13:00")
    assert await missed(desk, number) == {"accepted": ["bench_master", "director", "director"]}
    assert (await why(desk, number, "accepted")).deadline.state == "missed"


async def test_it_is_raised_no_more_often_than_the_playbook_says(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.at("17:00")
    assert (await missed(desk, number))["accepted"] == ["bench_master", *["director"] * 3]
    assert (await why(desk, number, "accepted")).next_told_at is None


async def test_the_clock_stands_still_while_nobody_is_on_shift(desk: Desk) -> None:
    number = await bodywork(desk)
    view = {d.name: d for d in (await order(desk, number)).deadlines}["first_look"]
    assert (view.state, view.paused_for) == ("paused", ["shift"])
    await desk.at("12:00")
    assert "first_look" not in await missed(desk, number)
    shifts = [PlannedShift(post="paint", staff="qi", starts_at=at(12), ends_at=at(12, 30))]
    shifts.append(PlannedShift(post="paint", staff="hong", starts_at=at(14), ends_at=at(18)))
    await desk.does("wang", PublishRoster(day=START.date(), shifts=shifts))
    await desk.does("qi", SignIn())
    assert (await due(desk, number))["first_look"] == at(13)
    await desk.at("12:30")
    await desk.does("qi", OpenHandover(incoming="hong"))
    opened = await desk.event(HandoverOpened)
    await desk.at("12:40")
    await desk.does("wang", ReleaseFromDuty(handover_id=opened.handover_id, reason="下班"))
    await desk.at("14:00")
    assert "first_look" not in await missed(desk, number)
    await desk.does("hong", SignIn())
    assert (await due(desk, number))["first_look"] == at(14, 20)
    reasons = await why(desk, number, "first_look")
    assert [(p.reason, p.since, p.until) for p in reasons.pauses] == [
        ("shift", at(9), at(12)),
        ("shift", at(12, 40), at(14)),
    ]
    assert reasons.clock == "shift"
    await desk.at("14:07:59")
    assert await desk.events(DeadlineWarned, number) == []
    await desk.at("14:08")
    assert [(w.name, w.recipients[0].actor) for w in await desk.events(DeadlineWarned, number)] == [
        ("first_look", "pan")
    ]
    await desk.at("14:20")
    assert (await missed(desk, number))["first_look"] == ["paint_master"]


async def test_it_says_why_it_is_due_then(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.at("10:00")
    await desk.does("mu", HoldOrder(number=number, cause="customer", reason="等客户"))
    await desk.at("10:30")
    await desk.does("mu", ResumeOrder(number=number))
    reasons = await why(desk, number, "repaired")
    assert (reasons.playbook, reasons.playbook_version, reasons.moment, reasons.calendar) == (
        "workshop",
        1,
        "routed",
        "",
    )
    assert (reasons.rule, reasons.budget_seconds, reasons.counts_from) == ("within 8h", 8 * 3600, START)
    assert [(s.since, s.until) for s in reasons.closed] == [(at(12), at(13)), (at(18), at(8, day=2))]
    assert reasons.deadline.due_at == at(8, 30, day=2)
    assert "hold" in reasons.deadline.explanation
