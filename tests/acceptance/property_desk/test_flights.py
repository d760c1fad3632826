"""Flight bookings at the property desk."""

import pytest

from contracts.cashdesk import (
    CashHandedOver,
    ChargeRaised,
    ConfirmCash,
    HandOverCash,
    ListEntries,
    PaymentTaken,
    TakePayment,
)
from contracts.dispatch import OrderEnded, OrderQuoted, OrderRouted, StepTaken, TakeStep
from contracts.intake import GetRequest, ReadingLog, RecordRequest, RequestArchived, RequestConfirmed
from contracts.money import Money
from tests.acceptance.desk import FLIGHT, Desk

FARE = {"amount": "1280.00", "currency": "CNY"}
OFFER = {
    "departs_at": "2026-12-01T08:25:00+08:00",
    "airline": "东方航空",
    "aircraft": "A320",
    "fare": FARE,
    "discount": "7.5折",
    "arrives_at": "2026-12-01T10:45:00+08:00",
}
SAID = {
    "steps.offered.departs_at": OFFER["departs_at"],
    "form.name": "钱学文",
    "form.destination": "北京",
    "steps.offered.fare": FARE,
}


async def offered(desk: Desk) -> str:
    number = await desk.record("flight", FLIGHT)
    await desk.does("qian", TakeStep(number=number, step="offered", records=OFFER))
    return number


@pytest.mark.rule("PD-16")
async def test_a_booking_records_everything_and_is_read_back_and_confirmed(desk: Desk) -> None:
    partial = {key: value for key, value in FLIGHT.items() if key not in ("identity_number", "cabin")}
    problem = await desk.refuses("li", RecordRequest(line="flight", form=partial), status=422)
    assert set(problem.errors) == {"form.identity_number", "form.cabin"}
    problem = await desk.refuses("li", RecordRequest(line="flight", form=FLIGHT | {"cabin": "deck"}), status=422)
    assert "economy, business, first" in problem.errors["form.cabin"]

    receipt = await desk.does("li", RecordRequest(line="flight", form=FLIGHT))
    read = {line.field: line.value for line in receipt.read_back}
    assert read["name"] == "钱学文"
    assert read["identity_number"] == FLIGHT["identity_number"]
    assert await desk.events(OrderRouted) == []
    await desk.confirm(receipt)
    confirmed = await desk.event(RequestConfirmed, receipt.number)
    assert confirmed.form["identity_number"].startswith("31**")
    assert confirmed.form["name"] == "钱**"
    assert (await desk.event(OrderRouted, receipt.number)).department == "agency"


@pytest.mark.rule("PD-16")
async def test_personal_data_is_read_in_full_only_by_those_allowed_and_the_reading_is_logged(desk: Desk) -> None:
    number = await desk.record("flight", FLIGHT)
    assert (await desk.ask("qian", GetRequest(number=number))).form["name"] == "钱**"
    await desk.refuses("qian", GetRequest(number=number, personal=True, purpose="出票"), status=403)
    await desk.refuses("li", GetRequest(number=number, personal=True), status=422)
    full = await desk.ask("li", GetRequest(number=number, personal=True, purpose="核对证件"))
    assert (full.form["name"], full.masked) == ("钱学文", False)
    log = (await desk.ask("wang", ReadingLog(number=number))).rows
    assert [(row.actor, row.purpose) for row in log] == [("li", "核对证件")]
    for received in await desk.all_events():
        assert "310101198001011234" not in str(received.data)
        assert "钱学文" not in str(received.data)


