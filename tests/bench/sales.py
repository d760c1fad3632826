"""Sales at the counters: a request, its charge, the payment in cash, and the card that goes with it; all of it, and the
payments alone."""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from rich.progress import Progress

from chassis.ids import new_id
from contracts import subjects
from contracts.base import Command
from contracts.cashdesk import (
    ConfirmStock,
    IssueStock,
    OpenDrawer,
    ReceiveStock,
    SerialRange,
    StockAmount,
    StockOfferReceipt,
    TrialBalance,
    TrialBalanceView,
)
from contracts.envelope import COMMAND_ID, ERROR_CODE
from contracts.money import Money
from frontdesk.client import DeskClient
from tests.bench.databases import postgres_template
from tests.bench.figures import Figure
from tests.bench.installation import APART, SITE, Installation

CLERKS = ("li", "wang", "zhao")
ROLES = {**dict.fromkeys(CLERKS, "clerk"), "ku": "storekeeper", "sun": "hall_manager"}
STAFF = {actor: (actor, [role], "hall") for actor, role in ROLES.items()}
IN_FLIGHT = 256
STALLED = 60.0
WARM_UP = 300
PRICE = Money.parse("50.00 CNY")
SALE = {"line": "card_sale", "form": {"item": "recharge_50", "quantity": 1}, "confirmed": True}


class SalesBench:
    """``quick`` with fewer sales."""

    def __init__(self, progress: Progress, postgres: str | None, *, quick: bool) -> None:
        self._progress = progress
        self._postgres = postgres
        self._number = 1_500 if quick else 10_000

    async def sales(self) -> list[Figure]:
        """A process for each service on PostgreSQL; the trial balance is asked for all the while."""
        seconds, cpu, looks = await self._measure("sales", charged_before=False)
        note = (
            f"{self._number} sales from the first record_request to the last payment's answer, each with a charge, a "
            f"payment in cash and a serial sold; the ledger balanced at each of {looks} looks meanwhile"
        )
        return [
            Figure("sales scale", self._number / seconds, "sales/s", 500, note=note),
            Figure("CPU cashdesk a sale", cpu * 1000 / self._number, "ms", better="lower"),
        ]

    async def payments(self) -> list[Figure]:
        """The same with the charges raised before: the sale as the cash desk sees it."""
        seconds, cpu, looks = await self._measure("payments", charged_before=True)
        note = (
            f"{self._number} take_payment from the first command to the last answer, each a movement of cash and of a "
            f"serial; the other services close the requests on the same cores; the ledger balanced at each of {looks} "
            "looks meanwhile"
        )
        return [
            Figure("payments scale", self._number / seconds, "sales/s", 500, note=note),
            Figure("CPU cashdesk a payment", cpu * 1000 / self._number, "ms", better="lower"),
        ]

    async def _measure(self, title: str, *, charged_before: bool) -> tuple[float, float, int]:
        """Seconds, CPU seconds of cashdesk's process meanwhile, and how often the ledger was looked at."""
        assert self._postgres is not None
        task = self._progress.add_task(title, total=self._number + WARM_UP)
        with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as name:
            template = await postgres_template(self._postgres)
            async with Installation(Path(name), template, APART, "telecom-hall", staff=STAFF) as installation:
                stock = await _prepare(installation.client, self._number + WARM_UP)
                async with asyncio.timeout(1800):
                    sales = Sales(installation.server.url, stock, lambda n: self._progress.advance(task, n))
                    await sales.start()
                    await sales.run(WARM_UP)
                    if charged_before:
                        await sales.charge(self._number)
                        await installation.settle(600)
                    watch = asyncio.create_task(_watch(installation.client))
                    before = _cpu_of_cashdesk(installation)
                    seconds = await (sales.pay() if charged_before else sales.run(self._number))
                    cpu = _cpu_of_cashdesk(installation) - before
                    watch.cancel()
                    looks = await _end_of(watch)
                    await sales.close()
                await installation.settle(600)
                await _check(installation.client, self._number + WARM_UP)
        return seconds, cpu, looks


