"""Security deposits: taken, given back, kept by two people, corrected; the ledger owes what is held."""

from collections.abc import Awaitable, Callable

import pytest

from contracts import cashdesk as c
from contracts.intake import RequestCancelled
from contracts.roster import HandoverOpened
from services.cashdesk.domain import movements as book
from services.cashdesk.domain.ledger import deposit_account, position
from services.cashdesk.domain.security_deposits import part_of
from tests.cashdesk.conftest import NUMBER, yuan
from tests.cashdesk.hall import Hall, hall_at
from tests.harness import Desk, Refused


class Holding(Hall):
    """Short words for deposits; all cash is Li's."""

    async def take(self, amount: str = "300.00", method: str = "cash", **links: str) -> c.SecurityDepositReceipt:
        received = yuan(amount) if method == "cash" else None
        command = c.TakeSecurityDeposit(
            purpose="trial phone", method=method, amount=yuan(amount), received=received, **links
        )
        receipt: c.SecurityDepositReceipt = await self.desk.send("li", command)
        return receipt

    async def give_back(
        self, deposit_id: str, amount: str | None = None, *, actor: str = "li", reference: str | None = None
    ) -> c.SecurityDepositReceipt:
        part = None if amount is None else yuan(amount)
        command = c.ReturnSecurityDeposit(deposit_id=deposit_id, amount=part, reference=reference)
        receipt: c.SecurityDepositReceipt = await self.desk.send(actor, command)
        return receipt

    async def ask_to_keep(self, deposit_id: str, amount: str | None = None, *, actor: str = "li") -> c.KeepReceipt:
        part = None if amount is None else yuan(amount)
        command = c.KeepSecurityDeposit(deposit_id=deposit_id, amount=part, name="damage", reason="scratched")
        receipt: c.KeepReceipt = await self.desk.send(actor, command)
        return receipt

    async def decide(self, keep_id: str, granted: bool = True, *, actor: str = "chen") -> c.KeepReceipt:
        receipt: c.KeepReceipt = await self.desk.send(actor, c.DecideSecurityDeposit(keep_id=keep_id, granted=granted))
        return receipt

    async def row(self, deposit_id: str) -> c.SecurityDepositRow:
        page = await self.desk.ask("li", c.ListSecurityDeposits(deposit_id=deposit_id))
        (row,) = page.rows
        assert isinstance(row, c.SecurityDepositRow)
        return row

    async def correct(self, account: str) -> None:
        await self.desk.send("sun", c.CorrectEntry(entry_id=await self.entry(account), reason="wrong"))

    async def entry(self, account: str) -> str:
        page = await self.desk.ask("chen", c.ListEntries(account=account))
        return str(page.rows[-1].entry_id)


@pytest.fixture
async def hall(desk_for: Callable[..., Awaitable[Desk]]) -> Holding:
    hall = Holding((await hall_at(desk_for)).desk)
    await hall.open()
    return hall


async def test_cash_is_held_for_the_customer_and_given_back_in_parts(hall: Holding) -> None:
    wants = c.TakeSecurityDeposit(
        purpose="trial phone",
        method="cash",
        amount=yuan("300"),
        received=yuan("400"),
        number=NUMBER,
        customer="张伟",
        phone="138 1234 8000",
    )
    taken = await hall.desk.send("li", wants)
    assert (taken.state, taken.held, taken.change) == ("open", yuan("300"), yuan("100"))
    event = hall.desk.take(c.SecurityDepositTaken)[0]
    assert (event.customer, event.phone, event.number, event.taken_by) == ("张*", "138****8000", NUMBER, "li")
    account = deposit_account(taken.deposit_id)
    balances = await hall.balances()
    assert (balances["drawer:counter_1"], balances[account]) == ("500.00", "-300.00")

    part = await hall.give_back(taken.deposit_id, "120")
    assert (part.state, part.held) == ("open", yuan("180"))
    ended = await hall.give_back(taken.deposit_id)
    assert (ended.state, ended.held) == ("ended", yuan("0"))
    assert [each.amount for each in hall.desk.take(c.SecurityDepositReturned)] == [yuan("120"), yuan("180")]
    balances = await hall.balances()
    assert balances["drawer:counter_1"] == "200.00"
    assert account not in balances
    row = await hall.row(taken.deposit_id)
    assert (row.returned, row.held, row.customer, row.phone) == (yuan("300"), yuan("0"), "张*", "138****8000")
    with pytest.raises(Refused, match="nothing is held"):
        await hall.give_back(taken.deposit_id)