@pytest.mark.rule("PD-17")
async def test_the_offer_is_read_back_a_second_time_and_booked_only_if_accepted(desk: Desk) -> None:
    number = await desk.record("flight", FLIGHT)
    short = {key: value for key, value in OFFER.items() if key != "aircraft"}
    await desk.refuses("qian", TakeStep(number=number, step="offered", records=short), status=422)
    await desk.does("qian", TakeStep(number=number, step="offered", records=OFFER))
    assert (await desk.event(OrderQuoted, number)).records["airline"] == "东方航空"

    book = TakeStep(number=number, step="booked", records={"booking": "PNR-7Q2K"})
    await desk.refuses("qian", book, status=409, says="decided")
    accept = TakeStep(number=number, step="decided", decision="accepted", read_back=SAID)
    await desk.refuses("li", accept.model_copy(update={"read_back": {}}), status=422)
    for place, wrong in (
        ("steps.offered.departs_at", "2026-12-01T09:25:00+08:00"),
        ("form.name", "钱学武"),
        ("form.destination", "南京"),
        ("steps.offered.fare", {"amount": "1208.00", "currency": "CNY"}),
    ):
        misheard = accept.model_copy(update={"read_back": SAID | {place: wrong}})
        problem = await desk.refuses("li", misheard, status=422)
        assert any(place in path for path in problem.errors)
    await desk.does("li", accept)
    assert (await desk.event(ChargeRaised, number)).amount == Money.parse("1280.00 CNY")
    await desk.does("qian", book)


@pytest.mark.rule("PD-17")
async def test_a_declined_offer_is_never_booked(desk: Desk) -> None:
    number = await offered(desk)
    await desk.does("li", TakeStep(number=number, step="decided", decision="declined", read_back=SAID))
    await desk.event(OrderEnded, number)
    await desk.refuses("qian", TakeStep(number=number, step="booked", records={"booking": "X"}), status=409)
    assert await desk.events(ChargeRaised, number) == []
    await desk.event(RequestArchived, number)


@pytest.mark.rule("PD-18")
async def test_the_courier_signs_in_gets_the_room_delivers_and_collects_the_fare(desk: Desk) -> None:
    number = await offered(desk)
    await desk.does("li", TakeStep(number=number, step="decided", decision="accepted", read_back=SAID))
    await desk.does("qian", TakeStep(number=number, step="booked", records={"booking": "PNR-7Q2K"}))
    await desk.refuses("qian", TakeStep(number=number, step="courier_in"), status=403)
    receipt = await desk.does("shen", TakeStep(number=number, step="courier_in"))
    assert receipt.told == {"room": "1802"}
    await desk.refuses("shen", TakeStep(number=number, step="delivered"), status=409, says="customer_told")
    await desk.does("li", TakeStep(number=number, step="customer_told"))
    assert "customer_told" in [e.step for e in await desk.events(StepTaken, number)]

    await desk.refuses("shen", TakeStep(number=number, step="delivered"), status=409, says="charge.settled")
    charge = await desk.event(ChargeRaised, number)
    pay = TakePayment(charge_id=charge.charge_id, method="cash", received=Money.parse("1300.00 CNY"))
    await desk.does("shen", pay)
    paid = await desk.event(PaymentTaken, number)
    assert (paid.taken_by, paid.change) == ("shen", Money.parse("20.00 CNY"))
    await desk.does("shen", TakeStep(number=number, step="delivered"))
    await desk.does("li", TakeStep(number=number, step="verified"))
    await desk.event(RequestArchived, number)

    transfer = await desk.does("shen", HandOverCash(to="li", amount=Money.parse("1280.00 CNY")))
    short = ConfirmCash(transfer_id=transfer.transfer_id, counted=Money.parse("1200.00 CNY"))
    await desk.refuses("li", short, status=409)
    await desk.does("li", ConfirmCash(transfer_id=transfer.transfer_id, counted=Money.parse("1280.00 CNY")))
    handed = await desk.event(CashHandedOver)
    assert (handed.giver, handed.to, handed.amount) == ("shen", "li", Money.parse("1280.00 CNY"))
    held = (await desk.ask("fang", ListEntries(account="holder:shen"))).rows
    assert sum(line.debit.minor - line.credit.minor for line in held) == 0
