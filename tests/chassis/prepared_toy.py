"""A service whose messages are prepared, for tests of preparation. It borrows messages of cashdesk."""

import asyncio
from typing import Any

from sqlalchemy import Column, MetaData, Table, Text, select

from chassis.aid import Aid
from chassis.gateway import Letter, Undeliverable
from chassis.service import ServiceDefinition
from chassis.subscribers import Subscribers
from chassis.tables import chassis_tables
from chassis.work import NotYet, Timer, Work
from contracts.base import Done
from contracts.cashdesk import (
    CloseDrawer,
    DiscrepancyRecorded,
    DrawerReceipt,
    DrawerView,
    GetDrawer,
    OpenDrawer,
)
from contracts.money import Money
from contracts.problems import Conflict


class Outside:
    """What preparation waits for: closed gates hold it up; ``seen`` says what it was asked for."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.inside = 0
        self.most_inside = 0

    def close(self, name: str) -> asyncio.Event:
        return self.gates.setdefault(name, asyncio.Event())

    async def ask(self, name: str) -> str:
        self.seen.append(name)
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        try:
            if name in self.gates:
                await self.gates[name].wait()
        finally:
            self.inside -= 1
        return f"answer to {name}"


FAULTS: dict[str, Exception] = {
    "conflict": Conflict("the outside says no"),
    "crash": OSError("the outside broke"),
    "not_yet": NotYet("the outside does not know it yet"),
}


class Toy:
    """One such service with an outside of its own."""

    def __init__(self) -> None:
        self.outside = Outside()
        self.runs: list[str] = []
        self.metadata = MetaData()
        tables = chassis_tables(self.metadata)
        self.addresses = Table(
            "addresses", self.metadata, Column("name", Text, primary_key=True), Column("address", Text)
        )
        self.on = Subscribers("cashdesk")
        self.on.command(OpenDrawer, prepare=self.look_outside)(self.open_drawer)
        self.on.command(CloseDrawer)(self.close_drawer)
        self.on.query(GetDrawer)(self.drawer)
        self.on.timer("letter", prepare=self.send_letter)(self.letter_due)
        self.on.timer("plain")(self.plain_due)
        self.definition = ServiceDefinition("cashdesk", self.metadata, tables, self.on)

    async def look_outside(self, command: OpenDrawer, aid: Aid) -> str:
        answer = await self.outside.ask(command.drawer)
        if command.drawer in FAULTS:
            raise FAULTS[command.drawer]
        return f"{answer} for {aid.actor} at {aid.site}"

    async def open_drawer(self, command: OpenDrawer, work: Work) -> Done:
        """Keeps an address under the drawer's name and announces what was prepared."""
        self.runs.append(command.drawer)
        work.store.put(self.addresses, name=command.drawer, address=f"{command.drawer}@example.com")
        self._say(work, command.drawer)
        return Done(number=None)

    async def close_drawer(self, command: CloseDrawer, work: Work) -> DrawerReceipt:
        """Sets a timer called like the drawer, of the kind before the ``_`` in its name."""
        work.schedule(command.drawer, work.now, command.drawer.partition("_")[0], {"name": command.drawer})
        zero = Money.of_minor(0, "CNY")
        return DrawerReceipt(drawer=command.drawer, counted=command.counted, expected=zero, difference=zero)

    async def drawer(self, query: GetDrawer, work: Work) -> DrawerView:
        fields: dict[str, Any] = dict.fromkeys(DrawerView.model_fields)
        return DrawerView.model_validate(fields | {"drawer": query.drawer, "open": False})

    async def send_letter(self, timer: Timer, aid: Aid) -> str:
        name = timer.data["name"]
        async with aid.reading() as store:
            row = await store.row(select(self.addresses.c.address).where(self.addresses.c.name == name))
        await self.outside.ask(name)
        if name.removeprefix("letter_") in FAULTS:
            raise FAULTS[name.removeprefix("letter_")]
        letter = Letter(timer.id, aid.site, "email", row.address if row else "", f"about {name}", "text")
        try:
            return (await aid.gateway.deliver(letter)).reference
        except Undeliverable as error:
            return error.reason

    async def letter_due(self, timer: Timer, work: Work) -> None:
        self.runs.append(timer.id)
        self._say(work, "letters")

    def _say(self, work: Work, drawer: str) -> None:
        """Announce what was prepared, as a reason."""
        zero = Money.of_minor(0, "CNY")
        work.announce(DiscrepancyRecorded(drawer=drawer, clerk="li", difference=zero, reason=str(work.prepared)))

    async def plain_due(self, timer: Timer, work: Work) -> None:
        self.runs.append(timer.id)
        assert work.prepared is None
