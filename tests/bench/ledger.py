"""A trial balance over a million entries, of a month whose days are sealed and of one whose days are not."""

import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from rich.progress import Progress
from sqlalchemy import TextClause, text

from chassis.columns import to_micros
from chassis.database import Database
from contracts import cashdesk as c
from services.cashdesk.main import definition
from tests.bench.databases import postgres_template, sqlite_template
from tests.bench.figures import Figure
from tests.harness import SITE, Desk

DAYS = 30
LOOKS = 5
FIRST = datetime.fromisoformat("2026-11-01T09:00:00+08:00")
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
ID = {"sqlite": "printf('e%012d', i)", "postgresql": "'e' || lpad(i::text, 12, '0')"}


class LedgerBench:
    """``quick`` with a tenth of the entries."""

    def __init__(self, progress: Progress, postgres: str | None, *, quick: bool) -> None:
        self._progress = progress
        self._postgres = postgres
        self._entries = 100_000 if quick else 1_000_000

    async def sqlite(self) -> list[Figure]:
        with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as folder:
            return await self._measure("SQLite", sqlite_template(Path(folder)))

    async def postgresql(self) -> list[Figure]:
        assert self._postgres is not None
        return await self._measure("PostgreSQL", await postgres_template(self._postgres))

    async def _measure(self, name: str, template: str) -> list[Figure]:
        bar = self._bar(f"trial balance, {name}", DAYS + 2 + LOOKS * 3)
        async with _hall(template.replace("{service}", "cashdesk")) as desk:
            await _fill(desk, self._entries)
            bar(2)
            whole = await _look(desk, [None] * LOOKS, bar)
            sealing = [await _seal(desk, day, bar) for day in range(DAYS - 1)]
            now = await _look(desk, [None] * LOOKS, bar)
            halves = [FIRST + timedelta(days=DAYS * place / LOOKS, hours=6) for place in range(LOOKS)]
            past = await _look(desk, halves, bar)
            bar(1)
        note = f"{self._entries} entries in {DAYS} days, {DAYS - 1} of them sealed; the view as a client gets it"
        return [
            Figure(f"trial balance {name}", max(now), "s", 1.0, "lower", samples=now, note=note),
            Figure(f"trial balance of a past moment {name}", max(past), "s", 1.0, "lower", samples=past, note=note),
            Figure(f"trial balance without seals {name}", max(whole), "s", better="lower", samples=whole),
            Figure(
                f"sealing of a day {name}",
                statistics.median(sealing),
                "s",
                better="lower",
                note=f"{self._entries // DAYS} entries a day",
            ),
        ]

    def _bar(self, title: str, total: float) -> Callable[[int], None]:
        task = self._progress.add_task(title, total=total)
        return lambda number: self._progress.advance(task, number)


@asynccontextmanager
async def _hall(url: str) -> AsyncIterator[Desk]:
    desk = Desk(definition, Database(url), "telecom-hall")
    await desk.start()
    desk.staff("sun", roles=["hall_manager"], department="hall")
    try:
        yield desk
    finally:
        await desk.close()


async def _fill(desk: Desk, entries: int) -> None:
    """Payments through the month, evenly, by the database itself."""
    step = timedelta(days=DAYS) // entries // timedelta(microseconds=1)
    moment = f"{to_micros(FIRST)} + CAST(i AS BIGINT) * {step}"

    def rows(table: str, values: str) -> TextClause:
        return text(f"INSERT INTO {table} {NUMBERS} SELECT {values} FROM n")  # noqa: S608

    async with desk.database.write() as store:
        each, last = ID[store.dialect], {"last": entries}
        columns = "entries (id, site, kind, at, actor, number, reference, message_id, memo)"
        facts = f"{each}, '{SITE}', 'payment', {moment}, 'li', NULL, 'p', 'm', 'payment, cash'"
        await store.execute(rows(columns, facts), last)
        columns = "postings (entry_id, line, site, at, account, debit_minor, credit_minor, currency)"
        amount = "(i % 500 + 1)"
        for line, account, sides in (
            (1, "'drawer:counter_' || (i % 3 + 1)", f"{amount}, 0"),
            (2, "'revenue:item_' || (i % 40)", f"0, {amount}"),
        ):
            facts = f"{each}, {line}, '{SITE}', {moment}, {account}, {sides}, 'CNY'"
            await store.execute(rows(columns, facts), last)
    async with desk.database.writer.connect() as connection:
        await connection.exec_driver_sql("ANALYZE")
        await connection.commit()


async def _seal(desk: Desk, day: int, bar: Callable[[int], None]) -> float:
    desk.clock.set(FIRST + timedelta(days=day + 1))
    started = time.perf_counter()
    await desk.send("sun", c.CloseDay())
    bar(1)
    return time.perf_counter() - started


async def _look(desk: Desk, moments: Sequence[datetime | None], bar: Callable[[int], None]) -> list[float]:
    """Seconds of each trial balance. Raises RuntimeError for one that does not balance."""
    taken = []
    for moment in moments:
        started = time.perf_counter()
        view = await desk.ask("sun", c.TrialBalance(at=moment))
        taken.append(time.perf_counter() - started)
        if not view.balanced or view.debit.minor == 0:
            raise RuntimeError(f"the ledger does not balance at {moment}")
        bar(1)
    return taken
