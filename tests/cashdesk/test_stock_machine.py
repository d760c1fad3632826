"""Random commands on goods, sent twice, out of order, with crashes between commits: every serial stays in one place."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from chassis.ids import new_id
from contracts import cashdesk as c
from contracts.base import ChargeDue
from contracts.cashdesk import SerialRange, StockAmount
from contracts.intake import RequestCancelled
from contracts.playbook import Playbooks
from services.cashdesk.domain.stock import held_by
from services.cashdesk.domain.stock_ranges import of_numbers, write_ranges
from services.cashdesk.main import definition
from services.cashdesk.tables.stock import stock_moves, stock_units
from tests.cashdesk.conftest import confirmed
from tests.cashdesk.goods import PEOPLE
from tests.harness import SITE, Desk, Refused, make_desk

SERIES = "A{4}"
_BOOKS = Playbooks({SITE: "telecom-hall"})
CLERKS = ("li", "wang")
clerks = st.sampled_from(CLERKS)
numbers = st.frozensets(st.integers(1, 12), min_size=1, max_size=4)
yes = st.booleans()


def spans(of: frozenset[int]) -> list[SerialRange]:
    return write_ranges(of_numbers(SERIES, of))


def amount(of: frozenset[int]) -> StockAmount:
    return StockAmount(type="sim", count=len(of), serials=spans(of))


@dataclass
class Model:
    """What should be where: ``claim`` is the offer, charge or difference that keeps a piece."""

    place: dict[int, str] = field(default_factory=dict)
    claim: dict[int, str] = field(default_factory=dict)
    charge_of: dict[int, str] = field(default_factory=dict)

    def free(self, of: frozenset[int], place: str, also: str = "") -> bool:
        return all(self.place.get(n) == place and self.claim.get(n, also) == also for n in of)

    def keep(self, of: frozenset[int], claim: str) -> None:
        self.claim |= dict.fromkeys(of, claim)

    def let_go(self, claim: str) -> frozenset[int]:
        gone = frozenset(n for n, by in self.claim.items() if by == claim)
        for number in gone:
            del self.claim[number]
        return gone

    def move(self, of: frozenset[int], place: str) -> None:
        self.place |= dict.fromkeys(of, place)


@dataclass
class Sale:
    number: str
    charge_id: str
    quantity: int
    state: str = "open"


class StockMachine(RuleBasedStateMachine):
    offers = Bundle("offers")
    sales = Bundle("sales")
    differences = Bundle("differences")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory(prefix="stock")
        self.desk: Desk = self.runner.run(self._open())
        self.model = Model()
        self.sold = 0
        self.last: tuple[str, Any, str, Any] | None = None

    async def _open(self) -> Desk:
        """The service on the file, as after a start."""
        path = Path(self.folder.name) / "cashdesk.db"
        desk = await make_desk(definition, f"sqlite+aiosqlite:///{path}", _BOOKS)
        for actor, (name, role) in PEOPLE.items():
            desk.staff(actor, name=name, roles=[role], department="hall")
        return desk

    def teardown(self) -> None:
        self.runner.run(self.desk.close())
        self.runner.close()
        self.folder.cleanup()

    def send(self, actor: str, command: Any, *, allowed: bool) -> Any:
        """Send it; it must be answered as the model foretells."""
        command_id = new_id()
        answer = self.runner.run(self._answer(actor, command, command_id))
        assert isinstance(answer, str) != allowed, f"{command} by {actor}: {answer}"
        self.last = (actor, command, command_id, answer)
        return answer if allowed else None

    async def _answer(self, actor: str, command: Any, command_id: str) -> Any:
        """The result, or the refusal as text."""
        try:
            return await self.desk.send(actor, command, command_id=command_id)
        except Refused as refused:
            return str(refused)

    @initialize(shares=st.tuples(st.integers(1, 5), st.integers(1, 5)))
    def morning(self, shares: tuple[int, int]) -> None:
        """Both clerks have cards, and some are left in the store."""
        self.receive(frozenset(range(1, 12)))
        first, second = frozenset(range(1, 1 + shares[0])), frozenset(range(6, 6 + shares[1]))
        for clerk, of in zip(CLERKS, (first, second), strict=True):
            command = c.IssueStock(to=clerk, lines=[amount(of)])
            self.answer(self._offered(command, "ku", of, "store", held_by(clerk)), "receiver")

    @rule()
    def crash(self) -> None:
        """The process dies between two commits and starts anew on its database."""
        self.runner.run(self.desk.close())
        self.desk = self.runner.run(self._open())

    @rule()
    def last_command_again(self) -> None:
        """The same id: the same answer, no second effect."""
        if self.last is None:
            return
        actor, command, command_id, answer = self.last
        again = self.runner.run(self._answer(actor, command, command_id))
        assert again == answer

    @rule(of=numbers)
    def receive(self, of: frozenset[int]) -> None:
        allowed = all(self.model.place.get(n, "difference") in ("difference", "returned") for n in of)
        self.send("ku", c.ReceiveStock(goods=amount(of), supplier="Factory"), allowed=allowed)
        if allowed:
            self.model.move(of, "store")

    def apt(self, of: frozenset[int], place: str, most: int | None = None) -> frozenset[int]:
        """As many that are there and free, so that most commands find something to do; now and
        then, and when there are none, ``of`` itself."""
        there = sorted(n for n, at in self.model.place.items() if at == place and n not in self.model.claim)
        return of if min(of) % 4 == 1 else frozenset(there[: most or len(of)]) or of

    def _offered(self, command: Any, giver: str, of: frozenset[int], source: str, target: str) -> Any:
        allowed = self.model.free(of, source)
        receipt = self.send(giver, command, allowed=allowed)
        if not allowed:
            return ("none", frozenset(), giver, "li", target)
        self.model.keep(of, receipt.offer_id)
        return (receipt.offer_id, of, giver, command.to, target)

    @rule(target=offers, to=clerks, of=numbers)
    def issue(self, to: str, of: frozenset[int]) -> Any:
        of = self.apt(of, "store")
        return self._offered(c.IssueStock(to=to, lines=[amount(of)]), "ku", of, "store", held_by(to))

    @rule(target=offers, giver=clerks, of=numbers)
    def give_back(self, giver: str, of: frozenset[int]) -> Any:
        of = self.apt(of, held_by(giver))
        return self._offered(c.ReturnStock(to="ku", lines=[amount(of)]), giver, of, held_by(giver), "store")

    @rule(target=offers, giver=clerks, of=numbers)
    def hand_over(self, giver: str, of: frozenset[int]) -> Any:
        to = "wang" if giver == "li" else "li"
        return self._offered(c.HandOverStock(to=to, lines=[amount(of)]), giver, of, held_by(giver), held_by(to))

    @rule(offer=consumes(offers), right=st.sampled_from(["receiver", "receiver", "other", "miscounted", "declined"]))
    def answer(self, offer: Any, right: str) -> None:
        offer_id, of, giver, to, target = offer
        if offer_id == "none":
            return
        if right == "declined":
            self.send(to, c.DeclineStock(offer_id=offer_id, reason="no"), allowed=True)
            self.model.let_go(offer_id)
            return
        counted = of if right != "miscounted" else of ^ {13}
        actor = to if right != "other" else giver
        self.send(actor, c.ConfirmStock(offer_id=offer_id, counted=[amount(counted)]), allowed=right == "receiver")
        if right == "receiver":
            self.model.let_go(offer_id)
            self.model.move(of, target)
        else:
            self.send(giver, c.DeclineStock(offer_id=offer_id, reason="counted wrong"), allowed=True)
            self.model.let_go(offer_id)

    @rule(target=sales, quantity=st.integers(1, 3), cancelled_before=st.sampled_from([False, False, False, True]))
    def ask_for_cards(self, quantity: int, cancelled_before: bool) -> Sale:
        """The confirmed request arrives twice, or after its cancellation."""
        self.sold += 1
        number = f"HQ-20261121-{self.sold:04d}"
        event = confirmed(number, [ChargeDue(name="cards", item="sim_card", quantity=quantity)])
        event_id = new_id()
        if cancelled_before:
            self._cancel(number)
        for _ in range(2):
            self.runner.run(self.desk.event(event, event_id=event_id))
        raised = self.desk.take(c.ChargeRaised)
        assert len(raised) == (0 if cancelled_before else 1)
        return Sale(number, raised[0].charge_id if raised else "none", quantity, "void" if cancelled_before else "open")

    def _cancel(self, number: str) -> None:
        self.runner.run(self.desk.event(RequestCancelled(number=number, line="card_sale", reason="no")))

    @rule(sale=sales, clerk=clerks, of=numbers, paid=yes)
    def sell(self, sale: Sale, clerk: str, of: frozenset[int], paid: bool) -> None:
        """Name the cards, with the payment or before it; the new ones replace those named before."""
        if sale.charge_id == "none":
            return
        of = self.apt(of, held_by(clerk), sale.quantity)
        right = len(of) == sale.quantity and sale.state == "open"
        allowed = right and self.model.free(of, held_by(clerk), also=sale.charge_id)
        if paid:
            command: Any = c.TakePayment(charge_id=sale.charge_id, method="wechat", serials=spans(of))
        else:
            command = c.SellStock(charge_id=sale.charge_id, serials=spans(of))
        self.send(clerk, command, allowed=allowed)
        if allowed:
            self.model.let_go(sale.charge_id)
            if paid:
                self._is_sold(sale, of)
            else:
                self.model.keep(of, sale.charge_id)

    @rule(sale=sales, clerk=clerks)
    def pay(self, sale: Sale, clerk: str) -> None:
        if sale.charge_id == "none":
            return
        named = frozenset(n for n, by in self.model.claim.items() if by == sale.charge_id)
        allowed = sale.state == "open" and len(named) == sale.quantity
        self.send(clerk, c.TakePayment(charge_id=sale.charge_id, method="wechat"), allowed=allowed)
        if allowed:
            self._is_sold(sale, self.model.let_go(sale.charge_id))

    def _is_sold(self, sale: Sale, of: frozenset[int]) -> None:
        sale.state = "sold"
        self.model.move(of, "customer")
        self.model.charge_of |= dict.fromkeys(of, sale.charge_id)

    @rule(sale=sales, clerk=clerks, of=numbers, cancelled=yes)
    def change_of_mind(self, sale: Sale, clerk: str, of: frozenset[int], cancelled: bool) -> None:
        """Cards are named, then others instead, or the sale is cancelled."""
        self.sell(sale, clerk, of, paid=False)
        if cancelled:
            self.cancel(sale)
        else:
            self.sell(sale, clerk, of, paid=False)

    @rule(sale=sales)
    def cancel(self, sale: Sale) -> None:
        self._cancel(sale.number)
        if sale.state == "open":
            sale.state = "void"
            self.model.let_go(sale.charge_id)

    @rule(sale=sales, of=numbers)
    def bring_back(self, sale: Sale, of: frozenset[int]) -> None:
        if sale.charge_id == "none":
            return
        allowed = all(
            self.model.place.get(n) == "customer" and self.model.charge_of.get(n) == sale.charge_id for n in of
        )
        command = c.TakeBackStock(charge_id=sale.charge_id, serials=spans(of), count=len(of), reason="Faulty")
        self.send("li", command, allowed=allowed)
        if allowed:
            self.model.move(of, "returned")

    @rule(target=differences, holder=st.sampled_from([*CLERKS, None]), of=numbers)
    def miss(self, holder: str | None, of: frozenset[int]) -> Any:
        place = held_by(holder) if holder else "store"
        of = self.apt(of, place)
        allowed = self.model.free(of, place)
        command = c.RecordStockDifference(holder=holder, missing=amount(of), reason="Not there")
        receipt = self.send("ku", command, allowed=allowed)
        if allowed:
            self.model.keep(of, receipt.difference_id)
        return (receipt.difference_id if allowed else "none", of)

    @rule(difference=consumes(differences), approved=yes)
    def decide(self, difference: Any, approved: bool) -> None:
        difference_id, of = difference
        if difference_id == "none":
            return
        command = c.DecideStockDifference(difference_id=difference_id, approved=approved)
        self.send("ku", command, allowed=False)
        self.send("chen", command, allowed=True)
        self.model.let_go(difference_id)
        if approved:
            self.model.move(of, "difference")

    @invariant()
    def each_serial_is_in_exactly_one_place(self) -> None:
        places, logged = self.runner.run(self._read())
        assert {n: place for n, (place, _) in places.items()} == self.model.place
        assert {n: claim.split(":")[1] for n, (_, claim) in places.items() if claim} == self.model.claim
        assert logged == self.model.place

    @invariant()
    def issued_is_sold_and_returned_and_held_and_missing(self) -> None:
        view = self.runner.run(self.desk.ask("sun", c.StockAccount()))
        assert all(row.balanced for row in view.rows), view
        held = {row.person: row.held.count for row in view.rows}
        for clerk in CLERKS:
            assert held.get(clerk, 0) == sum(place == held_by(clerk) for place in self.model.place.values())

    async def _read(self) -> tuple[dict[int, tuple[str, str | None]], dict[int, str]]:
        """Place and claim by number, and where the log says that each was brought last."""
        async with self.desk.database.read() as store:
            units = await store.rows(select(stock_units))
            moves = await store.rows(select(stock_moves).order_by(stock_moves.c.id))
        logged: dict[int, str] = {}
        for move in moves:
            for number in range(move.first, move.last + 1):
                assert logged.get(number, "supplier") == move.source, f"{number} was not at {move.source}"
                logged[number] = move.target
        return {unit.number: (unit.place, unit.claim) for unit in units}, logged


def test_no_card_is_lost_or_doubled_whatever_happens() -> None:
    run_state_machine_as_test(StockMachine, settings=settings(max_examples=10, stateful_step_count=50, deadline=None))
