"""A clerk hands the takings to the collector with a deposit slip under the duty manager's eyes. Rule TH-06."""

from itertools import permutations

import pytest

from contracts.cashdesk import (
    CorrectEntry,
    DecideDifference,
    DepositSlipChanged,
    DepositSlipCompleted,
    DepositSlipSigned,
    DifferenceDecided,
    DifferenceOpened,
    DrawDepositSlip,
    GetDepositSlip,
    HandOverCash,
    ListDepositSlips,
    ListDifferences,
    ListEntries,
    RecountDepositSlip,
    SignDepositSlip,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.takings import balances, cash, drawn, opened, paid, signed, yuan


@pytest.fixture
async def hall(desk: Desk) -> Desk:
    """Li has taken 45 in cash beside a float of 200."""
    await opened(desk, "li", "counter_1", "200")
    await paid(desk, "li", "45")
    return desk


@pytest.mark.everywhere
@pytest.mark.rule("TH-06")
async def test_three_signatures_bring_the_takings_to_the_collector(hall: Desk) -> None:
    slip = await drawn(hall, "li", "45")
    for who, left in (("chen", ["clerk", "collector"]), ("li", ["collector"]), ("qian", [])):
        assert (await balances(hall))["drawer:counter_1"] == "245.00"
        slip = await signed(hall, who, slip)
        assert slip.missing == left
    found = await balances(hall)
    assert (found["drawer:counter_1"], found["holder:qian"]) == ("200.00", "45.00")
    done = await hall.event(DepositSlipCompleted)
    assert (done.clerk, done.collector, done.witness) == ("li", "qian", "chen")
    assert (done.counted, done.difference) == (yuan("45"), yuan("0"))
    view = await hall.ask("chen", GetDepositSlip(slip_id=slip.slip_id))
    assert [(each.part, each.name, each.void) for each in view.signatures] == [
        ("witness", "陈静", False),
        ("clerk", "李敏", False),
        ("collector", "钱进", False),
    ]
    assert {each.figures for each in view.signatures} == {view.figures}


@pytest.mark.rule("TH-06")
@pytest.mark.parametrize("order", list(permutations(("li", "qian", "chen")))[1:4])
async def test_the_order_of_the_signatures_does_not_matter(hall: Desk, order: tuple[str, ...]) -> None:
    slip = await drawn(hall, "li", "45")
    for who in order:
        slip = await signed(hall, who, slip)
    assert slip.state == "completed"
    assert [each.by for each in await hall.events(DepositSlipSigned)] == list(order)


@pytest.mark.rule("TH-06")
async def test_an_amount_that_is_not_the_ledgers_is_recorded_with_a_reason_and_approved_by_another(hall: Desk) -> None:
    refused = await hall.refuses("li", DrawDepositSlip(kinds=cash("40")), status=422)
    assert set(refused.errors) == {"reason"}
    assert "45" not in str(refused)
    slip = await drawn(hall, "li", "40", reason="找零差错")
    assert slip.difference == yuan("-5")
    for who in ("li", "qian", "chen"):
        await signed(hall, who, slip)
    found = await balances(hall)
    assert (found["holder:qian"], found["drawer:counter_1"], found["difference"]) == ("40.00", "200.00", "5.00")
    opened_one = await hall.event(DifferenceOpened)
    assert (opened_one.amount, opened_one.reason, opened_one.counted_by) == (yuan("-5"), "找零差错", "li")
    decide = DecideDifference(difference_id=opened_one.difference_id, approved=True)
    await hall.refuses("li", decide, status=403)
    await hall.does("sun", decide)
    await hall.refuses("deng", decide, status=409, says="already approved, by 'sun'")
    assert (await hall.event(DifferenceDecided)).by == "sun"
    row = (await hall.ask("chen", ListDifferences())).rows[0]
    assert (row.state, row.decided_by, row.reason) == ("approved", "sun", "找零差错")


@pytest.mark.rule("TH-06")
async def test_a_figure_that_changes_after_a_signature_voids_it(hall: Desk) -> None:
    slip = await drawn(hall, "li", "45")
    await signed(hall, "li", slip)
    await signed(hall, "chen", slip)
    again = await hall.does("li", RecountDepositSlip(slip_id=slip.slip_id, kinds=cash("44"), reason="少一元"))
    assert (await hall.event(DepositSlipChanged)).voided == ["chen", "li"]
    stale = SignDepositSlip(slip_id=slip.slip_id, revision=slip.revision)
    await hall.refuses("qian", stale, status=409, says="figures have changed")
    for who in ("qian", "chen"):
        await signed(hall, who, again)
    assert await hall.events(DepositSlipCompleted) == []
    assert (await signed(hall, "li", again)).state == "completed"


@pytest.mark.rule("TH-06")
async def test_a_correction_of_the_ledger_voids_the_signatures_too(hall: Desk) -> None:
    slip = await drawn(hall, "li", "45")
    await signed(hall, "qian", slip)
    entry = (await hall.ask("sun", ListEntries(account="drawer:counter_1"))).rows[-1]
    await hall.does("sun", CorrectEntry(entry_id=entry.entry_id, reason="实为微信收款"))
    changed = await hall.event(DepositSlipChanged)
    assert (changed.voided, changed.because, changed.expected) == (["qian"], "corrected", yuan("0"))
    for revision in (1, 2):
        await hall.refuses("chen", SignDepositSlip(slip_id=slip.slip_id, revision=revision), status=409)


@pytest.mark.rule("TH-06")
async def test_nobody_signs_twice_and_nobody_else_signs(hall: Desk) -> None:
    slip = await drawn(hall, "li", "45")
    sign = SignDepositSlip(slip_id=slip.slip_id, revision=slip.revision)
    await hall.does("qian", sign)
    await hall.refuses("qian", sign, status=409, says="three people sign")
    await hall.refuses("wang", sign, status=403)
    await hall.refuses("sun", sign, status=403)
    waiting = await hall.ask("chen", ListDepositSlips(waits_for="chen"))
    assert [row.slip_id for row in waiting.rows] == [slip.slip_id]
    assert (await hall.ask("chen", ListDepositSlips(waits_for="qian"))).rows == []


@pytest.mark.rule("TH-06")
async def test_takings_do_not_reach_the_collector_from_hand_to_hand(hall: Desk) -> None:
    await hall.refuses("li", HandOverCash(to="qian", amount=yuan("45")), status=409, says="deposit slip")
    assert (await balances(hall))["drawer:counter_1"] == "245.00"
