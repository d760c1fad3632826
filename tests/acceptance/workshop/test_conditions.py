"""Deadlines that begin, rest, begin anew and end by conditions, count from events, or aim at a target."""

from contracts.cashdesk import ChargeRaised, ChargeSettled, OpenDrawer, TakePayment
from contracts.dispatch import DeadlineMissed, DeadlineWarned, HoldOrder, ResumeOrder
from contracts.intake import AmendRequest
from contracts.money import Money
from tests.acceptance.desk import Desk
from tests.acceptance.workshop.shop import BODYWORK, at, bodywork, due, look, missed, order, takes, why


async def test_it_begins_pauses_and_goes_on_by_conditions(desk: Desk) -> None:
    number = await bodywork(desk)
    assert "painting" not in await due(desk, number)
    await desk.at("10:00")
    await look(desk, number, parts_needed=True)
    view = {d.name: d for d in (await order(desk, number)).deadlines}["painting"]
    assert (view.state, view.paused_for) == ("paused", ["condition"])
    await desk.at("15:00")
    await takes(desk, number, "qi", "parts_came")
    reasons = await why(desk, number, "painting")
    assert reasons.deadline.due_at == at(18)
    [pause] = reasons.pauses
    assert (pause.reason, pause.why, pause.since, pause.until) == (
        "condition",
        "steps.looked_at.parts_needed",
        at(10),
        at(15),
    )
    await desk.at("17:59:59")
    await takes(desk, number, "qi", "painted")
    await desk.at("18:30")
    assert "painting" not in await missed(desk, number)


async def test_without_parts_it_runs_from_the_look(desk: Desk) -> None:
    number = await bodywork(desk)
    await desk.at("10:00")
    await look(desk, number)
    await desk.at("12:59:59")
    assert "painting" not in await missed(desk, number)
    await desk.at("13:00")
    assert (await missed(desk, number))["painting"] == ["paint_master"]


async def test_each_call_gives_the_full_time_again_and_a_missed_one_begins_anew(desk: Desk) -> None:
    number = await bodywork(desk)
    assert (await due(desk, number))["news"] == at(11)
    await desk.at("10:30")
    await takes(desk, number, "li", "customer_called")
    assert (await due(desk, number))["news"] == at(12, 30)
    [change] = (await why(desk, number, "news")).changes
    assert (change.kind, change.due_before, change.due_after) == ("reset", at(11), at(12, 30))
    late = await bodywork(desk)
    await desk.at("12:30")
    assert (await missed(desk, number))["news"] == ["desk_manager"]
    await takes(desk, late, "li", "customer_called")
    assert (await due(desk, late))["news"] == at(14, 30)


async def test_whoever_wants_no_news_is_owed_none(desk: Desk) -> None:
    number, silent = await bodywork(desk), await bodywork(desk, wants_news=False)
    assert "news" not in await due(desk, silent)
    await desk.at("10:00")
    await desk.does("li", AmendRequest(number=number, form={"wants_news": False}, reason="客户不需要", confirmed=True))
    assert "news" not in await due(desk, number)
    await desk.at("17:00")
    assert "news" not in await missed(desk, number)
    assert "news" not in await missed(desk, silent)


async def test_one_counts_from_an_event_of_another_service(desk: Desk) -> None:
    number = await bodywork(desk)
    assert "after_deposit" not in await due(desk, number)
    await desk.does("kuai", OpenDrawer(drawer="front", counted=Money.model_validate(BODYWORK["deposit"])))
    await desk.at("10:00")
    charge = await desk.event(ChargeRaised, number)
    await desk.does("kuai", TakePayment(charge_id=charge.charge_id, method="card"))
    await desk.event(ChargeSettled, number)
    assert (await due(desk, number))["after_deposit"] == at(11, 30)
    reasons = await why(desk, number, "after_deposit")
    assert (reasons.moment, reasons.rule) == ("events.cashdesk.charge.settled", "within 1h30m")
    await desk.at("11:29:59")
    assert "after_deposit" not in await missed(desk, number)
    await desk.at("11:30")
    assert (await missed(desk, number))["after_deposit"] == ["paint_master"]


async def test_targets_pause_and_go_on_like_the_others(desk: Desk) -> None:
    number = await bodywork(desk, ready_at=at(16).isoformat())
    await look(desk, number)
    times = await due(desk, number)
    assert (times["same_day"], times["monday"], times["agreed"]) == (at(22), at(9, day=2), at(16))
    await desk.at("10:00")
    await desk.does("qi", HoldOrder(number=number, cause="customer", reason="等客户定颜色"))
    await desk.at("11:00")
    await desk.does("qi", ResumeOrder(number=number))
    times = await due(desk, number)
    assert (times["same_day"], times["monday"], times["agreed"]) == (at(23), at(10, day=2), at(16))
    await desk.at("16:00")
    assert (await missed(desk, number))["agreed"] == ["paint_master"]
    await desk.at("21:59:59")
    assert "same_day" not in [w.name for w in await desk.events(DeadlineWarned, number)]
    await desk.at("22:00")
    assert "same_day" in [w.name for w in await desk.events(DeadlineWarned, number)]
    await desk.at("23:00")
    assert (await missed(desk, number))["same_day"] == ["paint_master"]
    await desk.at("09:59:59", day=2)
    assert "monday" not in await missed(desk, number)
    await desk.at("10:00", day=2)
    assert (await missed(desk, number))["monday"] == ["director"]


async def test_a_target_that_the_form_names_moves_with_the_form(desk: Desk) -> None:
    number = await bodywork(desk)
    assert "agreed" not in await due(desk, number)
    await desk.does(
        "li", AmendRequest(number=number, form={"ready_at": at(15).isoformat()}, reason="约好", confirmed=True)
    )
    assert (await due(desk, number))["agreed"] == at(15)
    await desk.does(
        "li", AmendRequest(number=number, form={"ready_at": at(17).isoformat()}, reason="改期", confirmed=True)
    )
    assert (await due(desk, number))["agreed"] == at(17)
    await desk.at("17:00")
    assert (await missed(desk, number))["agreed"] == ["paint_master"]
    assert len([m for m in await desk.events(DeadlineMissed, number) if m.name == "agreed"]) == 1
