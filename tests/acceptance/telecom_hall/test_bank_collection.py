"""Before the bank collects, every clerk on duty has handed in; who has not is named. Rule TH-07."""

import pytest

from contracts.cashdesk import BankDepositMade, CollectionMissing, DepositAtBank, GetHandIns, WitnessPutAway
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.handing import at_work
from tests.acceptance.telecom_hall.takings import balances, drawn, handed_in, opened, paid, signed, yuan


@pytest.fixture
async def hall(desk: Desk) -> Desk:
    """Li and Wang have takings, Zhao has an open drawer and none. The collection lies ahead."""
    await desk.fresh_day()
    shifts = {"li": "counter_1", "wang": "counter_2", "zhao": "counter_3"}
    await at_work(desk, {clerk: (counter, "09:00", "19:00") for clerk, counter in shifts.items()})
    for clerk, counter in shifts.items():
        await opened(desk, clerk, counter, "200")
    await paid(desk, "li", "45")
    await paid(desk, "wang", "60")
    return desk


@pytest.mark.rule("TH-07")
async def test_who_has_not_handed_in_is_named_in_time(hall: Desk) -> None:
    await handed_in(hall, "li", "45")
    states = {row.actor: (row.state, row.on_duty) for row in (await hall.ask("chen", GetHandIns())).rows}
    assert states == {"li": ("handed_in", True), "wang": ("missing", True), "zhao": ("nothing", True)}
    for number, (before, time) in enumerate((("15:29:59", "15:30"), ("15:59:59", "16:00"), ("16:29:59", "16:30"))):
        await hall.at(before)
        assert len(await hall.events(CollectionMissing)) == number
        await hall.at(time)
        named = (await hall.events(CollectionMissing))[number]
        assert (named.names, [each.actor for each in named.missing]) == (["王芳"], ["wang"])
        assert named.due_at == await hall.at("16:30" if time == "16:30" else time) if named.last else not named.last
        assert {each.actor for each in named.recipients} == {"qian", "chen", "deng"}
    assert len(await hall.events(CollectionMissing)) == 3


@pytest.mark.rule("TH-07")
async def test_a_slip_without_its_signatures_is_not_handed_in(hall: Desk) -> None:
    await handed_in(hall, "wang", "60")
    slip = await drawn(hall, "li", "45")
    await signed(hall, "li", slip)
    await hall.at("16:00")
    named = await hall.events(CollectionMissing)
    assert [each.names for each in named] == [["李敏"], ["李敏"]]
    assert (named[0].missing[0].state, named[0].missing[0].waits_for) == ("waiting", ["collector", "witness"])
    for who in ("qian", "chen"):
        await signed(hall, who, slip)
    await hall.at("16:31")
    assert len(await hall.events(CollectionMissing)) == 2


@pytest.mark.rule("TH-07")
async def test_nobody_is_named_when_all_have_handed_in(hall: Desk) -> None:
    await handed_in(hall, "li", "45")
    await handed_in(hall, "wang", "60")
    await hall.at("16:31")
    assert await hall.events(CollectionMissing) == []


@pytest.mark.rule("TH-07")
async def test_the_bank_collects_what_collector_and_duty_manager_have_counted(hall: Desk) -> None:
    await handed_in(hall, "li", "45")
    await hall.refuses("qian", DepositAtBank(amount=yuan("45.01"), reference="ICBC-1"), status=409)
    await hall.refuses("li", DepositAtBank(amount=yuan("1"), reference="ICBC-1"), status=403)
    put = await hall.does("qian", DepositAtBank(amount=yuan("45"), reference="ICBC-1"))
    witness = WitnessPutAway(put_away_id=put.put_away_id, counted=yuan("45"))
    await hall.refuses("qian", witness, status=403)
    short = WitnessPutAway(put_away_id=put.put_away_id, counted=yuan("44"))
    await hall.refuses("chen", short, status=409, says="the cash stays with 'qian'")
    await hall.does("chen", witness)
    made = await hall.event(BankDepositMade)
    assert (made.collector, made.witness, made.amount, made.reference) == ("qian", "chen", yuan("45"), "ICBC-1")
    found = await balances(hall)
    assert found["bank:cash"] == "45.00"
    assert "holder:qian" not in found
