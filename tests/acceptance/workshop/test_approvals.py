"""Approvals: one after the other, all at once, any of them; handed on, refused, asked for and decided by whom."""

import asyncio

from contracts.dispatch import (
    ApprovalDelegated,
    ApprovalGranted,
    ApprovalRequested,
    ApprovalWithdrawn,
    DecideApproval,
    DelegateApproval,
    OrderEnded,
    TakeStep,
)
from contracts.intake import GetRequest
from contracts.problems import Problem
from tests.acceptance.desk import Desk
from tests.acceptance.workshop.shop import order, takes

STEPS = {"sequence": "applied", "both": "asked_both", "any": "asked_any"}


async def applied(desk: Desk, way: str, *, by: str = "mu") -> str:
    """A purchase somebody has applied for; its number."""
    number = await desk.record("purchase", {"what": "举升机", "way": way})
    await takes(desk, number, by, STEPS[way])
    return number


async def asked(desk: Desk, number: str) -> dict[str, str]:
    """The open approvals, by the role asked."""
    approvals = (await order(desk, number)).approvals
    return {each.approver_role: each.approval_id for each in approvals if each.state == "requested"}


def decide(approval_id: str, granted: bool = True, note: str | None = None) -> DecideApproval:
    return DecideApproval(approval_id=approval_id, granted=granted, note=note)


async def states(desk: Desk, number: str) -> list[tuple[str, str]]:
    return [(each.approver_role, each.state) for each in (await order(desk, number)).approvals]


def buy(number: str) -> TakeStep:
    return TakeStep(number=number, step="bought")


async def test_one_after_the_other(desk: Desk) -> None:
    number = await applied(desk, "sequence")
    for role, who, other in (
        ("bench_master", "bao", "kuai"),
        ("accountant", "kuai", "bao"),
        ("director", "chang", "li"),
    ):
        open_now = await asked(desk, number)
        assert list(open_now) == [role]
        requested = (await desk.events(ApprovalRequested, number))[-1]
        assert (requested.applicant, who in {r.actor for r in requested.recipients}) == ("mu", True)
        await desk.refuses("mu", buy(number), status=409, says="approval.chain")
        await desk.refuses(other, decide(open_now[role]), status=403)
        await desk.does(who, decide(open_now[role]))
    await desk.does("mu", buy(number))
    assert [g.by for g in await desk.events(ApprovalGranted, number)] == ["bao", "kuai", "chang"]


async def test_the_applicant_never_decides_and_is_not_asked(desk: Desk) -> None:
    number = await applied(desk, "sequence", by="bao")
    requested = await desk.event(ApprovalRequested, number)
    assert (requested.approver_role, requested.recipients) == ("bench_master", [])
    await desk.refuses("bao", decide(requested.approval_id), status=403, says="applied for")
    handed = DelegateApproval(approval_id=requested.approval_id, to="mei", reason="我申请的")
    await desk.refuses("bao", handed, status=403, says="applied for")


async def test_nobody_decides_twice(desk: Desk) -> None:
    number = await applied(desk, "sequence")
    first = (await asked(desk, number))["bench_master"]
    await desk.does("bao", decide(first))
    await desk.refuses("bao", decide(first), status=409, says="already granted by bao")
    await desk.refuses("bao", decide(first, granted=False), status=409)
    second = (await asked(desk, number))["accountant"]
    handed = DelegateApproval(approval_id=second, to="bao", reason="请代批")
    await desk.refuses("kuai", handed, status=422, says="for another role already")


async def test_a_refusal_opens_the_step_again_and_the_chain_begins_anew(desk: Desk) -> None:
    number = await applied(desk, "sequence")
    await desk.does("bao", decide((await asked(desk, number))["bench_master"]))
    await desk.does("kuai", decide((await asked(desk, number))["accountant"], granted=False, note="太贵"))
    assert await asked(desk, number) == {}
    await desk.refuses("mu", buy(number), status=409)
    await takes(desk, number, "mu", "applied")
    assert list(await asked(desk, number)) == ["bench_master"]


