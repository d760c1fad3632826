"""Recording, read-back, confirmation, correction. Rules PD-01, PD-02, PD-16."""

from datetime import timedelta

import pytest

from contracts.cashdesk import ChargeSettled, CostAllocated
from contracts.intake import (
    AmendRequest,
    ComplaintLedger,
    ConfirmRequest,
    GetRequest,
    RecordRequest,
    RequestAmended,
    RequestArchived,
    RequestClosed,
    RequestConfirmed,
    RequestRecorded,
)
from contracts.money import Money
from contracts.playbook.forms import fingerprint
from contracts.problems import Invalid
from tests.harness import START, Refused
from tests.intake.samples import COMPLAINT, COPIES, FLIGHT, DeskFor, complaint, intake_desk, repair


@pytest.mark.rule("PD-01")
async def test_a_complaint_waits_for_its_read_back(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    receipt = await desk.send("li", complaint(confirmed=False))
    assert (receipt.number, receipt.state, receipt.revision) == ("HQ-20261121-0001", "recorded", 1)
    assert [line.field for line in receipt.read_back] == list(COMPLAINT)
    assert receipt.read_back[0].value == "张伟"
    assert receipt.read_back[0].zh == "投诉人"
    (recorded,) = desk.take(RequestRecorded)
    assert recorded.needs_confirmation
    assert recorded.department == "security"
    assert not desk.take(RequestConfirmed)

    await desk.send("li", ConfirmRequest(number=receipt.number, revision=1))
    (confirmed,) = desk.take(RequestConfirmed)
    assert (confirmed.department, confirmed.severity, confirmed.received_by) == ("security", "normal", "li")
    with pytest.raises(Refused, match="confirmed already"):
        await desk.send("li", ConfirmRequest(number=receipt.number, revision=1))


@pytest.mark.rule("PD-01")
async def test_every_wrong_field_is_named(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    form = COMPLAINT | {"phone": "none", "place": None, "colour": "red"}
    with pytest.raises(Refused) as refused:
        await desk.send("li", RecordRequest(line="complaint", form=form))
    assert refused.value.status == 422
    assert set(refused.value.errors) == {"form.phone", "form.place", "form.colour"}
    assert desk.announced == []


async def test_what_the_desk_does_not_offer_is_refused(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    with pytest.raises(Refused, match="complaint, repair, flight, copies") as unknown:
        await desk.send("li", RecordRequest(line="massage", form={}))
    assert unknown.value.status == 404
    with pytest.raises(Refused) as severity:
        await desk.send("li", complaint(severity="fatal"))
    assert severity.value.errors == {"severity": "one of normal, serious"}
    ahead = RecordRequest(line="complaint", form=COMPLAINT, happened_at=START + timedelta(seconds=1))
    with pytest.raises(Refused) as future:
        await desk.send("li", ahead)
    assert "happened_at" in future.value.errors
    with pytest.raises(Refused, match="no calendar reaches"):
        await desk.send("li", ahead.model_copy(update={"happened_at": START.replace(year=1)}))
    with pytest.raises(Refused) as role:
        await desk.send("wang", repair())
    assert role.value.status == 403
    assert (await desk.send("li", repair())).number == "HQ-20261121-0001"


async def test_the_day_of_a_number_is_the_desks_own(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    desk.clock.set(START.replace(hour=23, minute=59))
    assert (await desk.send("li", repair())).number == "HQ-20261121-0001"
    desk.clock.set(START.replace(day=22, hour=0, minute=1))
    assert (await desk.send("li", repair())).number == "HQ-20261122-0001"
    assert (await desk.send("li", repair())).number == "HQ-20261122-0002"


async def test_a_line_without_read_back_is_confirmed_at_once(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    receipt = await desk.send("li", repair())
    assert (receipt.state, receipt.read_back) == ("confirmed", [])
    (confirmed,) = desk.take(RequestConfirmed)
    assert confirmed.department == "engineering"
    assert confirmed.form == {"reporter": "李*", "phone": "139****1111", "place": "3-502", "problem": "No water"}


@pytest.mark.rule("PD-16")
async def test_a_flight_booking_is_read_back_and_its_name_only_fingerprinted(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    receipt = await desk.send("li", RecordRequest(line="flight", form=FLIGHT))
    assert {line.field: line.value for line in receipt.read_back} == FLIGHT
    await desk.send("li", ConfirmRequest(number=receipt.number, revision=1))
    (confirmed,) = desk.take(RequestConfirmed)
    assert confirmed.form["identity_number"] == "11**************15"
    assert confirmed.fingerprints == {"name": fingerprint("test", receipt.number, "name", "王小明")}
    told = "".join(event.model_dump_json() for _, event in desk.announced) + confirmed.model_dump_json()
    for secret in (FLIGHT["name"], FLIGHT["identity_number"], FLIGHT["address"]):
        assert secret not in told


async def test_copies_for_outsiders_are_charged_and_archived_when_paid(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", RecordRequest(line="copies", form=COPIES))).number
    (confirmed,) = desk.take(RequestConfirmed)
    assert [(due.item, due.quantity) for due in confirmed.charges] == [("copy_a3", 4)]
    assert confirmed.allocations == []
    cny = Money.parse("8.00 CNY")
    part = ChargeSettled(charge_id="c1", number=number, name="copies", amount=cny, all_settled=False)
    await desk.event(part)
    assert not desk.take(RequestClosed)
    await desk.event(part.model_copy(update={"all_settled": True}))
    assert [event.outcome for event in desk.take(RequestClosed)] == ["paid"]
    assert len(desk.take(RequestArchived)) == 1


async def test_copies_for_a_department_are_allocated(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    form = {"payer": "department", "paper": "A4", "sheets": 12, "department": "finance"}
    number = (await desk.send("li", RecordRequest(line="copies", form=form))).number
    (confirmed,) = desk.take(RequestConfirmed)
    assert confirmed.charges == []
    (due,) = confirmed.allocations
    assert (due.item, due.quantity, due.department) == ("copy_a4", 12, "finance")
    signed = CostAllocated(
        allocation_id="a1",
        number=number,
        department="finance",
        item="copy_a4",
        quantity=12,
        amount=Money.parse("12.00 CNY"),
        signed_by="hu",
        all_settled=True,
    )
    await desk.event(signed)
    await desk.event(signed)
    assert [event.outcome for event in desk.take(RequestClosed)] == ["allocated"]


@pytest.mark.rule("PD-01")
async def test_a_corrected_form_must_be_read_back_again(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint(confirmed=False))).number
    amended = await desk.send("li", AmendRequest(number=number, form={"place": "Gate 2"}, reason="misheard"))
    assert (amended.revision, amended.state) == (2, "recorded")
    with pytest.raises(Refused, match=r"revision 1 of .* was read back") as stale:
        await desk.send("li", ConfirmRequest(number=number, revision=1))
    assert stale.value.errors == {"revision": "confirm revision 2"}
    await desk.send("li", ConfirmRequest(number=number, revision=2))
    (event,) = desk.take(RequestAmended)
    assert (event.changed, event.form["complainant"]) == (["place"], "张*")

    late = AmendRequest(number=number, form={"course": "He slept twice."}, reason="more detail")
    with pytest.raises(Refused) as refused:
        await desk.send("li", late)
    assert "confirmed" in refused.value.errors
    assert (await desk.send("li", late.model_copy(update={"confirmed": True}))).revision == 3
    with pytest.raises(Refused, match="with security already"):
        await desk.send("li", late.model_copy(update={"confirmed": True, "form": {"department": "cleaning"}}))
    with pytest.raises(Refused, match="changes nothing"):
        await desk.send("li", AmendRequest(number=number, form={"place": "Gate 2"}, reason="?", confirmed=True))


async def test_it_may_turn_out_more_serious(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    desk.take(RequestAmended)
    worse = AmendRequest(number=number, severity="serious", reason="he was hurt", confirmed=True)
    assert (await desk.send("li", worse)).revision == 2
    (event,) = desk.take(RequestAmended)
    assert (event.changed, event.severity, event.form["place"]) == (["severity"], "serious", "Lobby B")
    assert (await desk.ask("li", GetRequest(number=number))).severity == "serious"
    with pytest.raises(Refused, match="changes nothing"):
        await desk.send("li", worse)
    with pytest.raises(Refused) as unknown:
        await desk.send("li", worse.model_copy(update={"severity": "dreadful"}))
    assert unknown.value.errors == {"severity": "one of normal, serious"}
    with pytest.raises(Refused) as unread:
        await desk.send("li", worse.model_copy(update={"severity": "normal", "confirmed": False}))
    assert "confirmed" in unread.value.errors
    await desk.send("li", AmendRequest(number=number, form={"place": "Gate 2"}, reason="misheard", confirmed=True))
    assert desk.take(RequestAmended)[0].severity == "serious"


async def test_what_is_charged_cannot_change_after_the_confirmation(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", RecordRequest(line="copies", form=COPIES))).number
    with pytest.raises(Refused, match=r"charges of .* were raised"):
        await desk.send("li", AmendRequest(number=number, form={"sheets": 5}, reason="one more"))


async def test_an_amendment_can_confirm_at_once(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint(confirmed=False))).number
    change = AmendRequest(number=number, form={"place": "Gate 2"}, reason="misheard", confirmed=True)
    assert (await desk.send("li", change)).state == "confirmed"
    (confirmed,) = desk.take(RequestConfirmed)
    assert (confirmed.revision, confirmed.form["place"]) == (2, "Gate 2")
    assert (await desk.ask("li", GetRequest(number=number))).confirmed_at == START


@pytest.mark.rule("PD-02")
async def test_the_ledger_has_one_masked_line_a_complaint(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    numbers = [(await desk.send("li", complaint(severity="serious"))).number for _ in range(3)]
    await desk.send("li", repair())
    await desk.send("li", AmendRequest(number=numbers[0], form={"place": "Gate 2"}, reason="misheard", confirmed=True))
    first = await desk.ask("li", ComplaintLedger(limit=2))
    rest = await desk.ask("li", ComplaintLedger(limit=2, cursor=first.next))
    assert [row.number for row in first.rows + rest.rows] == numbers
    assert rest.next is None
    row = first.rows[0]
    assert (row.complainant, row.place, row.severity, row.state) == ("张*", "Gate 2", "serious", "confirmed")
    day = START.date()
    assert len((await desk.ask("li", ComplaintLedger(since=day, until=day))).rows) == 3
    assert (await desk.ask("li", ComplaintLedger(since=day + timedelta(days=1)))).rows == []
    with pytest.raises(Invalid) as cursor:
        await desk.ask("li", ComplaintLedger(cursor="made-up"))
    assert "cursor" in cursor.value.errors
