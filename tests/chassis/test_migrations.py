"""Each service's revisions build exactly its tables, on both databases."""

import asyncio
import importlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.database import Database
from chassis.migrations import MigrationError, current, downgrade, folder_of, head_of, is_at_head, upgrade
from contracts.base import SERVICES

each_service = pytest.mark.parametrize("service", SERVICES)


def metadata_of(service: str):
    return importlib.import_module(f"services.{service}.tables").metadata


async def ask(url: str, question):
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        answer = await connection.run_sync(question)
    await engine.dispose()
    return answer


async def table_names(url: str) -> set[str]:
    return set(await ask(url, lambda connection: inspect(connection).get_table_names()))


def differences(service: str):
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata_of(service))

    return compare


@each_service
async def test_the_revisions_build_the_tables_the_code_works_with(service: str, database_url: str):
    assert await current(database_url, service) == (None, head_of(service))

    await upgrade(database_url, service)

    assert await ask(database_url, differences(service)) == []
    assert await table_names(database_url) == {*metadata_of(service).tables, "alembic_version"}
    assert await is_at_head(database_url, service)


@each_service
async def test_upgrading_again_keeps_what_is_stored(service: str, database_url: str):
    await upgrade(database_url, service)
    directory = metadata_of(service).tables["directory"]
    database = Database(database_url)
    async with database.write() as store:
        store.insert(directory, site="HQ", version=7)

    await upgrade(database_url, service)

    async with database.read() as store:
        rows = await store.rows(directory.select())
    await database.close()
    assert [tuple(row) for row in rows] == [("HQ", 7)]


@each_service
async def test_starting_several_at_once_migrates_once(service: str, database_url: str):
    await asyncio.gather(*(upgrade(database_url, service) for _ in range(4)))

    assert await is_at_head(database_url, service)
    assert await ask(database_url, differences(service)) == []


@each_service
async def test_going_back_to_base_leaves_no_table(service: str, database_url: str):
    await upgrade(database_url, service)

    await downgrade(database_url, service)

    assert await table_names(database_url) <= {"alembic_version"}
    assert not await is_at_head(database_url, service)


@each_service
async def test_a_database_of_a_newer_program_is_left_alone(service: str, tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'newer.db'}"
    await upgrade(url, service)
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    await engine.dispose()

    with pytest.raises(MigrationError, match="9999"):
        await upgrade(url, service)

    assert (await current(url, service))[0] == "9999"


@each_service
def test_a_service_without_revisions_is_named(service: str):
    with pytest.raises(MigrationError, match=f"services/{service}_x/migrations"):
        folder_of(f"{service}_x")


async def test_services_that_start_in_one_process_keep_to_their_own_databases(tmp_path: Path):
    """Alembic works on module globals; two at once would otherwise mix up their databases."""
    urls = {service: f"sqlite+aiosqlite:///{tmp_path / service}.db" for service in SERVICES}

    await asyncio.gather(*(upgrade(url, service) for service, url in urls.items()))

    for service, url in urls.items():
        assert await table_names(url) == {*metadata_of(service).tables, "alembic_version"}


async def test_a_database_out_of_reach_is_an_outage_to_be_waited_for(tmp_path: Path):
    with pytest.raises(OSError, match="unable to open"):
        await upgrade(f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'x.db'}", "intake")


async def test_the_revisions_guard_the_ledger_as_its_tables_do(database_url: str):
    cashdesk = importlib.import_module("services.cashdesk.tables")
    await upgrade(database_url, "cashdesk")

    def triggers(connection: Connection) -> tuple[str, set[str]]:
        kept = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        }[connection.dialect.name]
        return connection.dialect.name, set(connection.exec_driver_sql(kept).scalars())

    dialect, found = await ask(database_url, triggers)
    statements = [it for table in cashdesk.APPEND_ONLY for it in cashdesk.guards(table.name, dialect)]
    assert found == {it.split()[2] for it in statements if it.startswith("CREATE TRIGGER")}
    assert found
