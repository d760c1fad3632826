"""Flight bookings: the offer, the second reading aloud, the courier. Rules PD-17, PD-18."""

import pytest

from contracts.cashdesk import ChargeRaised, ChargeSettled
from contracts.dispatch import OrderArrived, OrderEnded, OrderQuoteAccepted, OrderQuoted
from tests.dispatch.desk import FLIGHT, FORMS, OFFER, REPAIR, confirmed, order, people, states, step, yuan
from tests.dispatch.lines import line, refusal, request, work_step
from tests.harness import Refused

SAID = {
    "steps.offered.departs_at": "2026-11-25T00:15:00+00:00",
    "form.name": " 张伟",
    "form.destination": "上海 ",
    "steps.offered.fare": {"amount": "860", "currency": "CNY"},
}


async def offered(desk_for):
    desk = people(await desk_for("dispatch"))
    await desk.event(confirmed(desk, FLIGHT, "flight"))
    await desk.send("agent", step(FLIGHT, "offered", records=OFFER))
    return desk


async def test_every_part_of_the_offer_is_required(desk_for):
    desk = people(await desk_for("dispatch"))
    await desk.event(confirmed(desk, FLIGHT, "flight"))
    for name in OFFER:
        partly = {key: value for key, value in OFFER.items() if key != name}
        with pytest.raises(Refused) as refusal:
            await desk.send("agent", step(FLIGHT, "offered", records=partly))
        assert refusal.value.errors == {f"records.{name}": "required"}
    assert desk.take(OrderQuoted) == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("form.name", "张三"),
        ("form.destination", "北京"),
        ("steps.offered.fare", {"amount": "680.00", "currency": "CNY"}),
        ("steps.offered.departs_at", "2026-11-25T08:15:00+00:00"),
        ("steps.offered.departs_at", "eight"),
        ("form.name", None),
    ],
)
async def test_what_is_read_back_must_match(desk_for, place, said):
    desk = await offered(desk_for)
    with pytest.raises(Refused) as refusal:
        await desk.send("li", step(FLIGHT, "decided", decision="accepted", read_back=SAID | {place: said}))
    assert refusal.value.status == 422
    assert refusal.value.errors.keys() == {f"read_back.{place}"}
    assert FORMS["flight"]["name"] not in str(refusal.value.errors)
    assert desk.take(OrderQuoteAccepted) == []


@pytest.mark.rule("HK-04")
async def test_what_nobody_wrote_down_does_not_match(desk_of):
    desk = await desk_of({"repair": line(work_step(read_back=["form.phone", "form.problem"]))})
    event = request(desk)
    form = {name: value for name, value in event.form.items() if name != "phone"}
    await desk.event(event.model_copy(update={"form": form}))
    said = {"form.problem": form["problem"]}
    refused = await refusal(desk.send("wang", step(REPAIR, "done", read_back=said | {"form.phone": "13812348000"})))
    assert refused.errors.keys() == {"read_back.form.phone"}
    assert states(await order(desk, REPAIR))["done"] == "ready"
    await desk.send("wang", step(REPAIR, "done", read_back=said))


async def test_a_decision_needs_a_choice(desk_for):
    desk = await offered(desk_for)
    with pytest.raises(Refused) as refusal:
        await desk.send("li", step(FLIGHT, "decided", read_back=SAID))
    assert refusal.value.errors == {"decision": "one of accepted, declined"}


async def test_booked_only_when_accepted_and_delivered_only_when_paid(desk_for):
    desk = await offered(desk_for)
    with pytest.raises(Refused):
        await desk.send("agent", step(FLIGHT, "booked", records={"booking": "MU-7"}))
    await desk.send("li", step(FLIGHT, "decided", decision="accepted", read_back=SAID))
    charge = desk.take(OrderQuoteAccepted)[0].charge
    assert charge is not None
    assert (charge.name, charge.amount) == ("fare", yuan("860.00"))
    await desk.send("agent", step(FLIGHT, "booked", records={"booking": "MU-7"}))
    receipt = await desk.send("kim", step(FLIGHT, "courier_in"))
    assert receipt.told == {"room": "1208"}
    assert desk.take(OrderArrived)[0].signed_by == "kim"
    await desk.send("li", step(FLIGHT, "customer_told"))
    with pytest.raises(Refused) as refusal:
        await desk.send("kim", step(FLIGHT, "delivered"))
    assert refusal.value.status == 409
    await desk.event(ChargeRaised(charge_id="c", number=FLIGHT, name="fare", amount=yuan("860.00"), clerk="li"))
    await desk.event(ChargeSettled(charge_id="c", number=FLIGHT, name="fare", amount=yuan("860.00"), all_settled=True))
    await desk.send("kim", step(FLIGHT, "delivered"))
    assert (await desk.send("li", step(FLIGHT, "verified"))).state == "verified"


async def test_a_declined_offer_ends_the_order(desk_for):
    desk = await offered(desk_for)
    receipt = await desk.send("li", step(FLIGHT, "decided", decision="declined", read_back=SAID))
    assert receipt.state == "ended"
    assert desk.take(OrderEnded)[0].step == "decided"
    assert states(await order(desk, FLIGHT))["booked"] == "waiting"
