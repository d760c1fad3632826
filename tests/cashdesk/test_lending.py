"""Keys, badges, documents: lent and returned with two signatures, overdue, lost."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from contracts import cashdesk as c
from contracts.roster import HandoverOpened
from tests.cashdesk.goods import Hall
from tests.harness import START, Desk, Refused

DUE = START + timedelta(hours=8)


@pytest.fixture
async def hall(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    hall = await Hall.make(desk_for)
    await hall.send("ku", c.RegisterItem(item="safe_key", kind="key", title="Key of the safe"))
    return hall


async def offer(hall: Hall, to: str = "li") -> str:
    command = c.LendItem(item="safe_key", to=to, due_at=DUE, purpose="Cash count")
    return str((await hall.send("ku", command)).loan_id)


async def lend(hall: Hall, to: str = "li") -> str:
    loan_id = await offer(hall, to)
    await hall.send(to, c.AcceptItem(loan_id=loan_id))
    return loan_id


async def key(hall: Hall) -> tuple[str, str | None, bool]:
    row = (await hall.desk.ask("li", c.ListItems())).rows[0]
    return row.state, row.holder, row.overdue


async def test_a_thing_is_lent_when_both_have_signed(hall: Hall) -> None:
    loan_id = await offer(hall)
    assert await key(hall) == ("offered", None, False)
    with pytest.raises(Refused, match="for 'li'"):
        await hall.send("wang", c.AcceptItem(loan_id=loan_id))
    with pytest.raises(Refused, match="'safe_key' is offered"):
        await offer(hall, "wang")
    await hall.send("li", c.AcceptItem(loan_id=loan_id))
    assert await key(hall) == ("lent", "li", False)
    with pytest.raises(Refused, match="lent, with 'li'"):
        await offer(hall, "wang")


async def test_a_return_needs_both_signatures_and_never_one_for_both(hall: Hall) -> None:
    loan_id = await lend(hall, "chen")
    with pytest.raises(Refused, match="this loan is lent; the borrower signs the return"):
        await hall.send("ku", c.ConfirmItemReturn(loan_id=loan_id))
    await hall.send("chen", c.ReturnItem(loan_id=loan_id))
    for actor, says in (("chen", "whoever borrowed it"), ("li", "lends nothing")):
        with pytest.raises(Refused, match=says):
            await hall.send(actor, c.ConfirmItemReturn(loan_id=loan_id))
    await hall.send("cang", c.ConfirmItemReturn(loan_id=loan_id, condition="Scratched"))
    [back] = hall.desk.take(c.ItemReturned)
    assert (back.borrower, back.taken_by, back.condition) == ("chen", "cang", "Scratched")
    assert await key(hall) == ("in", None, False)
    history = (await hall.desk.ask("ku", c.ListLoans(item="safe_key"))).rows
    assert [(row.state, row.lender, row.borrower, row.ended_by) for row in history] == [
        ("returned", "ku", "chen", "cang")
    ]
    hall.desk.clock.set(DUE + timedelta(hours=1))
    await hall.desk.fire_due()
    assert hall.desk.take(c.ItemOverdue) == []


async def test_an_offer_may_be_declined_by_both(hall: Hall) -> None:
    for decliner in ("li", "ku"):
        loan_id = await offer(hall)
        await hall.send(decliner, c.DeclineItem(loan_id=loan_id, reason="Not needed"))
        with pytest.raises(Refused, match="this loan is declined; it is over"):
            await hall.send("li", c.AcceptItem(loan_id=loan_id))
    assert await key(hall) == ("in", None, False)


async def test_what_is_not_back_in_time_is_told_until_it_is(hall: Hall) -> None:
    loan_id = await lend(hall)
    hall.desk.clock.set(DUE - timedelta(seconds=1))
    await hall.desk.fire_due()
    assert hall.desk.take(c.ItemOverdue) == []
    hall.desk.clock.set(DUE)
    await hall.desk.fire_due()
    [late] = hall.desk.take(c.ItemOverdue)
    assert {each.actor for each in late.recipients} == {"li", "ku", "chen", "deng"}
    hall.desk.clock.set(DUE + timedelta(hours=24))
    assert await key(hall) == ("lent", "li", True)
    await hall.desk.fire_due()
    assert len(hall.desk.take(c.ItemOverdue)) == 1
    await hall.send("li", c.ReturnItem(loan_id=loan_id))
    await hall.send("ku", c.ConfirmItemReturn(loan_id=loan_id))
    hall.desk.clock.set(DUE + timedelta(hours=48))
    await hall.desk.fire_due()
    assert hall.desk.take(c.ItemOverdue) == []


async def test_a_loss_is_decided_by_neither_borrower_nor_reporter(hall: Hall) -> None:
    loan_id = await lend(hall)
    await hall.send("li", c.ReportItemLost(loan_id=loan_id, reason="Fell into the drain"))
    with pytest.raises(Refused, match="roles that do: hall_manager"):
        await hall.send("chen", c.DecideItemLost(loan_id=loan_id, approved=True))
    await hall.send("sun", c.DecideItemLost(loan_id=loan_id, approved=False, note="Search again"))
    assert await key(hall) == ("lent", "li", False)
    await hall.send("li", c.ReportItemLost(loan_id=loan_id, reason="Really gone"))
    await hall.send("sun", c.DecideItemLost(loan_id=loan_id, approved=True))
    assert await key(hall) == ("lost", None, False)
    with pytest.raises(Refused, match="is lost"):
        await offer(hall)
    await hall.send("ku", c.ConfirmItemReturn(loan_id=loan_id, condition="Found"))
    assert await key(hall) == ("in", None, False)


async def test_a_loss_is_not_decided_by_the_manager_who_borrowed_it(hall: Hall) -> None:
    loan_id = await lend(hall, "sun")
    await hall.send("ku", c.ReportItemLost(loan_id=loan_id, reason="Not back"))
    with pytest.raises(Refused, match="whoever borrowed it or reported it"):
        await hall.send("sun", c.DecideItemLost(loan_id=loan_id, approved=True))


async def test_what_cannot_be_lent_is_refused(hall: Hall) -> None:
    for change, status, says in (
        ({"item": "no_key"}, 404, "nothing called 'no_key'"),
        ({"to": "ku"}, 422, "somebody else"),
        ({"to": "nobody"}, 404, "not registered"),
        ({"due_at": START}, 422, "later than now"),
        ({"due_at": START + timedelta(days=31)}, 422, "lent for 4w2d at most"),
    ):
        command = c.LendItem(item="safe_key", to="li", due_at=DUE, purpose="Count").model_copy(update=change)
        with pytest.raises(Refused, match=says) as refused:
            await hall.send("ku", command)
        assert refused.value.status == status
    with pytest.raises(Refused, match="lends nothing"):
        await hall.send("li", c.RegisterItem(item="other", kind="key", title="Other"))
    with pytest.raises(Refused, match="already"):
        await hall.send("ku", c.RegisterItem(item="safe_key", kind="key", title="Other"))
    with pytest.raises(Refused, match="no kind 'car'"):
        await hall.send("ku", c.RegisterItem(item="car", kind="car", title="Car"))


async def test_what_is_lent_stands_in_the_borrowers_handover(hall: Hall) -> None:
    loan_id = await lend(hall)
    await hall.desk.event(HandoverOpened(handover_id="h-1", post="counter_1", outgoing="li", shift_id="s-1"))
    [report] = hall.desk.take(c.CashdeskHandoverReported)
    assert [(item.kind, item.reference, item.due_at) for item in report.items] == [("item", loan_id, DUE)]
