"""What present resources cannot solve: the heads' agreement, an authority, a notice to all residents. Rule IR-08."""

import pytest

from contracts.dispatch import (
    AnswerCheck,
    ApprovalDelegated,
    ApprovalRefused,
    ApprovalRequested,
    ApprovalWithdrawn,
    CheckDue,
    DecideApproval,
    DelegateApproval,
    GetOrder,
)
from contracts.intake import (
    DeliveryFailed,
    GetNotice,
    KeepCustomer,
    ListDeliveries,
    ListUndelivered,
    PublishNotice,
    RetryDelivery,
)
from tests.acceptance.desk import Desk
from tests.acceptance.information_relay.relay import (
    COMPLAINT,
    MONDAY,
    REPAIR,
    SECOND,
    actors,
    at,
    letters,
    step,
    takes,
)

REQUEST = {"request": "申请增派两名电工"}
SUBMITTED = {"authority": "街道办", "document": "函〔2026〕18号", "measures": "已书面报送街道办，请求修复市政路灯"}
SETTLE = {"measures": "路灯已全部修复"}


async def assessed(desk: Desk, resources: str) -> str:
    """A complaint of Monday morning that takes more than customer service has."""
    await desk.at("10:00", day=MONDAY)
    number = await desk.record("complaint", COMPLAINT)
    await takes(desk, number, ("xu", "accepted"), ("xu", "assessed", {"resources": resources}))
    return number


async def asked(desk: Desk, number: str) -> dict[str, str]:
    """The newest request for agreement of each role: its id."""
    return {e.approver_role: e.approval_id for e in await desk.events(ApprovalRequested, number)}


@pytest.mark.rule("IR-08")
async def test_the_heads_of_the_desk_and_of_the_department_are_asked_at_once_and_both_must_agree(desk: Desk) -> None:
    number = await assessed(desk, "wider")
    settle = step(number, "settled", **SETTLE)
    await desk.refuses("xu", settle, status=409, says="wider_resources")
    bare = step(number, "wider_resources")
    assert set((await desk.refuses("xu", bare, status=422)).errors) == {"records.request"}
    await takes(desk, number, ("xu", "wider_resources", REQUEST))
    requested = {e.approver_role: actors(e.recipients) for e in await desk.events(ApprovalRequested, number)}
    assert requested == {"desk_manager": {"wang"}, "customer_service_head": {"ke"}}

    by_role = await asked(desk, number)
    desks, departments = by_role["desk_manager"], by_role["customer_service_head"]
    await desk.refuses("xu", DecideApproval(approval_id=desks, granted=True), status=403, says="applied for")
    await desk.refuses("wang", DecideApproval(approval_id=departments, granted=True), status=403)
    await desk.does("wang", DecideApproval(approval_id=desks, granted=True))
    await desk.refuses("wang", DecideApproval(approval_id=desks, granted=False), status=409, says="already granted")
    await desk.refuses("xu", settle, status=409, says="approval.wider_resources")
    await desk.does("ke", DecideApproval(approval_id=departments, granted=True, note="从物业公司调两名电工"))
    await desk.does("xu", settle)
    states = {
        (a.approver_role, a.state, a.decided_by) for a in (await desk.ask("li", GetOrder(number=number))).approvals
    }
    assert states == {("desk_manager", "granted", "wang"), ("customer_service_head", "granted", "ke")}


@pytest.mark.rule("IR-08")
async def test_one_refusal_is_enough_and_the_application_is_open_again(desk: Desk) -> None:
    number = await assessed(desk, "wider")
    await takes(desk, number, ("xu", "wider_resources", REQUEST))
    first = await asked(desk, number)
    refusal = DecideApproval(approval_id=first["customer_service_head"], granted=False, note="先用本部门的人")
    await desk.does("ke", refusal)
    assert (await desk.event(ApprovalRefused, number)).note == "先用本部门的人"
    assert (await desk.event(ApprovalWithdrawn, number)).approver_role == "desk_manager"
    late = DecideApproval(approval_id=first["desk_manager"], granted=True)
    await desk.refuses("wang", late, status=409, says="withdrawn")
    await desk.refuses("xu", step(number, "settled", **SETTLE), status=409, says="wider_resources")

    await takes(desk, number, ("yan", "wider_resources", REQUEST))
    second = await asked(desk, number)
    assert set(second.values()).isdisjoint(first.values())
    await desk.does("ke", DecideApproval(approval_id=second["customer_service_head"], granted=True))
    handed = DelegateApproval(approval_id=second["desk_manager"], to="zhou", reason="外出")
    await desk.does("wang", handed)
    assert (await desk.event(ApprovalDelegated, number)).to == "zhou"
    decision = DecideApproval(approval_id=second["desk_manager"], granted=True)
    await desk.refuses("wang", decision, status=403)
    await desk.does("zhou", decision)
    await takes(desk, number, ("xu", "settled", SETTLE))


