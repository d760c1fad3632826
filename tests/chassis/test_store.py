"""The buffer of inserts: a read sees what was written before, and writes out no more than it needs."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Column, Executable, Integer, MetaData, Table, Text, exists, func, select, text, union_all
from sqlalchemy.sql import column, literal_column, table

from chassis.database import Database
from chassis.store import Store

metadata = MetaData()
shelves = Table("shelves", metadata, Column("id", Text, primary_key=True), Column("height", Integer))
books = Table("books", metadata, Column("id", Text, primary_key=True), Column("shelf", Text))
_other = shelves.alias("other")
_in_shelf = select(shelves.c.id).where(shelves.c.id == "s1")
READS_OF_SHELVES: dict[str, Executable] = {
    "the table": select(shelves.c.id),
    "a join": select(books.c.id).join(shelves, shelves.c.id == books.c.shelf),
    "an alias": select(_other.c.id),
    "a condition": select(func.count().label("n")).where(shelves.c.id == "s1"),
    "exists": select(books.c.id).where(exists(_in_shelf)),
    "a subquery": select(_in_shelf.subquery().c.id),
    "a scalar": select(_in_shelf.scalar_subquery()),
    "a membership": select(books.c.id).where(books.c.shelf.in_(_in_shelf)),
    "a common table expression": select(_in_shelf.cte().c.id),
    "a union": union_all(select(books.c.id).where(books.c.id == "none"), select(shelves.c.id)),
    "text": text("SELECT id FROM shelves"),
    "text as a column": select(literal_column("(SELECT max(id) FROM shelves)")),
    "a table by its name": select(column("id")).select_from(table("shelves")),
}


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    async with database.writer.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield database
    await database.close()


def buffered(store: Store) -> dict[str, int]:
    return {table.name: len(rows) for (table, _), rows in store._buffer.items()}


@pytest.mark.parametrize("way", READS_OF_SHELVES)
async def test_a_read_sees_what_was_written_before_however_it_reads(database: Database, way: str) -> None:
    async with database.write() as store:
        store.insert(books, id="b1", shelf="s1")
        await store.flush()
        store.insert(shelves, id="s1", height=3)
        rows: list[Any] = [row[0] for row in await store.rows(READS_OF_SHELVES[way])]
        assert rows in (["s1"], ["b1"], [1])


async def test_what_a_read_does_not_read_stays_in_the_buffer(database: Database) -> None:
    async with database.write() as store:
        store.insert(books, id="b1", shelf="s1")
        store.insert(shelves, id="s1", height=3)
        assert len(await store.rows(select(books))) == 1
        assert buffered(store) == {"shelves": 1}
    async with database.read() as store:
        assert len(await store.rows(select(shelves))) == 1


async def test_what_was_written_for_a_read_is_not_taken_back_alone(database: Database) -> None:
    async with database.write() as store:
        store.insert(shelves, id="s1", height=3)
        mark = store.mark()
        store.insert(books, id="b1", shelf="s1")
        await store.rows(select(books))
        assert not store.rewind(mark)


async def test_a_message_is_taken_back_alone_after_it_wrote_out_what_others_left(database: Database) -> None:
    async with database.write() as store:
        store.insert(shelves, id="s1", height=3)
        store.insert(books, id="b1", shelf="s1")
        mark = store.mark()
        store.insert(books, id="b2", shelf="s1")
        await store.rows(select(shelves))
        store.insert(shelves, id="s2", height=4)
        assert store.rewind(mark)
    async with database.read() as store:
        assert [row.id for row in await store.rows(select(books))] == ["b1"]
        assert [row.id for row in await store.rows(select(shelves))] == ["s1"]