async def test_keeping_takes_two_people_and_becomes_revenue(hall: Holding) -> None:
    taken = await hall.take()
    asked = await hall.ask_to_keep(taken.deposit_id, "50")
    assert hall.desk.take(c.SecurityDepositKeepRequested)[0].approver_roles == ["duty_manager", "hall_manager"]
    with pytest.raises(Refused, match="does not decide whether") as clerk:
        await hall.decide(asked.keep_id, actor="li")
    assert clerk.value.status == 403
    with pytest.raises(Refused, match=r"250.* is free"):
        await hall.give_back(taken.deposit_id, "300")
    assert (await hall.decide(asked.keep_id)).state == "kept"
    event = hall.desk.take(c.SecurityDepositKept)[0]
    assert (event.amount, event.held, event.applicant, event.by) == (yuan("50"), yuan("250"), "li", "chen")
    with pytest.raises(Refused, match="already kept"):
        await hall.decide(asked.keep_id, actor="deng")
    assert (await hall.give_back(taken.deposit_id)).state == "ended"
    balances = await hall.balances()
    assert (balances["revenue:damage"], balances["drawer:counter_1"]) == ("-50.00", "250.00")
    row = await hall.row(taken.deposit_id)
    assert (row.kept, row.returned, [keep.state for keep in row.keeps]) == (yuan("50"), yuan("250"), ["kept"])


async def test_an_approver_does_not_decide_on_an_application_of_their_own(hall: Holding) -> None:
    taken = await hall.take()
    asked = await hall.ask_to_keep(taken.deposit_id, actor="chen")
    with pytest.raises(Refused, match="ask another approver"):
        await hall.decide(asked.keep_id, actor="chen")
    refused = await hall.decide(asked.keep_id, granted=False, actor="deng")
    assert refused.state == "refused"
    assert hall.desk.take(c.SecurityDepositKeepRefused)[0].held == yuan("300")
    assert (await hall.give_back(taken.deposit_id)).held == yuan("0")
    assert "revenue:damage" not in await hall.balances()


async def test_never_more_than_was_taken(hall: Holding) -> None:
    taken = await hall.take("100")
    await hall.ask_to_keep(taken.deposit_id, "60")
    with pytest.raises(Refused, match=r"40.* is free") as more:
        await hall.ask_to_keep(taken.deposit_id, "41")
    assert more.value.slug == "not-enough-held"
    await hall.give_back(taken.deposit_id, "40")
    with pytest.raises(Refused, match="waits for a decision"):
        await hall.give_back(taken.deposit_id)
    with pytest.raises(Refused, match="above zero"):
        await hall.give_back(taken.deposit_id, "0")


async def test_cash_leaves_an_open_drawer_that_holds_enough(hall: Holding) -> None:
    taken = await hall.take()
    with pytest.raises(Refused, match="has none open") as closed:
        await hall.give_back(taken.deposit_id, actor="chen")
    assert closed.value.slug == "no-open-drawer"
    await hall.desk.send("wang", c.OpenDrawer(drawer="counter_2", counted=yuan("10"), reason="first day"))
    with pytest.raises(Refused, match="does not hold enough") as empty:
        await hall.give_back(taken.deposit_id, actor="wang")
    assert empty.value.slug == "not-enough-cash"
    with pytest.raises(Refused, match="neither gives back nor keeps"):
        await hall.give_back(taken.deposit_id, actor="qian")
    await hall.give_back(taken.deposit_id, "10", actor="wang")
    assert "drawer:counter_2" not in await hall.balances()


async def test_other_methods_go_back_by_reference(hall: Holding) -> None:
    taken = await hall.take(method="wechat", reference="W-1")
    with pytest.raises(Refused, match="goes back the same way") as silent:
        await hall.give_back(taken.deposit_id)
    assert list(silent.value.errors) == ["reference"]
    await hall.give_back(taken.deposit_id, reference="W-2", actor="chen")
    assert hall.desk.take(c.SecurityDepositReturned)[0].reference == "W-2"
    assert "bank:wechat" not in await hall.balances()