@pytest.mark.rule("IR-08")
async def test_what_needs_an_authority_is_submitted_in_writing_and_not_settled_without_its_answer(desk: Desk) -> None:
    number = await assessed(desk, "authority")
    settle = step(number, "settled", **SETTLE)
    await desk.refuses("xu", settle, status=409, says="authority_progress")
    await desk.refuses("xu", step(number, "wider_resources", **REQUEST), status=409, says="does not apply")
    for field in SUBMITTED:
        partly = {name: value for name, value in SUBMITTED.items() if name != field}
        problem = await desk.refuses("wang", step(number, "authority_submitted", **partly), status=422)
        assert set(problem.errors) == {f"records.{field}"}
    await desk.refuses("xu", step(number, "authority_submitted", **SUBMITTED), status=403)
    await takes(desk, number, ("wang", "authority_submitted", SUBMITTED))
    await desk.refuses("xu", settle, status=409, says="authority_progress")
    await takes(desk, number, ("li", "authority_progress", {"measures": "街道办已派工"}), ("xu", "settled", SETTLE))
    [written] = [s for s in (await desk.ask("li", GetOrder(number=number))).steps if s.name == "authority_submitted"]
    assert (written.signed_by, written.records) == ("wang", SUBMITTED)


@pytest.mark.rule("IR-08")
async def test_its_measures_and_progress_reach_all_residents_each_delivery_visible(desk: Desk) -> None:
    await desk.record("visit", REPAIR)
    silent = await desk.does("li", KeepCustomer(name="何桂兰", address="2号楼101"))
    number = await assessed(desk, "authority")
    await takes(desk, number, ("wang", "authority_submitted", SUBMITTED))
    sent = await letters(desk, number)
    assert {letter["address"] for letter in sent} == {REPAIR["phone"], COMPLAINT["phone"]}
    assert all(SUBMITTED["measures"] in letter["text"] for letter in sent)
    rows = (await desk.ask("wang", ListDeliveries(number=number))).rows
    assert sorted(row.state for row in rows) == ["delivered", "delivered", "undeliverable"]
    [lacking] = (await desk.ask("wang", ListUndelivered(number=number))).rows
    assert (lacking.recipient, lacking.channel) == (silent.customer_id, "sms")
    assert "telephone number" in str(lacking.reason)
    assert (await desk.event(DeliveryFailed, number)).recipient == silent.customer_id
    await desk.does("wang", RetryDelivery(delivery_id=lacking.delivery_id, address="13900002222"))
    assert (await desk.ask("wang", ListUndelivered(number=number))).rows == []
    assert "13900002222" in {letter["address"] for letter in await letters(desk, number)}

    await takes(desk, number, ("li", "authority_progress", {"measures": "街道办已派工"}))
    rows = (await desk.ask("wang", ListDeliveries(number=number))).rows
    assert len({row.recipient for row in rows}) == 3
    assert len([letter for letter in await letters(desk, number) if "街道办已派工" in letter["text"]]) == 2


@pytest.mark.rule("IR-08")
async def test_the_authority_is_asked_every_three_working_days_until_it_is_settled(desk: Desk) -> None:
    number = await assessed(desk, "authority")
    await takes(desk, number, ("wang", "authority_submitted", SUBMITTED))

    async def questions() -> int:
        return len([e for e in await desk.events(CheckDue, number) if e.check == "authority_answer"])

    note = "街道办：下周施工"
    for count, moment in enumerate(("2026-11-26 10:00", "2026-12-01 10:00"), 1):
        await desk.stack.set_clock(at(moment) - SECOND)
        assert await questions() == count - 1
        await desk.stack.set_clock(at(moment))
        assert await questions() == count
        assert len([letter for letter in await letters(desk, number) if note in letter["text"]]) == count - 1
        await desk.does("chen", AnswerCheck(number=number, check="authority_answer", done=True, note=note))
    assert len([letter for letter in await letters(desk, number) if note in letter["text"]]) == 2
    await takes(desk, number, ("li", "authority_progress", {"measures": "已施工"}), ("xu", "settled", SETTLE))
    await desk.stack.set_clock(at("2026-12-15 10:00"))
    assert await questions() == 2


@pytest.mark.rule("IR-08")
async def test_the_desk_publishes_a_notice_of_its_own_and_sees_whom_it_reached(desk: Desk) -> None:
    await desk.record("visit", REPAIR)
    silent = await desk.does("li", KeepCustomer(name="何桂兰", address="2号楼101"))
    number = await assessed(desk, "authority")
    notice = PublishNotice(group="residents", channel="sms", title="路灯", text="夜间请慢行", number=number)
    await desk.refuses("li", notice, status=403)
    assert "group" in (await desk.refuses("wang", notice.model_copy(update={"group": "owners"}), status=422)).errors
    receipt = await desk.does("wang", notice)
    assert (receipt.recipients, receipt.undeliverable) == (3, 1)
    view = await desk.ask("li", GetNotice(notice_id=receipt.notice_id))
    assert (view.notice.waiting, view.notice.delivered, view.notice.undeliverable) == (0, 2, 1)
    states = {row.recipient: row.state for row in view.deliveries.rows}
    assert (len(states), states[silent.customer_id]) == (3, "undeliverable")
