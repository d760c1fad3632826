"""A customer's service file. Rule PC-07."""

import pytest

from contracts.intake import (
    CustomerReadings,
    CustomerView,
    GetCustomer,
    GetRequest,
    ListCustomers,
    RecordRequest,
)
from tests.acceptance.desk import Desk
from tests.acceptance.product_care.care import (
    CUSTOMER,
    DAY,
    FEEDBACK,
    GOOD,
    HOUR,
    MEASURES,
    MONDAY,
    call_back,
    feedback,
    repaired,
    takes,
)

PURPOSE = "核对上门地址"
HONEST = {"work_as_reported": True}


async def file_of(desk: Desk, customer_id: str, *, by: str = "li", personal: bool = True) -> CustomerView:
    query = GetCustomer(customer_id=customer_id, personal=personal, purpose=PURPOSE if personal else None)
    view = await desk.ask(by, query)
    assert isinstance(view, CustomerView)
    return view


async def customer_of(desk: Desk, number: str) -> str:
    customer_id = (await desk.ask("li", GetRequest(number=number))).customer_id
    assert isinstance(customer_id, str)
    return customer_id


@pytest.mark.rule("PC-07")
async def test_the_file_shows_the_customer_each_complaint_and_each_repair(desk: Desk) -> None:
    monday = await desk.at("09:00", day=MONDAY)
    complaint = await feedback(desk, "serious", channel="fax")
    first = await repaired(desk, "liu", "更换温控器")
    await call_back(desk, first, ratings=GOOD, answers=HONEST, remarks="师傅很细心")
    day = monday + DAY
    await desk.stack.set_clock(day)
    second = await repaired(desk, "ma", "更换电源线", problem="插头发烫")
    await call_back(desk, second, ratings=GOOD | {"timeliness": 1}, answers=HONEST)

    customer_id = await customer_of(desk, complaint)
    assert {await customer_of(desk, number) for number in (first, second)} == {customer_id}
    view = await file_of(desk, customer_id)
    assert {name: getattr(view, name) for name in CUSTOMER} == CUSTOMER
    assert view.counts == {"complaint": 1, "repair": 2}
    shown = [(row.number, row.kind, row.recorded_at, row.satisfied) for row in view.requests.rows]
    assert shown == [
        (complaint, "complaint", monday, None),
        (first, "repair", monday, True),
        (second, "repair", day, False),
    ]
    works = {row.number: {work.step: work for work in row.work} for row in view.requests.rows}
    done = [(works[each]["repaired"].by, works[each]["repaired"].at) for each in (first, second)]
    assert done == [("liu", monday), ("ma", day)]
    contents = [works[each]["repaired"].records["content"] for each in (first, second)]
    assert contents == ["更换温控器", "更换电源线"]
    assert [row.done_by for row in view.requests.rows] == [[], ["liu"], ["ma"]]
    rated = {row.number: (row.ratings, row.remarks) for row in view.requests.rows}
    assert rated[first] == (GOOD, "师傅很细心")
    assert view.requests.rows[0].form["content"] == FEEDBACK["content"]


@pytest.mark.rule("PC-07")
async def test_what_comes_of_a_complaint_stands_in_the_file(desk: Desk) -> None:
    await desk.at("09:00", day=MONDAY)
    number = await feedback(desk, "serious")
    await takes(desk, number, ("mei", "measures", MEASURES), ("li", "verified"))
    await call_back(desk, number, ratings={"satisfaction": 4})
    [row] = (await file_of(desk, await customer_of(desk, number))).requests.rows
    work = {each.step: (each.by, each.records) for each in row.work}
    assert work["measures"] == ("mei", MEASURES)
    assert (row.satisfied, row.severity, row.state) == (True, "serious", "archived")


@pytest.mark.rule("PC-07")
async def test_every_customer_has_one_file_and_blanks_are_filled_in(desk: Desk) -> None:
    bare = {name: value for name, value in FEEDBACK.items() if name not in ("address", "fax")}
    number = await desk.record("feedback", bare, severity="minor", channel="phone")
    customer_id = await customer_of(desk, number)
    view = await file_of(desk, customer_id)
    assert (view.name, view.phone, view.address, view.fax) == (CUSTOMER["name"], CUSTOMER["phone"], None, None)
    again = await feedback(desk, "minor", phone="138 1234 8000")
    assert await customer_of(desk, again) == customer_id
    view = await file_of(desk, customer_id)
    assert (view.address, view.fax) == (CUSTOMER["address"], CUSTOMER["fax"])
    assert (view.counts, len(view.requests.rows)) == ({"complaint": 2}, 2)
    other = await feedback(desk, "minor", phone="13600000000")
    assert await customer_of(desk, other) != customer_id


@pytest.mark.rule("PC-07")
async def test_a_repair_needs_an_address_to_go_to(desk: Desk) -> None:
    form = {"name": "张伟", "phone": "13812348000", "product": "电饭煲DF-30", "problem": "不加热"}
    refused = await desk.refuses("li", RecordRequest(line="repair", form=form, channel="phone"), status=422)
    assert set(refused.errors) == {"form.address"}


@pytest.mark.rule("PC-07")
async def test_personal_data_is_for_those_allowed_and_every_reading_is_logged(desk: Desk) -> None:
    number = await feedback(desk, "minor")
    customer_id = await customer_of(desk, number)
    masked = await file_of(desk, customer_id, personal=False)
    assert masked.masked
    assert {name for name in CUSTOMER if getattr(masked, name) == CUSTOMER[name]} == set()
    assert masked.counts == {"complaint": 1}
    [found] = (await desk.ask("li", ListCustomers(phone=CUSTOMER["phone"]))).rows
    assert (found.customer_id, found.masked) == (customer_id, True)
    assert (await desk.ask("wang", CustomerReadings(customer_id=customer_id))).rows == []

    whole = GetCustomer(customer_id=customer_id, personal=True, purpose=PURPOSE)
    assert (await file_of(desk, customer_id, by="zhang", personal=False)).masked
    await desk.refuses("zhang", whole, status=403)
    for by in ("mei", "fu"):
        await desk.refuses(by, whole, status=403)
        await desk.refuses(by, GetCustomer(customer_id=customer_id), status=403)
    untold = GetCustomer(customer_id=customer_id, personal=True)
    assert set((await desk.refuses("li", untold, status=422)).errors) == {"purpose"}

    at = await desk.at("10:00")
    for by in ("li", "liu"):
        assert not (await file_of(desk, customer_id, by=by)).masked
    await desk.stack.settle()
    log = (await desk.ask("wang", CustomerReadings(customer_id=customer_id))).rows
    assert [(row.actor, row.purpose, row.at) for row in log] == [("li", PURPOSE, at), ("liu", PURPOSE, at)]
    await desk.refuses("li", CustomerReadings(customer_id=customer_id), status=403)


@pytest.mark.rule("PC-07")
async def test_a_long_file_is_read_page_by_page(desk: Desk) -> None:
    start = await desk.at("09:00", day=MONDAY)
    numbers = []
    for hour in range(3):
        await desk.stack.set_clock(start + hour * HOUR)
        numbers.append(await repaired(desk, "liu", f"第{hour + 1}次维修"))
    customer_id = await customer_of(desk, numbers[0])
    first = await desk.ask("li", GetCustomer(customer_id=customer_id, limit=2))
    rest = await desk.ask("li", GetCustomer(customer_id=customer_id, limit=2, cursor=first.requests.next))
    assert [[row.number for row in page.requests.rows] for page in (first, rest)] == [numbers[:2], numbers[2:]]
    assert first.counts == rest.counts == {"repair": 3}
