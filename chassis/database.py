"""One service's database: SQLite in a file, or PostgreSQL. One writer a process; readers beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from chassis.store import Store

BUSY_MILLISECONDS = 15_000


class Database:
    """Engines for writing and reading. SQLite: WAL, ``synchronous=FULL``, a commit survives a power cut."""

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

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Store]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        async with self.writer.begin() as connection:
            store = Store(connection)
            yield store
            await store.flush()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Store]:
        """A consistent view of what is committed."""
        async with self.reader.connect() as connection:
            yield Store(connection, read_only=True)

    async def close(self) -> None:
        await self.writer.dispose()
        await self.reader.dispose()


def _to_json(value: Any) -> str:
    return to_json(value).decode()


def _prepare_sqlite(engine: AsyncEngine, begin: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA cache_size=-16000")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
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


async def answers(connection: AsyncConnection) -> None:
    """The cheapest round trip."""
    await connection.exec_driver_sql("SELECT 1")