async def test_handed_to_a_colleague_who_decides_alone(desk: Desk) -> None:
    number = await applied(desk, "sequence")
    approval = (await asked(desk, number))["bench_master"]
    hand = DelegateApproval(approval_id=approval, to="mei", reason="出差")
    await desk.refuses("mei", hand, status=403, says="delegated by bench_master")
    await desk.refuses("bao", hand.model_copy(update={"to": "mu"}), status=422, says="applied for it")
    await desk.refuses("bao", hand.model_copy(update={"to": "nobody"}), status=404)
    await desk.does("bao", hand)
    assert (await desk.event(ApprovalDelegated, number)).to == "mei"
    await desk.refuses("bao", decide(approval), status=403, says="decided by mei")
    await desk.does("mei", decide(approval))
    assert list(await asked(desk, number)) == ["accountant"]


async def test_what_is_decided_in_person_is_not_handed_on(desk: Desk) -> None:
    number = await applied(desk, "both")
    approval = (await asked(desk, number))["accountant"]
    hand = DelegateApproval(approval_id=approval, to="zhao", reason="出差")
    await desk.refuses("kuai", hand, status=409, says="in person")


async def test_both_are_asked_at_once_and_both_must_agree(desk: Desk) -> None:
    number = await applied(desk, "both")
    both = await asked(desk, number)
    assert set(both) == {"accountant", "director"}
    await desk.does("chang", decide(both["director"]))
    await desk.refuses("mu", buy(number), status=409, says="approval.pair")
    await desk.does("kuai", decide(both["accountant"]))
    await desk.does("mu", buy(number))


async def test_a_refusal_that_ends_closes_the_request_with_its_reason(desk: Desk) -> None:
    number = await applied(desk, "both")
    both = await asked(desk, number)
    await desk.does("kuai", decide(both["accountant"], granted=False, note="预算已用完"))
    assert (await desk.event(OrderEnded, number)).reason == "预算已用完"
    assert await states(desk, number) == [("accountant", "refused"), ("director", "withdrawn")]
    withdrawn = await desk.event(ApprovalWithdrawn, number)
    assert (withdrawn.approver_role, withdrawn.reason) == ("director", "accountant refused")
    await desk.refuses("chang", decide(both["director"]), status=409)
    await desk.refuses("mu", buy(number), status=409)
    view = await desk.ask("li", GetRequest(number=number))
    assert (view.state, view.outcome) == ("archived", "预算已用完")


async def test_one_of_them_is_enough(desk: Desk) -> None:
    number = await applied(desk, "any")
    either = await asked(desk, number)
    await desk.does("chang", decide(either["director"]))
    assert await states(desk, number) == [("accountant", "withdrawn"), ("director", "granted")]
    await desk.refuses("kuai", decide(either["accountant"], granted=False), status=409)
    await desk.does("mu", buy(number))


async def test_one_refusal_leaves_it_to_the_other_and_both_end_it(desk: Desk) -> None:
    number = await applied(desk, "any")
    either = await asked(desk, number)
    await desk.does("kuai", decide(either["accountant"], granted=False, note="不同意"))
    assert await desk.events(OrderEnded, number) == []
    await desk.refuses("mu", buy(number), status=409, says="approval.either")
    await desk.does("chang", decide(either["director"], granted=False, note="也不同意"))
    assert (await desk.event(OrderEnded, number)).reason == "也不同意"


async def test_of_two_at_once_one_decides(desk: Desk) -> None:
    """Two accountants answer at the same moment, one yes and one no; the second is told what the first decided."""
    number = await applied(desk, "any")
    approval = (await asked(desk, number))["accountant"]
    answers = await asyncio.gather(
        desk.send("kuai", decide(approval)), desk.send("zhao", decide(approval, granted=False)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert [problem.status for problem in refused] == [409]
    assert "already" in str(refused[0])
    settled = dict(await states(desk, number))
    assert settled["accountant"] in ("granted", "refused")
    decided = [
        e for e in await desk.all_events() if e.key in ("dispatch.approval.granted", "dispatch.approval.refused")
    ]
    assert len(decided) == 1


async def test_two_who_are_both_asked_agree_at_once(desk: Desk) -> None:
    number = await applied(desk, "both")
    both = await asked(desk, number)
    await asyncio.gather(desk.send("kuai", decide(both["accountant"])), desk.send("chang", decide(both["director"])))
    await desk.stack.settle()
    assert {state for _, state in await states(desk, number)} == {"granted"}
    await desk.does("mu", buy(number))