class Sales:
    """Many sales in flight: a payment is sent as soon as its charge is announced."""

    def __init__(self, url: str, stock: dict[str, int], on_sold: Callable[[int], None]) -> None:
        self._url = url
        self._next = dict(stock)
        self._on_sold = on_sold
        self._client = Client()
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._sold = self._turn = 0
        self._charged: list[str] | None = None
        self._failed: str | None = None
        self._news = asyncio.Event()

    async def start(self) -> None:
        await self._client.connect(self._url, pending_size=16 * 1024 * 1024)
        self._recorded, self._paid = self._client.new_inbox(), self._client.new_inbox()
        await self._client.subscribe(self._recorded, cb=self._see_refusal)
        await self._client.subscribe(self._paid, cb=self._see_paid)
        config = ConsumerConfig(ack_policy=AckPolicy.NONE, deliver_policy=DeliverPolicy.NEW, mem_storage=True)
        subject = subjects.event(SITE, "cashdesk.charge.raised")
        js = self._client.jetstream()
        await js.subscribe(subject, stream=subjects.EVENTS_STREAM, cb=self._see_charge, config=config)

    async def close(self) -> None:
        await self._client.close()

    async def run(self, number: int) -> float:
        """Seconds until ``number`` sales are paid. Raises RuntimeError when one is refused or nothing moves."""
        wanted, started = self._sold + number, time.perf_counter()
        await self._record(number)
        await self._until(lambda: self._sold >= wanted)
        return time.perf_counter() - started

    async def charge(self, number: int) -> None:
        """Record ``number`` sales and keep their charges."""
        charged = self._charged = []
        await self._record(number)
        await self._until(lambda: len(charged) >= number)

    async def pay(self) -> float:
        """Seconds until all kept charges are paid."""
        charged, self._charged = self._charged or [], None
        wanted, started = self._sold + len(charged), time.perf_counter()
        for charge_id in charged:
            await self._slot()
            await self._pay(charge_id)
        await self._until(lambda: self._sold >= wanted)
        return time.perf_counter() - started

    async def _record(self, number: int) -> None:
        body = json.dumps(SALE).encode()
        for turn in range(number):
            await self._slot()
            subject = subjects.command(SITE, CLERKS[turn % len(CLERKS)], "intake.record_request")
            await self._client.publish(subject, body, reply=self._recorded, headers={COMMAND_ID: new_id()})

    async def _slot(self) -> None:
        async with asyncio.timeout(STALLED):
            await self._slots.acquire()

    async def _until(self, there: Callable[[], bool]) -> None:
        while not there() and not self._failed:
            self._news.clear()
            async with asyncio.timeout(STALLED):
                await self._news.wait()
        if self._failed:
            raise RuntimeError(f"a sale failed: {self._failed}")

    async def _see_charge(self, msg: Msg) -> None:
        charge_id = json.loads(msg.data)["charge_id"]
        if self._charged is None:
            await self._pay(charge_id)
            return
        self._charged.append(charge_id)
        self._slots.release()
        self._news.set()

    async def _pay(self, charge_id: str) -> None:
        clerk = CLERKS[self._turn % len(CLERKS)]
        self._turn += 1
        serial, self._next[clerk] = self._next[clerk], self._next[clerk] + 1
        payment = {
            "charge_id": charge_id,
            "method": "cash",
            "received": PRICE.model_dump(mode="json"),
            "serials": [{"first": _serial(serial)}],
        }
        subject = subjects.command(SITE, clerk, "cashdesk.take_payment")
        await self._client.publish(
            subject, json.dumps(payment).encode(), reply=self._paid, headers={COMMAND_ID: new_id()}
        )

    async def _see_refusal(self, msg: Msg) -> None:
        if msg.headers and (ERROR_CODE in msg.headers or "Status" in msg.headers):
            self._failed = f"{msg.headers} {msg.data.decode()}"
            self._news.set()

    async def _see_paid(self, msg: Msg) -> None:
        await self._see_refusal(msg)
        self._sold += 1
        self._on_sold(1)
        self._slots.release()
        self._news.set()


def _cpu_of_cashdesk(installation: Installation) -> float:
    process = installation.processes[APART.index(("cashdesk",))]
    assert process is not None
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)


def _serial(number: int) -> str:
    return f"R{number:010}"


async def _prepare(client: DeskClient, sales: int) -> dict[str, int]:
    """Open drawers, and enough cards in each clerk's hands; the first serial of each."""
    each = sales // len(CLERKS) + 1
    stock = {}
    for place, clerk in enumerate(CLERKS):
        first = place * each + 1
        stock[clerk] = first
        await _does(client, clerk, OpenDrawer(drawer=f"counter_{place + 1}", counted=Money.parse("200.00 CNY")))
        for start in range(first, first + each, 5_000):
            last = min(start + 4_999, first + each - 1)
            serials = [SerialRange(first=_serial(start), last=_serial(last))]
            line = StockAmount(type="recharge_card_50", count=last - start + 1, serials=serials)
            await _does(client, "ku", ReceiveStock(goods=line, supplier="bench"))
            offer = await _does(client, "ku", IssueStock(to=clerk, lines=[line]))
            assert isinstance(offer, StockOfferReceipt)
            await _does(client, clerk, ConfirmStock(offer_id=offer.offer_id, counted=[line]))
    return stock


async def _does(client: DeskClient, actor: str, command: Command) -> object:
    return await client.send(actor, command, patience=60.0)


async def _watch(client: DeskClient) -> int:
    """How often the ledger was looked at and balanced, until cancelled."""
    looks = 0
    try:
        while True:
            await _balanced(client)
            looks += 1
            await asyncio.sleep(0.5)
    except asyncio.CancelledError:
        return looks


async def _end_of(task: "asyncio.Task[int]") -> int:
    return await task


async def _balanced(client: DeskClient) -> TrialBalanceView:
    view = await client.ask("sun", TrialBalance())
    assert isinstance(view, TrialBalanceView)
    if not view.balanced:
        raise RuntimeError(f"debits {view.debit}, credits {view.credit}")
    return view


async def _check(client: DeskClient, sales: int) -> None:
    """What was sold is in the drawers."""
    view = await _balanced(client)
    revenue = sum(row.credit.minor for row in view.rows if row.account.startswith("revenue:"))
    cash = sum(row.balance.minor for row in view.rows if row.account.startswith("drawer:"))
    floats = Money.parse("200.00 CNY").minor * len(CLERKS)
    if not revenue == cash - floats == sales * PRICE.minor:
        raise RuntimeError(f"{sales} sales, revenue {revenue}, cash {cash}")
