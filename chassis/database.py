"""One service's database: SQLite in a file, or PostgreSQL. One writer a process; readers beside it."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from chassis.store import Store

BUSY_MILLISECONDS = 15_000


class Database:
    """Engines for writing and reading. SQLite: WAL, ``synchronous=FULL``, a commit survives a power cut.

    On SQLite a transaction's statements run where they are called: they take microseconds, handing each to a thread
    and back took a quarter of the process's time. Beginning (waits for the lock) and committing (waits for the disk)
    are handed to a thread. See ADR 8.
    """

    def __init__(self, url: str, *, readers: int = 4) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"json_serializer": _to_json, "json_deserializer": from_json}
        if not self.is_sqlite:
            options["connect_args"] = {"timeout": 5}
        self.writer = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=5, **options)
        self.reader = create_async_engine(url, pool_size=readers, max_overflow=0, pool_timeout=5, **options)
        if self.is_sqlite:
            _prepare_sqlite(self.writer, "BEGIN IMMEDIATE")
            _prepare_sqlite(self.reader, "BEGIN")
        self._inline = _Inline(url, options) if self.is_sqlite else None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Store]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        begin = self._inline.begin() if self._inline is not None else self.writer.begin()
        async with begin as connection:
            store = Store(connection)
            yield store
            await store.flush()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Store]:
        """A consistent view of what is committed."""
        async with self.reader.connect() as connection:
            yield Store(connection, read_only=True)

    async def close(self) -> None:
        if self._inline is not None:
            await self._inline.close()
        await self.writer.dispose()
        await self.reader.dispose()


class _Inline:
    """The one writing connection to a SQLite file, used by one transaction at a time."""

    def __init__(self, url: str, options: dict[str, Any]) -> None:
        file = make_url(url).set(drivername="sqlite")
        self._engine = create_engine(
            file, pool_size=1, max_overflow=0, connect_args={"check_same_thread": False}, **options
        )
        prepare_sqlite(self._engine, "BEGIN IMMEDIATE")
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        in_thread = partial(asyncio.get_running_loop().run_in_executor, self._thread)
        async with self._turn:
            connection = await in_thread(self._start)
            try:
                yield connection
                await in_thread(connection.commit)
            finally:
                await in_thread(connection.close)

    def _start(self) -> Connection:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()


def _to_json(value: Any) -> str:
    return to_json(value).decode()


def _prepare_sqlite(engine: AsyncEngine, begin: str) -> None:
    prepare_sqlite(engine.sync_engine, begin)


def prepare_sqlite(engine: Engine, begin: str) -> None:
    """Settings of every connection, and how a transaction begins."""

    @event.listens_for(engine, "connect")
    def connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA cache_size=-4000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)


PASSING_STATES = ("08", "40", "53", "55", "57", "58")
"""SQLSTATE classes of PostgreSQL that another attempt can mend: connection, rollback (deadlock), resources, locks,
operator intervention, system."""


def is_outage(error: BaseException) -> bool:
    """Whether the database itself is out of reach or busy, as against a statement that can never succeed."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError | TimeoutError)
    if isinstance(error, IntegrityError | ProgrammingError | DataError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(PASSING_STATES)
    return not str(error.orig).startswith(("no such", "near"))


def is_collision(error: BaseException) -> bool:
    """Whether two transactions were in each other's way (a deadlock): the same again will succeed."""
    return str(getattr(getattr(error, "orig", None), "sqlstate", "")).startswith("40")


async def answers(connection: AsyncConnection) -> None:
    """The cheapest round trip."""
    await connection.exec_driver_sql("SELECT 1")
