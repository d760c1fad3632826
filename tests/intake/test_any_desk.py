"""Responsibility and the stocktake hold on any desk, whatever its lines are. Rules IR-01, IR-03."""

from datetime import timedelta

import pytest

from contracts.intake import (
    AcceptTransfer,
    AddNote,
    IntakeHandoverReported,
    LatestStocktake,
    ListRequests,
    OwnershipMoved,
    RecordRequest,
    StocktakeTaken,
    TransferRequest,
)
from contracts.roster import HandoverOpened
from tests.harness import START, Refused
from tests.intake.cases import case, case_desk, complaint, repair, wish
from tests.intake.samples import DeskFor, later


@pytest.mark.rule("IR-01")
async def test_first_contact_is_responsible_until_a_named_colleague_accepts(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    numbers = [
        (await desk.send("li", command)).number for command in (case(), complaint(), repair(), wish(), wish(known=True))
    ]
    waiting, *_, answered = numbers
    for actor in ("zhao", "chen"):
        with pytest.raises(Refused):
            await desk.send(actor, AcceptTransfer(number=waiting))
    with pytest.raises(Refused):
        await desk.send("zhao", TransferRequest(number=waiting, to="zhao"))
    await desk.send("li", TransferRequest(number=waiting, to="zhao"))
    assert not desk.take(OwnershipMoved)
    assert [row.number for row in (await desk.ask("li", ListRequests(owner="li"))).rows] == numbers[:-1]
    await desk.send("zhao", AcceptTransfer(number=waiting))
    assert [(event.previous, event.owner) for event in desk.take(OwnershipMoved)] == [("li", "zhao")]
    with pytest.raises(Refused, match="archived"):
        await desk.send("li", TransferRequest(number=answered, to="zhao"))
    await desk.event(HandoverOpened(handover_id="h", shift_id="s", post="front", outgoing="zhao"))
    (report,) = desk.take(IntakeHandoverReported)
    assert [(item.number, item.state) for item in report.items] == [(waiting, "incomplete")]


@pytest.mark.rule("IR-03")
async def test_every_open_item_of_any_line_is_in_the_daily_stocktake(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    await desk.run_start()
    report = RecordRequest(line="report", form={"unit": "floor", "content": "all well"})
    commands = (case(), case(confirmed=False), complaint(), repair(), wish(), report)
    numbers = [(await desk.send("li", command)).number for command in commands]
    await desk.send("li", wish(known=True))
    await desk.send("zhao", AddNote(number=numbers[0], text="asked for the card"))
    later(desk, days=1)
    await desk.send("zhao", AddNote(number=numbers[2], text="called the shop"))
    half_past_seven = START.replace(hour=19, minute=30) + timedelta(days=1)
    desk.clock.set(half_past_seven)
    await desk.fire_due()
    taken = desk.take(StocktakeTaken)[-1]
    quiet = [number for number in numbers if number != numbers[2]]
    assert (taken.total, taken.flagged, taken.flagged_total) == (len(numbers), quiet, len(quiet))
    view = await desk.ask("li", LatestStocktake())
    assert [(row.number, row.owner, row.last_note) for row in view.rows[:3]] == [
        (numbers[0], "li", "asked for the card"),
        (numbers[1], "li", None),
        (numbers[2], "li", "called the shop"),
    ]
    assert {row.age_seconds for row in view.rows} == {int((half_past_seven - START).total_seconds())}
