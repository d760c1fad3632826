"""Approvals: one after the other or all at once, all or any, delegated, refused, decided once."""

import asyncio

import pytest

from contracts.dispatch import (
    ApprovalDelegated,
    ApprovalGranted,
    ApprovalRefused,
    ApprovalRequested,
    ApprovalWithdrawn,
    DecideApproval,
    DelegateApproval,
    OrderEnded,
)
from tests.dispatch.desk import REPAIR, order, states, step
from tests.dispatch.lines import line, refusal, request, work_step

BOTH = ["desk_manager", "general_manager"]


@pytest.fixture
def asked(desk_of):
    """A desk on which 'wang' has asked for the approval, and what was announced as asked."""

    async def make(**rule):
        approval = {"name": "plan", "by": BOTH, **rule}
        desk = await desk_of(
            {"repair": line({"name": "planned", "by": ["department"], "approval": approval}, work_step())}
        )
        desk.staff("ning", roles=BOTH, department="management")
        await desk.event(request(desk))
        await desk.send("wang", step(REPAIR, "planned"))
        return desk, desk.take(ApprovalRequested)

    return make


def grant(asked: ApprovalRequested, granted: bool = True, note: str | None = None) -> DecideApproval:
    return DecideApproval(approval_id=asked.approval_id, granted=granted, note=note)


async def approvals(desk) -> list[tuple[str, str]]:
    return [(a.approver_role, a.state) for a in (await order(desk, REPAIR)).approvals]


async def test_all_are_asked_at_once_and_all_must_agree(asked):
    desk, [first, second] = await asked()
    assert [first.approver_role, second.approver_role] == BOTH
    assert [r.actor for r in second.recipients] == ["boss", "ning"]
    await desk.send("boss", grant(second))
    assert states(await order(desk, REPAIR))["done"] == "waiting"
    await desk.send("mei", grant(first))
    assert states(await order(desk, REPAIR))["done"] == "ready"


async def test_in_a_sequence_the_next_is_asked_after_the_one_before(asked):
    desk, [first] = await asked(order="sequence")
    assert first.approver_role == "desk_manager"
    await desk.send("mei", grant(first))
    [second] = desk.take(ApprovalRequested)
    assert (second.approver_role, second.applicant) == ("general_manager", "wang")
    assert states(await order(desk, REPAIR))["done"] == "waiting"
    await desk.send("boss", grant(second))
    assert states(await order(desk, REPAIR))["done"] == "ready"


async def test_one_is_enough_where_any_is_and_the_others_are_withdrawn(asked):
    desk, [first, second] = await asked(need="any")
    await desk.send("mei", grant(first))
    [withdrawn] = desk.take(ApprovalWithdrawn)
    assert (withdrawn.approval_id, withdrawn.approver_role) == (second.approval_id, "general_manager")
    assert await approvals(desk) == [("desk_manager", "granted"), ("general_manager", "withdrawn")]
    problem = await refusal(desk.send("boss", grant(second)))
    assert (problem.status, problem.errors["approval_id"]) == (409, "withdrawn")
    assert states(await order(desk, REPAIR))["done"] == "ready"


@pytest.mark.parametrize("sequence", ["parallel", "sequence"])
async def test_any_is_refused_only_when_nobody_is_left_to_agree(asked, sequence):
    desk, requested = await asked(need="any", order=sequence)
    await desk.send("mei", grant(requested[0], granted=False))
    requested += desk.take(ApprovalRequested)
    assert states(await order(desk, REPAIR))["planned"] == "done"
    await desk.send("boss", grant(requested[1], granted=False))
    assert len(desk.take(ApprovalRefused)) == 2
    assert states(await order(desk, REPAIR))["planned"] == "ready"


async def test_a_refusal_opens_the_step_again_and_nobody_else_need_decide(asked):
    desk, [first, second] = await asked()
    await desk.send("mei", grant(first, granted=False))
    assert [w.approval_id for w in desk.take(ApprovalWithdrawn)] == [second.approval_id]
    assert states(await order(desk, REPAIR))["planned"] == "ready"
    assert (await refusal(desk.send("boss", grant(second)))).status == 409
    await desk.send("wang", step(REPAIR, "planned"))
    assert len(desk.take(ApprovalRequested)) == 2


async def test_a_refusal_may_end_the_order(asked):
    desk, [first, second] = await asked(on_refusal="end")
    await desk.send("mei", grant(first, granted=False, note="超出权限"))
    [ended] = desk.take(OrderEnded)
    assert (ended.step, ended.reason) == ("planned", "超出权限")
    assert (await order(desk, REPAIR)).state == "ended"
    assert await approvals(desk) == [("desk_manager", "refused"), ("general_manager", "withdrawn")]
    assert (await refusal(desk.send("boss", grant(second)))).status == 409


async def test_nobody_decides_for_two_of_the_roles(asked):
    desk, [first, second] = await asked()
    await desk.send("ning", grant(first))
    problem = await refusal(desk.send("ning", grant(second)))
    assert (problem.status, problem.slug) == (403, "two-people")
    assert await approvals(desk) == [("desk_manager", "granted"), ("general_manager", "requested")]
    await desk.send("boss", grant(second))


async def test_a_named_colleague_decides_instead(asked):
    desk, [first, _] = await asked()
    delegated = {"approval_id": first.approval_id, "reason": "外出"}
    await desk.send("mei", DelegateApproval(to="zhou", **delegated))
    [event] = desk.take(ApprovalDelegated)
    assert (event.by, event.to, event.name) == ("mei", "zhou", "plan")
    assert (await order(desk, REPAIR)).approvals[0].delegate == "zhou"
    assert (await refusal(desk.send("mei", grant(first)))).status == 403
    await desk.send("zhou", grant(first))
    assert desk.take(ApprovalGranted)[0].by == "zhou"


@pytest.mark.parametrize(
    ("actor", "to", "status", "field"),
    [
        ("li", "zhou", 403, "approval_id"),
        ("wang", "zhou", 403, "approval_id"),
        ("mei", "wang", 422, "to"),
        ("mei", "mei", 422, "to"),
        ("mei", "nobody", 404, "to"),
        ("mei", "boss", 422, "to"),
    ],
)
async def test_what_may_not_be_delegated(asked, actor, to, status, field):
    desk, [first, second] = await asked()
    await desk.send("boss", grant(second))
    command = DelegateApproval(approval_id=first.approval_id, to=to, reason="外出")
    problem = await refusal(desk.send(actor, command))
    assert (problem.status, field in problem.errors) == (status, True)
    assert desk.take(ApprovalDelegated) == []
    assert (await order(desk, REPAIR)).approvals[0].delegate is None


async def test_some_approvals_are_decided_in_person(asked):
    desk, [first, _] = await asked(delegate=False)
    problem = await refusal(desk.send("mei", DelegateApproval(approval_id=first.approval_id, to="zhou", reason="外出")))
    assert problem.status == 409


async def test_of_two_managers_at_once_exactly_one_decides(asked):
    desk, [first] = await asked(by=["desk_manager"])
    answers = await asyncio.gather(
        desk.send("mei", grant(first)), desk.send("ning", grant(first, granted=False)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert [problem.status for problem in refused] == [409]
    assert len(desk.take(ApprovalGranted)) + len(desk.take(ApprovalRefused)) == 1
