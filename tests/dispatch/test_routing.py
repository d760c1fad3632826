"""Who is told when an order is routed, and which order stands first. Rules IR-04, IR-06, HK-08."""

import pytest

from contracts.dispatch import EscalationRaised, ListOrders, OrderCompleted, OrderRouted, ShowLog
from contracts.intake import RequestAmended
from tests.dispatch.desk import REPAIR, at, order, step
from tests.dispatch.lines import line, refusal, request, work_step

NUMBERS = [f"HQ-20261121-00{place:02}" for place in range(10, 15)]


def told(event) -> list[tuple[str, str]]:
    return [(r.actor, r.role) for r in event.notified]


async def test_the_row_that_holds_says_who_is_told(desk_of):
    table = [
        {"when": "form.problem == '停电'", "to": "security", "notify": [{"role": "general_manager"}]},
        {"to": "engineering", "copies": ["agency"], "notify": [{"role": "department"}]},
    ]
    route = {"table": table, "notify": [{"role": "head"}]}
    desk = await desk_of({"repair": line(work_step(), route=route)})
    desk.staff("ren", roles=["technician"], department="engineering", on_duty=False)
    await desk.event(request(desk))
    [event] = desk.take(OrderRouted)
    assert told(event) == [
        ("sun", "engineering_supervisor"),
        ("sun", "department"),
        ("wang", "department"),
        ("zhou", "department"),
        ("ren", "department"),
        ("ahead", "agency_head"),
    ]
    assert [r.on_duty for r in event.notified if r.actor == "ren"] == [False]
    assert event.rule == "row 2"


async def test_heads_of_other_departments_are_told_and_a_condition_is_named(desk_of):
    route = {
        "to": "'engineering'",
        "notify": [{"role": "head", "of": "agency"}, {"role": "general_manager", "when": "form.problem == '停电'"}],
    }
    desk = await desk_of({"repair": line(work_step(), route=route)})
    await desk.event(request(desk))
    assert told(desk.take(OrderRouted)[0]) == [("ahead", "agency_head")]
    assert desk.take(EscalationRaised) == []
    form = request(desk).form | {"problem": "停电"}
    await desk.event(request(desk, NUMBERS[0], form=form))
    assert ("boss", "general_manager") in told(desk.take(OrderRouted)[0])
    [above] = desk.take(EscalationRaised)
    assert (above.level, above.to_role, above.recipients[0].actor) == (0, "general_manager", "boss")


async def test_an_emergency_stands_ahead_of_all_other_work(desk_of):
    desk = await desk_of({"repair": line(work_step())})
    for place, (number, priority) in enumerate(zip(NUMBERS, [0, 2, 0, 9, 2], strict=True)):
        desk.clock.set(at(place))
        await desk.event(request(desk, number, priority=priority, tier="gold" if priority else None))
    first = await desk.ask("li", ListOrders(limit=2))
    rest = await desk.ask("li", ListOrders(limit=10, cursor=first.next))
    assert [row.number for row in [*first.rows, *rest.rows]] == [NUMBERS[place] for place in (3, 1, 4, 0, 2)]
    assert (first.rows[0].priority, first.rows[0].tier) == (9, "gold")
    assert rest.next is None
    problem = await refusal(desk.ask("li", ListOrders(cursor="elsewhere")))
    assert "cursor" in problem.errors


async def test_a_correction_may_make_it_urgent(desk_of):
    desk = await desk_of({"repair": line(work_step(), priority="form.problem == '爆管' ? 9 : 0")})
    for number in NUMBERS[:2]:
        await desk.event(request(desk, number))
    event = request(desk, NUMBERS[1])
    form = event.form | {"problem": "爆管"}
    await desk.event(
        RequestAmended(number=NUMBERS[1], revision=2, form=form, changed=["problem"], reason="来电更正", confirmed=True)
    )
    rows = (await desk.ask("li", ListOrders())).rows
    assert [(row.number, row.priority) for row in rows] == [(NUMBERS[1], 9), (NUMBERS[0], 0)]


async def test_the_log_shows_notice_attendant_and_completion(desk_of):
    accepted = {"name": "received", "by": ["department"], "announces": "order.accepted"}
    desk = await desk_of({"repair": line(accepted, work_step())})
    await desk.event(request(desk))
    desk.clock.set(at(2))
    await desk.event(request(desk, NUMBERS[0]))
    await desk.send("wang", step(REPAIR, "received"))
    desk.clock.set(at(9))
    await desk.send("wang", step(REPAIR, "done", happened_at=at(8)))
    assert desk.take(OrderCompleted)[0].signed_by == "wang"
    first = await desk.ask("li", ShowLog(limit=1))
    [done] = first.rows
    assert (done.routed_at, done.accepted_by, done.accepted_at) == (at(0), "wang", at(2))
    assert (done.completed_by, done.completed_at, done.state) == ("wang", at(8), "open")
    [fresh] = (await desk.ask("li", ShowLog(limit=1, cursor=first.next))).rows
    assert (fresh.number, fresh.accepted_by, fresh.completed_at) == (NUMBERS[0], None, None)
    assert (await desk.ask("li", ShowLog(day="2026-11-20"))).rows == []
    span = await desk.ask("li", ShowLog(since=at(1), until=at(3), line="repair"))
    assert [row.number for row in span.rows] == [NUMBERS[0]]


@pytest.mark.parametrize(
    ("query", "field"), [({"until": at(3)}, "since"), ({"since": at(1), "day": "2026-11-21"}, "day")]
)
async def test_a_log_needs_a_day_or_a_span(desk_of, query, field):
    desk = await desk_of({"repair": line(work_step())})
    assert field in (await refusal(desk.ask("li", ShowLog(**query)))).errors


async def test_the_order_shows_its_priority(desk_of):
    desk = await desk_of({"repair": line(work_step())})
    await desk.event(request(desk, priority=5, tier="gold"))
    view = await order(desk, REPAIR)
    assert (view.priority, view.tier) == (5, "gold")