async def test_money_is_taken_by_the_rules_of_a_payment(hall: Holding) -> None:
    with pytest.raises(Refused, match="does not take 'shells'"):
        await hall.take(method="shells")
    with pytest.raises(Refused, match="above zero"):
        await hall.take("0")
    with pytest.raises(Refused, match="not a phone number"):
        await hall.take(phone="none")
    with pytest.raises(Refused, match="nothing called 'trial_phone'"):
        await hall.take(item="trial_phone")
    cash = c.TakeSecurityDeposit(purpose="x", method="cash", amount=yuan("5"), received=yuan("5"))
    with pytest.raises(Refused) as closed:
        await hall.desk.send("wang", cash)
    assert closed.value.slug == "no-open-drawer"
    with pytest.raises(Refused, match="does not take money"):
        await hall.desk.send("qian", cash)
    assert (await hall.desk.ask("li", c.ListSecurityDeposits())).rows == []


async def test_none_is_taken_for_a_cancelled_request(hall: Holding) -> None:
    await hall.desk.event(RequestCancelled(number=NUMBER, line="cards", reason="changed their mind"))
    with pytest.raises(Refused, match="was cancelled"):
        await hall.take(number=NUMBER)


async def test_what_is_held_is_found_by_its_links(hall: Holding) -> None:
    await hall.desk.send("deng", c.RegisterItem(item="trial_phone_3", kind="key", title="Trial phone"))
    first = await hall.take(item="trial_phone_3")
    second = await hall.take(number=NUMBER)
    await hall.give_back(second.deposit_id)
    found = {
        "item": c.ListSecurityDeposits(item="trial_phone_3"),
        "number": c.ListSecurityDeposits(number=NUMBER),
        "open": c.ListSecurityDeposits(state="open"),
        "page": c.ListSecurityDeposits(cursor=first.deposit_id, limit=1),
    }
    ids = {name: [row.deposit_id for row in (await hall.desk.ask("li", q)).rows] for name, q in found.items()}
    one, two = [first.deposit_id], [second.deposit_id]
    assert ids == {"item": one, "number": two, "open": one, "page": two}


async def test_corrections_go_backwards_from_the_last_step(hall: Holding) -> None:
    taken = await hall.take()
    account = deposit_account(taken.deposit_id)
    first = await hall.entry(account)
    await hall.give_back(taken.deposit_id, "100")
    with pytest.raises(Refused, match="was given back or kept"):
        await hall.desk.send("sun", c.CorrectEntry(entry_id=first, reason="wrong"))
    await hall.correct(account)
    assert (await hall.row(taken.deposit_id)).held == yuan("300")
    asked = await hall.ask_to_keep(taken.deposit_id)
    with pytest.raises(Refused, match="waits for a decision"):
        await hall.desk.send("sun", c.CorrectEntry(entry_id=first, reason="wrong"))
    await hall.decide(asked.keep_id)
    await hall.correct("revenue:damage")
    row = await hall.row(taken.deposit_id)
    assert (row.state, row.held, row.keeps[0].state) == ("open", yuan("300"), "corrected")
    await hall.desk.send("sun", c.CorrectEntry(entry_id=first, reason="wrong"))
    row = await hall.row(taken.deposit_id)
    assert (row.state, row.held) == ("corrected", yuan("0"))
    balances = await hall.balances()
    assert balances["drawer:counter_1"] == "200.00"
    assert [name for name in balances if name.startswith(("deposit:", "revenue:"))] == []
    with pytest.raises(Refused, match="corrected away"):
        await hall.give_back(taken.deposit_id)


async def test_a_deposit_is_the_desks_and_needs_no_handover(hall: Holding) -> None:
    await hall.take(method="wechat", reference="W-1")
    opened = HandoverOpened(handover_id="h1", shift_id="s1", outgoing="li", post="counter")
    await hall.desk.event(opened)
    (report,) = hall.desk.take(c.CashdeskHandoverReported)
    assert [item.kind for item in report.items] == ["drawer"]


async def test_cash_deposits_are_part_of_the_takings(hall: Holding) -> None:
    await hall.take()
    slip = await hall.draw("300")
    assert (slip.expected, slip.difference) == (yuan("300"), yuan("0"))


def test_the_movements_of_a_deposit_leave_nothing_owed() -> None:
    lines = [
        *book.take_deposit("drawer:front", 300, "d", "cash").postings,
        *book.return_deposit("drawer:front", 250, "d", "cash").postings,
        *book.keep_deposit(50, "d", "damage", "scratched").postings,
    ]
    accounts = ("deposit:d", "drawer:front", "revenue:damage")
    assert [position(lines, account) for account in accounts] == [0, 50, -50]


def test_all_that_is_free_is_meant_where_no_amount_is_named() -> None:
    assert part_of(None, held=300, asked=100, currency="CNY") == 200
