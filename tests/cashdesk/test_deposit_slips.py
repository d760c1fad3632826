"""The deposit slip: a blind count, three signatures under the same figures, and the ledger moves. Rule TH-06."""

from collections.abc import Awaitable, Callable
from itertools import permutations

import pytest

from contracts import cashdesk as c
from contracts.roster import HandoverOpened
from tests.cashdesk.conftest import yuan
from tests.cashdesk.hall import Hall, hall_at
from tests.harness import Desk, Refused

SIGNERS = ("li", "qian", "chen")


@pytest.fixture
async def hall(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    """Li has opened a drawer with 200 and taken 45 in cash."""
    hall = await hall_at(desk_for)
    await hall.open(counted="200.00")
    await hall.pay("li", await hall.charge("45.00"), received="50.00")
    return hall


@pytest.mark.parametrize("order", list(permutations(SIGNERS)))
async def test_three_sign_in_any_order_and_the_takings_are_the_collectors(hall: Hall, order: tuple[str, ...]) -> None:
    slip = await hall.draw("45.00")
    assert (slip.expected, slip.counted, slip.difference) == (yuan("45"), yuan("45"), yuan("0"))
    for signer in order:
        assert (await hall.balances())["drawer:counter_1"] == "245.00"
        slip = await hall.sign(signer, slip)
    assert (slip.state, slip.missing) == ("completed", [])
    balances = await hall.balances()
    assert (balances["drawer:counter_1"], balances["holder:qian"]) == ("200.00", "45.00")
    assert [e.by for e in hall.desk.take(c.DepositSlipSigned)] == list(order)
    done = hall.desk.take(c.DepositSlipCompleted)[0]
    assert (done.clerk, done.collector, done.witness, done.counted) == ("li", "qian", "chen", yuan("45"))
    entry = (await hall.desk.ask("chen", c.ListEntries(account="holder:qian"))).rows[0]
    assert entry.actor == "li"


async def test_the_count_is_blind_and_a_difference_needs_a_reason(hall: Hall) -> None:
    with pytest.raises(Refused) as refused:
        await hall.draw("44.00")
    assert "reason" in refused.value.errors
    assert "45" not in refused.value.detail
    slip = await hall.draw("44.00", reason="wrong change")
    for signer in SIGNERS:
        slip = await hall.sign(signer, slip)
    balances = await hall.balances()
    assert (balances["drawer:counter_1"], balances["holder:qian"], balances["difference"]) == (
        "200.00",
        "44.00",
        "1.00",
    )
    opened = hall.desk.take(c.DifferenceOpened)[0]
    assert (opened.kind, opened.amount, opened.counted_by, opened.reason) == (
        "deposit_slip",
        yuan("-1"),
        "li",
        "wrong change",
    )
    assert {each.actor for each in opened.recipients} == {"chen", "deng", "sun"}


async def test_a_recount_voids_the_signatures(hall: Hall) -> None:
    slip = await hall.draw("44.00", reason="wrong change")
    await hall.sign("li", slip)
    await hall.sign("qian", slip)
    again = await hall.desk.send("li", c.RecountDepositSlip(slip_id=slip.slip_id, kinds=cash("45.00")))
    assert (again.revision, again.missing) == (2, ["clerk", "collector", "witness"])
    changed = hall.desk.take(c.DepositSlipChanged)[0]
    assert (changed.voided, changed.because) == (["li", "qian"], "recounted")
    with pytest.raises(Refused, match="figures have changed") as stale:
        await hall.sign("chen", slip)
    assert stale.value.slug == "figures-changed"
    for signer in SIGNERS:
        again = await hall.sign(signer, again)
    assert again.state == "completed"
    view = await hall.desk.ask("chen", c.GetDepositSlip(slip_id=slip.slip_id))
    assert [(s.actor, s.revision, s.void) for s in view.signatures] == [
        ("li", 1, True),
        ("qian", 1, True),
        ("li", 2, False),
        ("qian", 2, False),
        ("chen", 2, False),
    ]
    assert {s.figures for s in view.signatures if not s.void} == {view.figures}


async def test_a_recount_to_the_same_figures_changes_nothing(hall: Hall) -> None:
    slip = await hall.draw("45.00")
    await hall.sign("li", slip)
    again = await hall.desk.send("li", c.RecountDepositSlip(slip_id=slip.slip_id, kinds=cash("45.00")))
    assert again.revision == 1
    assert hall.desk.take(c.DepositSlipChanged) == []
    assert (await hall.sign("chen", again)).missing == ["collector"]


async def test_a_correction_of_the_ledger_changes_the_figures_and_voids_the_signatures(hall: Hall) -> None:
    slip = await hall.draw("45.00")
    await hall.sign("li", slip)
    await hall.sign("chen", slip)
    entry_id = await hall.entry_of("drawer:counter_1")
    await hall.desk.send("sun", c.CorrectEntry(entry_id=entry_id, reason="paid by card"))
    changed = hall.desk.take(c.DepositSlipChanged)[0]
    assert (changed.voided, changed.because, changed.expected) == (["chen", "li"], "corrected", yuan("0"))
    with pytest.raises(Refused, match="figures have changed"):
        await hall.sign("qian", slip)
    stale = slip.model_copy(update={"revision": 2})
    with pytest.raises(Refused, match="without a reason"):
        await hall.sign("qian", stale)
    again = await hall.desk.send(
        "li", c.RecountDepositSlip(slip_id=slip.slip_id, kinds=cash("45.00"), reason="found too much")
    )
    for signer in SIGNERS:
        again = await hall.sign(signer, again)
    assert (await hall.balances())["difference"] == "-45.00"


async def test_nobody_signs_twice_and_only_who_has_a_part(hall: Hall) -> None:
    slip = await hall.draw("45.00")
    await hall.sign("qian", slip)
    for signer, status, says in (
        ("qian", 409, "signed already"),
        ("qi", 409, "'qian' has signed as collector"),
        ("wang", 403, "does not sign"),
        ("sun", 403, "does not sign"),
    ):
        with pytest.raises(Refused, match=says) as refused:
            await hall.sign(signer, slip)
        assert refused.value.status == status


async def test_a_duty_manager_does_not_witness_an_own_slip(hall: Hall) -> None:
    await hall.desk.send("chen", c.OpenDrawer(drawer="counter_2", counted=yuan("0")))
    await hall.pay("chen", await hall.charge("10.00", number="HQ-20261121-0002"), received="10.00")
    slip = await hall.desk.send("chen", c.DrawDepositSlip(kinds=cash("10.00")))
    await hall.sign("qian", slip)
    assert (await hall.sign("chen", slip)).missing == ["witness"]
    assert (await hall.sign("deng", slip)).state == "completed"


async def test_cheques_are_handed_in_with_the_cash(hall: Hall) -> None:
    await hall.pay("li", await hall.charge("300.00", number="HQ-20261121-0002"), "cheque")
    assert (await hall.balances())["taken:cheque:li"] == "300.00"
    kinds = [*cash("45.00"), c.CountedKind(kind="cheque", counted=yuan("300"))]
    slip = await hall.desk.send("li", c.DrawDepositSlip(kinds=kinds))
    for signer in SIGNERS:
        slip = await hall.sign(signer, slip)
    balances = await hall.balances()
    assert (balances["bank:cheque"], balances.get("taken:cheque:li")) == ("300.00", None)


@pytest.mark.parametrize(
    ("kinds", "path"),
    [
        ([c.CountedKind(kind="wechat", counted=yuan("1"))], "kinds.0.kind"),
        ([c.CountedKind(kind="cash", counted=yuan("45"))] * 2, "kinds.1.kind"),
        ([c.CountedKind(kind="cash", counted=yuan("-1"))], "kinds.0.counted"),
        (
            [c.CountedKind(kind="cash", counted=yuan("45"), notes=[c.NoteCount(value=yuan("20"), count=2)])],
            "kinds.0.counted",
        ),
    ],
)
async def test_a_count_that_cannot_be_is_refused(hall: Hall, kinds: list[c.CountedKind], path: str) -> None:
    with pytest.raises(Refused) as refused:
        await hall.desk.send("li", c.DrawDepositSlip(kinds=kinds))
    assert list(refused.value.errors) == [path]


async def test_cash_on_a_slip_is_not_given_away_and_keeps_the_drawer_open(hall: Hall) -> None:
    slip = await hall.draw("45.00")
    with pytest.raises(Refused, match="not already offered"):
        await hall.desk.send("li", c.HandOverCash(to="wang", amount=yuan("200.01")))
    with pytest.raises(Refused, match="not complete"):
        await hall.close(counted="245.00")
    with pytest.raises(Refused, match="not complete"):
        await hall.draw("45.00")
    await hall.desk.send("li", c.CancelDepositSlip(slip_id=slip.slip_id, reason="customer waits"))
    with pytest.raises(Refused, match="already cancelled"):
        await hall.sign("qian", slip)
    assert (await hall.draw("45.00")).revision == 1


async def test_takings_reach_the_collector_by_slip_only(hall: Hall) -> None:
    with pytest.raises(Refused, match="deposit slip") as refused:
        await hall.desk.send("li", c.HandOverCash(to="qian", amount=yuan("45")))
    assert refused.value.slug == "deposit-slip"


async def test_what_comes_in_after_the_count_waits_for_the_next_slip(hall: Hall) -> None:
    slip = await hall.draw("45.00")
    await hall.pay("li", await hall.charge("30.00", number="HQ-20261121-0002"), received="30.00")
    for signer in SIGNERS:
        slip = await hall.sign(signer, slip)
    assert (await hall.balances())["drawer:counter_1"] == "230.00"
    assert (await hall.draw("30.00")).difference == yuan("0")


async def test_who_has_to_sign_finds_the_slip_and_hands_it_over(hall: Hall) -> None:
    slip = await hall.draw("45.00")
    await hall.sign("qian", slip)
    for person, waits in (("li", True), ("qian", False), ("qi", False), ("chen", True), ("wang", False)):
        rows = (await hall.desk.ask("chen", c.ListDepositSlips(waits_for=person))).rows
        assert bool(rows) is waits, person
        opened = HandoverOpened(handover_id=f"h-{person}", shift_id="s", post="counter_1", outgoing=person)
        await hall.desk.event(opened, actor=person)
        kinds = [item.kind for item in hall.desk.take(c.CashdeskHandoverReported)[0].items]
        assert ("deposit_slip" in kinds) is waits, person


def cash(counted: str) -> list[c.CountedKind]:
    return [c.CountedKind(kind="cash", counted=yuan(counted))]
