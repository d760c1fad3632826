"""The bare program's database: the product's empty tables, then nothing but the driver."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import aiosqlite
import asyncpg
from sqlalchemy import MetaData, Table
from sqlalchemy.ext.asyncio import create_async_engine


class BareDatabase(Protocol):
    postgres: bool

    async def write(self, rows: Mapping[str, Sequence[Sequence[Any]]], sent: list[str]) -> None:
        """One transaction: insert ``rows`` by table, delete the outbox rows ``sent``."""


async def open_database(url: str, metadata: MetaData) -> BareDatabase:
    """Create the service's tables and indexes, then hand over to the driver."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()
    if url.startswith("postgresql"):
        return PostgresDatabase(await asyncpg.connect(url.replace("+asyncpg", "")), metadata)
    file = await aiosqlite.connect(url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000"):
        await file.execute(f"PRAGMA {pragma}")
    return SqliteDatabase(file, metadata)


class SqliteDatabase:
    postgres = False

    def __init__(self, file: aiosqlite.Connection, metadata: MetaData) -> None:
        self._file = file
        self._inserts = {name: _insert(table, "?") for name, table in metadata.tables.items()}

    async def write(self, rows: Mapping[str, Sequence[Sequence[Any]]], sent: list[str]) -> None:
        await self._file.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            await self._file.executemany(self._inserts[table], values)
        if sent:
            await self._file.execute(f"DELETE FROM outbox WHERE id IN ({','.join('?' * len(sent))})", sent)  # noqa: S608
        await self._file.execute("COMMIT")


class PostgresDatabase:
    postgres = True

    def __init__(self, connection: asyncpg.Connection, metadata: MetaData) -> None:
        self._connection = connection
        self._inserts = {name: _insert(table, "$") for name, table in metadata.tables.items()}

    async def write(self, rows: Mapping[str, Sequence[Sequence[Any]]], sent: list[str]) -> None:
        async with self._connection.transaction():
            for table, values in rows.items():
                await self._connection.executemany(self._inserts[table], values)
            if sent:
                await self._connection.execute("DELETE FROM outbox WHERE id = ANY($1)", sent)


def _insert(table: Table, mark: str) -> str:
    names = [column.name for column in table.columns]
    marks = ["?" if mark == "?" else f"${place + 1}" for place in range(len(names))]
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(marks)})"  # noqa: S608
    if table.name == "numbers":
        statement += " ON CONFLICT (site, day) DO UPDATE SET last = excluded.last"
    return statement
