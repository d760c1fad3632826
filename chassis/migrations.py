"""Alembic from inside the program: each service brings its own database to the newest revision when it starts.

There is no ``alembic.ini``. The revisions of a service lie in ``services/<service>/migrations/versions``; its
``env.py`` hands the service's metadata to ``run``. New revisions are written by ``chassis.new_migration``.
"""

import asyncio
import threading
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import Database, is_outage

WAL_ATTEMPTS = 100
WAL_WAIT = 0.05

# Alembic keeps the connection it works on in module globals, so that two services which start in one process
# must not migrate at the same moment: the steps of one would run on the database of the other.
_alembic_in_use = threading.Lock()


class MigrationError(RuntimeError):
    """The database and this program do not fit together; the message says what to do."""


def folder_of(service: str) -> Path:
    """The folder with ``env.py`` and ``versions`` of a service. Raises MigrationError when there is none."""
    spec = find_spec(f"services.{service}")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "migrations"
        if (folder / "env.py").is_file():
            return folder
    raise MigrationError(f"service '{service}' has no migrations: services/{service}/migrations/env.py is missing")


async def upgrade(url: str, service: str) -> None:
    """Bring the database at ``url`` to the newest revision of ``service``; does nothing when it is there already.

    Processes that start together wait for each other. Raises OSError when the database cannot be reached (try
    again later), MigrationError when it is newer than this program.
    """

    def to_head(connection: Connection, config: Config) -> None:
        _refuse_unknown(connection, config, service)
        command.upgrade(config, "head")

    await _migrate(url, service, to_head)


async def downgrade(url: str, service: str, revision: str = "base") -> None:
    """Go back to ``revision``; ``base`` removes every table of the service and all that is in them."""
    await _migrate(url, service, lambda _connection, config: command.downgrade(config, revision))


async def current(url: str, service: str) -> tuple[str | None, str]:
    """The database's revision, None when it has none yet, and the newest this program knows."""
    head = head_of(service)
    if _is_missing_file(url):
        return None, head
    database = Database(url, readers=1)
    try:
        async with database.reader.connect() as connection:
            return await connection.run_sync(_revision), head
    except DBAPIError as error:
        raise _outage_or_fault(error) from error
    finally:
        await database.close()


async def is_at_head(url: str, service: str) -> bool:
    """Whether the database has exactly the revision this program needs."""
    revision, head = await current(url, service)
    return revision == head


def head_of(service: str) -> str:
    """The newest revision of a service. Raises MigrationError when it has none, or several."""
    heads = ScriptDirectory.from_config(config_of(service)).get_heads()
    if len(heads) != 1:
        found = ", ".join(heads) or "none"
        raise MigrationError(f"service '{service}' must have one newest revision; found {found}")
    return heads[0]


def run(metadata: MetaData) -> None:
    """What an ``env.py`` calls. The connection and its transaction belong to whoever started Alembic."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


async def _migrate(url: str, service: str, step: Callable[[Connection, Config], None]) -> None:
    # A thread with a loop of its own: loading revisions is slow, blocking work.
    await asyncio.to_thread(asyncio.run, _migrate_alone(url, config_of(service), service, step))


async def _migrate_alone(url: str, config: Config, service: str, step: Callable[[Connection, Config], None]) -> None:
    def locked(connection: Connection) -> None:
        config.attributes["connection"] = connection
        with _alembic_in_use:
            step(connection, config)

    database = Database(url)
    try:
        async with _alone(database, service) as connection:
            await connection.run_sync(locked)
    except DBAPIError as error:
        raise _outage_or_fault(error) from error
    finally:
        await database.close()


@asynccontextmanager
async def _alone(database: Database, service: str) -> AsyncIterator[AsyncConnection]:
    """A transaction that no other starter of this service is in at the same time."""
    if database.is_sqlite:
        await _become_wal(database)
    # On SQLite the writer's transaction begins with BEGIN IMMEDIATE, which is lock enough.
    async with database.writer.begin() as connection:
        if not database.is_sqlite:
            key = zlib.crc32(f"frontdesk migrations {service}".encode())
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key})")
        yield connection


async def _become_wal(database: Database) -> None:
    """The first connection turns a new file to WAL; SQLite does not wait there for whoever does the same."""
    for _ in range(WAL_ATTEMPTS):
        try:
            async with database.reader.connect():
                return
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            await asyncio.sleep(WAL_WAIT)


def config_of(service: str) -> Config:
    """Alembic's configuration of one service."""
    config = Config()
    config.set_main_option("script_location", str(folder_of(service)).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _is_missing_file(url: str) -> bool:
    location = make_url(url)
    return location.get_backend_name() == "sqlite" and not Path(location.database or "").is_file()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_unknown(connection: Connection, config: Config, service: str) -> None:
    revision = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise MigrationError(
            f"the database of '{service}' has revision {revision}, which this program does not know: it was migrated "
            "by a newer one; start that, or go back with it first"
        )


def _outage_or_fault(error: DBAPIError) -> Exception:
    if is_outage(error):
        return ConnectionError(f"the database cannot be used at the moment: {error.orig!r}")
    return error
