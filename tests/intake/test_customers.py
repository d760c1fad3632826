"""Customers' files: found or opened, marked, kept, read. Rules FS-17, HA-08, PC-07."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from contracts.dispatch import OrderCompleted
from contracts.followup import SatisfactionRated
from contracts.intake import (
    AmendRequest,
    ClearMark,
    CustomerDataRead,
    CustomerKept,
    CustomerMarked,
    CustomerReadings,
    GetCustomer,
    GetRequest,
    KeepCustomer,
    ListCustomers,
    MarkCleared,
    MarkCustomer,
    RecordRequest,
    RequestConfirmed,
)
from tests.harness import START, Refused
from tests.intake.cases import case, case_desk, complaint, repair
from tests.intake.samples import DeskFor, later


@pytest.mark.rule("FS-17")
async def test_a_marked_customer_shows_at_the_next_visit(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    first = await desk.send("li", complaint())
    assert first.customer is not None
    assert (first.customer.marks, first.customer.requests) == ([], 0)
    (marked,) = desk.take(CustomerMarked)
    until = START + timedelta(days=30)
    assert (marked.mark, marked.number, marked.until) == ("complained", first.number, until)

    later(desk, days=29)
    second = await desk.send("zhao", repair())
    assert second.customer is not None
    assert second.customer.customer_id == first.customer.customer_id == marked.customer_id
    (mark,) = second.customer.marks
    assert (mark.title["en"], mark.since, mark.number) == ("Complained", START, first.number)
    assert mark.reason == "投诉 Complaint"
    assert second.customer.requests == 1
    later(desk, days=1)
    third = await desk.send("zhao", repair())
    assert third.customer is not None
    assert (third.customer.marks, third.customer.requests) == ([], 2)


async def test_only_what_the_rule_names_marks(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    await desk.send("li", complaint("general"))
    assert not desk.take(CustomerMarked)


async def test_the_file_is_found_by_number_else_by_name_and_address(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)

    async def visit(**form: str | None) -> str | None:
        receipt = await desk.send("li", repair(**form))
        return receipt.customer.customer_id if receipt.customer else None

    home = await visit(phone=None, address="Garden Road 12")
    assert await visit(phone=None, address=" garden  road 12", name="张伟 ") == home
    assert await visit(phone=None) is None
    assert await visit(phone=None, address="Garden Road 13") != home
    # The number is new, name and address are those of a file that has none yet.
    assert await visit(address="Garden Road 12") == home
    assert await visit(phone="138 1234-8000", name="李娜") == home
    assert await visit(phone="13900001111", address="Garden Road 12") != home
    kept = [(event.opened, event.changed) for event in desk.take(CustomerKept) if event.customer_id == home]
    assert kept == [(True, ["name", "address"]), (False, ["phone"])]


async def test_a_corrected_number_leads_to_another_file(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    receipt = await desk.send("li", case(confirmed=False))
    other = await desk.send("li", repair(phone="13900001111"))
    corrected = AmendRequest(number=receipt.number, form={"phone": "13900001111"}, reason="misheard")
    await desk.send("li", corrected)
    view = await desk.ask("li", GetRequest(number=receipt.number))
    assert view.customer_id == other.customer.customer_id != receipt.customer.customer_id


async def test_two_replicas_open_one_file(desk_for: DeskFor) -> None:
    one = await case_desk(desk_for)
    two = await case_desk(desk_for)
    for round_ in range(6):
        visit = repair(phone=f"1390000111{round_}")
        first, second = await asyncio.gather(one.send("li", visit), two.send("li", visit))
        assert first.customer.customer_id == second.customer.customer_id
        assert first.number != second.number
    opened = [event for desk in (one, two) for event in desk.take(CustomerKept)]
    assert len(opened) == 6


async def test_the_customers_tier_is_the_requests(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    await desk.send("li", KeepCustomer(name="张伟", phone="13812348000", tier="gold", groups=["owners"]))
    await desk.send("li", repair())
    assert [event.tier for event in desk.take(RequestConfirmed)] == ["gold"]


@pytest.mark.rule("PC-07")
async def test_the_service_file_shows_everything(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", repair(address="Garden Road 12"))).number
    later(desk, hours=1)
    step: dict[str, Any] = {"order_id": "o", "line": "repair", "department": "floor", "step": "completed", "cycle": 1}
    done = OrderCompleted(
        **step,
        number=number,
        signed_by="wu",
        assignee="wu",
        records={"finding": "new leg"},
        happened_at=desk.clock.now(),
    )
    await desk.event(done, actor="wu")
    rated: dict[str, Any] = {"callback_id": "c", "number": number, "line": "repair", "department": "floor"}
    await desk.event(SatisfactionRated(**rated, satisfied=True, ratings={"work": 5}, remarks="quick"))
    await desk.send("li", complaint(fax="021-55667788"))
    receipt = await desk.send("li", repair(fault="arm"))

    view = await desk.ask("wu", GetCustomer(customer_id=receipt.customer.customer_id))
    assert (view.name, view.phone, view.fax, view.masked) == ("张*", "138****8000", "021*****7788", True)
    assert view.counts == {"complaint": 1, "repair": 2}
    assert [mark.mark for mark in view.marks] == ["complained"]
    first, second, third = view.requests.rows
    assert [row.kind for row in (first, second, third)] == ["repair", "complaint", "repair"]
    assert (first.done_by, first.satisfied, first.ratings, first.remarks) == (["wu"], True, {"work": 5}, "quick")
    (work,) = first.work
    assert (work.by, work.at, work.records) == ("wu", START + timedelta(hours=1), {"finding": "new leg"})
    assert (third.done_by, third.satisfied, third.form["fault"]) == ([], None, "arm")

    page = await desk.ask("wu", GetCustomer(customer_id=view.customer_id, limit=2))
    rest = await desk.ask("wu", GetCustomer(customer_id=view.customer_id, limit=2, cursor=page.requests.next))
    assert [row.number for row in page.requests.rows + rest.requests.rows] == [row.number for row in view.requests.rows]
    assert rest.counts == view.counts


async def test_reading_a_file_in_full_is_for_few_and_logged(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    customer = (await desk.send("li", repair(address="Garden Road 12"))).customer.customer_id
    asked = GetCustomer(customer_id=customer, personal=True, purpose="calls back")
    with pytest.raises(Refused) as role:
        await desk.ask("wu", asked)
    assert role.value.status == 403
    with pytest.raises(Refused) as purpose:
        await desk.ask("li", GetCustomer(customer_id=customer, personal=True))
    assert "purpose" in purpose.value.errors
    assert not desk.take(CustomerDataRead)
    full = await desk.ask("li", asked)
    assert (full.name, full.phone, full.address) == ("张伟", "13812348000", "Garden Road 12")
    await desk.ask("chen", ListCustomers(phone="138 1234 8000", personal=True, purpose="review"))
    log = await desk.ask("chen", CustomerReadings(customer_id=customer))
    assert [(row.actor, row.purpose) for row in log.rows] == [("li", "calls back"), ("chen", "review")]
    assert [event.reader for event in desk.take(CustomerDataRead)] == ["li", "chen"]
    told = "".join(event.model_dump_json() for _, event in desk.announced)
    for secret in ("张伟", "13812348000", "Garden Road 12"):
        assert secret not in told


async def test_customers_are_listed_by_number_name_and_mark(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    zhang = (await desk.send("li", complaint())).customer.customer_id
    li = (await desk.send("li", repair(phone="13900001111", name="李娜"))).customer.customer_id

    async def found(query: ListCustomers) -> list[str]:
        return [row.customer_id for row in (await desk.ask("wu", query)).rows]

    assert await found(ListCustomers()) == [zhang, li]
    assert await found(ListCustomers(phone="139-0000-1111")) == [li]
    assert await found(ListCustomers(name="张")) == [zhang]
    assert await found(ListCustomers(name="%")) == []
    assert await found(ListCustomers(mark="complained")) == [zhang]
    page = await desk.ask("wu", ListCustomers(limit=1))
    assert (page.rows[0].name, page.rows[0].marks, page.rows[0].masked) == ("张*", ["complained"], True)
    assert await found(ListCustomers(limit=1, cursor=page.next)) == [li]


async def test_the_desk_keeps_and_corrects_files(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    zhang = (await desk.send("li", KeepCustomer(name="张伟", phone="13812348000"))).customer_id
    with pytest.raises(Refused) as same:
        await desk.send("li", KeepCustomer(name="张小伟", phone="138-1234-8000"))
    assert same.value.errors == {"phone": f"belongs to customer {zhang}"}
    moved = KeepCustomer(customer_id=zhang, phone="13900001111", address="Hill 3", reason="called in")
    await desk.send("chen", moved)
    events = [(event.opened, event.changed, event.by) for event in desk.take(CustomerKept)]
    assert events == [(True, ["name", "phone"], "li"), (False, ["phone", "address"], "chen")]
    assert (await desk.send("li", repair(phone="13900001111"))).customer.customer_id == zhang
    with pytest.raises(Refused, match="changes nothing"):
        await desk.send("chen", moved)
    await desk.send("li", KeepCustomer(customer_id=zhang, clear=["phone"], consents=["benefits"]))
    view = await desk.ask("li", GetCustomer(customer_id=zhang))
    assert (view.phone, view.consents) == (None, ["benefits"])
    with pytest.raises(Refused) as lost:
        await desk.send("li", KeepCustomer(customer_id=zhang, clear=["address"]))
    assert "phone" in lost.value.errors


@pytest.mark.parametrize(
    ("actor", "command", "status", "paths"),
    [
        ("wu", KeepCustomer(name="x", phone="13812348000"), 403, []),
        ("li", KeepCustomer(name="x"), 422, ["phone"]),
        ("li", KeepCustomer(phone="13812348000"), 422, ["name"]),
        ("li", KeepCustomer(name="x", phone="call me", email="no", tier="iron"), 422, ["phone", "email", "tier"]),
        ("li", KeepCustomer(customer_id="gone", name="x"), 404, ["customer_id"]),
        ("li", MarkCustomer(customer_id="gone", mark="complained", reason="r"), 404, ["customer_id"]),
        ("li", MarkCustomer(customer_id="gone", mark="rich", reason="r"), 422, ["mark"]),
        ("li", MarkCustomer(customer_id="gone", mark="complained", reason="r", until=START), 422, ["until"]),
        ("wu", ClearMark(customer_id="gone", mark="complained", reason="r"), 403, []),
    ],
)
async def test_a_wrong_file_is_refused(
    desk_for: DeskFor,
    actor: str,
    command: KeepCustomer | MarkCustomer | ClearMark,
    status: int,
    paths: list[str],
) -> None:
    desk = await case_desk(desk_for)
    with pytest.raises(Refused) as refused:
        await desk.send(actor, command)
    assert (refused.value.status, list(refused.value.errors)) == (status, paths)
    assert desk.announced == []


@pytest.mark.rule("HA-08")
async def test_a_mark_by_hand_shows_until_it_is_cleared(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    customer = (await desk.send("li", repair())).customer.customer_id
    await desk.send("li", MarkCustomer(customer_id=customer, mark="unreachable", reason="three calls"))
    shown = (await desk.send("li", repair())).customer
    assert [(mark.mark, mark.reason, mark.number) for mark in shown.marks] == [("unreachable", "three calls", None)]
    cleared = ClearMark(customer_id=customer, mark="unreachable", reason="new number")
    await desk.send("chen", cleared)
    assert [event.by for event in desk.take(MarkCleared)] == ["chen"]
    with pytest.raises(Refused, match="not marked"):
        await desk.send("chen", cleared)
    assert (await desk.send("li", repair())).customer.marks == []


async def test_a_line_that_keeps_no_files_opens_none(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    receipt = await desk.send("li", RecordRequest(line="report", form={"unit": "floor", "content": "all well"}))
    assert receipt.customer is None
    assert not desk.take(CustomerKept)
