"""A service small enough to read at a glance, for tests of the chassis. It borrows messages of cashdesk."""

import asyncio

from sqlalchemy import Column, MetaData, Table, Text, func, select

from chassis.directory import keep_staff
from chassis.service import ServiceDefinition
from chassis.subscribers import Subscribers
from chassis.tables import chassis_tables
from chassis.work import NotYet, Timer, Work
from contracts.base import Done
from contracts.cashdesk import CloseDrawer, DrawerOpened, DrawerReceipt, DrawerView, GetDrawer, OpenDrawer
from contracts.intake import RequestCancelled, RequestNoted
from contracts.money import Money
from contracts.problems import Conflict
from contracts.roster import StaffRegistered

metadata = MetaData()
chassis = chassis_tables(metadata)
things = Table("things", metadata, Column("id", Text, primary_key=True), Column("name", Text, nullable=False))
on = Subscribers("cashdesk")


async def count(work: Work) -> int:
    row = await work.store.row(select(func.count()).select_from(things))
    return int(row[0]) if row else 0


HOLDING: set[str] = set()
BOTH_HOLD = asyncio.Event()


async def lock(work: Work, order: str) -> None:
    """Two of these, in opposite orders, wait for each other: each holds its first lock before it asks for the next."""
    for letter in order:
        await work.store.rows(select(func.pg_advisory_xact_lock(ord(letter))))
        HOLDING.add(order)
        if len(HOLDING) == 2:
            BOTH_HOLD.set()
        await BOTH_HOLD.wait()


@on.command(OpenDrawer)
async def open_drawer(command: OpenDrawer, work: Work) -> Done:
    """Drawer names steer it: refuse_first, refuse_after_reading, refuse_late, crash_first, crash_late, twin, lock_."""
    name = command.drawer
    if name == "refuse_first":
        raise Conflict("refused before anything was written")
    if name == "refuse_after_reading":
        raise Conflict(f"refused, {await count(work)} things are there")
    if name == "crash_first":
        raise RuntimeError("before anything was written")
    if name.startswith("lock_"):
        await lock(work, name.removeprefix("lock_"))
        return Done(number=None)
    work.store.insert(things, id="twin" if name == "twin" else work.new_id(), name=name)
    if name.endswith("_late"):
        await work.store.flush()
        if name == "refuse_late":
            raise Conflict("refused after something was written")
        raise RuntimeError("after something was written")
    work.announce(DrawerOpened(drawer=name, clerk=work.actor, opening_float=command.counted), number=name)
    if name == "timed":
        work.schedule("timed", work.now, "remind", {"name": name})
    return Done(number=None)


@on.query(GetDrawer)
async def drawer(query: GetDrawer, work: Work) -> DrawerView:
    found = await count(work)
    return DrawerView(
        drawer=query.drawer,
        open=found > 0,
        clerk=None,
        opened_at=None,
        opening_float=Money.of_minor(found, "CNY"),
        expected=None,
        last_difference=None,
    )


@on.command(CloseDrawer)
async def close_drawer(command: CloseDrawer, work: Work) -> DrawerReceipt:
    zero = Money.of_minor(0, "CNY")
    return DrawerReceipt(drawer=command.drawer, counted=command.counted, expected=zero, difference=zero)


@on.event(RequestNoted)
async def noted(event: RequestNoted, work: Work) -> None:
    work.store.insert(things, id=work.message_id, name=event.text)


@on.event(RequestCancelled)
async def cancelled(event: RequestCancelled, work: Work) -> None:
    raise NotYet("never")


@on.event(StaffRegistered)
async def registered(event: StaffRegistered, work: Work) -> None:
    await keep_staff(event, work)


@on.timer("remind")
async def remind(timer: Timer, work: Work) -> None:
    work.store.insert(things, id=work.new_id(), name=f"reminded of {timer.data['name']}")


definition = ServiceDefinition("cashdesk", metadata, chassis, on)
