"""Write the next revision of a service from the difference between its tables and its newest revision.

Usage::

    python -m chassis.new_migration intake "requests remember their channel"

What it writes is a draft to be read: SQL defaults for new required columns and the moving of data are yours.
"""

import asyncio
import importlib
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateIndexOp, DowngradeOps, DropIndexOp, MigrationScript, OpContainer, UpgradeOps
from alembic.script import ScriptDirectory
from sqlalchemy import ColumnElement, Connection, MetaData, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.columns import Instant, Json
from chassis.migrations import config_of, folder_of, upgrade

TEMPLATE = '''"""{title}."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = {previous}
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''

SAID_ANYWAY = r", (unique=False|nullable=True)"


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our column types as what they are in the database: a revision must not change when a class does."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.BigInteger()"
    if kind == "type" and item is Json:
        return "JSON"
    return False


async def write(service: str, title: str) -> Path | None:
    """Write the revision file and return its path; None when tables and revisions agree."""
    metadata: MetaData = importlib.import_module(f"services.{service}.tables").metadata
    versions = folder_of(service) / "versions"
    scripts = list(ScriptDirectory.from_config(config_of(service)).walk_revisions())
    number = len(scripts) + 1
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'draft.db'}"
        if scripts:
            await upgrade(url, service)
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            script = await connection.run_sync(_difference, metadata)
        await engine.dispose()
    if script.upgrade_ops is None or script.upgrade_ops.is_empty():
        return None
    slug = "_".join("".join(c if c.isalnum() else " " for c in title.lower()).split())
    file = versions / f"{number:04d}_{slug}.py"
    previous = f'"{scripts[0].revision}"' if scripts else "None"
    file.write_text(_render(script, title, f"{number:04d}", previous), encoding="utf-8")
    return file


def _difference(connection: Connection, metadata: MetaData) -> MigrationScript:
    return produce_migrations(MigrationContext.configure(connection, opts={"render_item": render_item}), metadata)


def _render(script: MigrationScript, title: str, revision: str, previous: str) -> str:
    parts = {"upgrade": _code(script.upgrade_ops), "downgrade": _code(script.downgrade_ops)}
    return TEMPLATE.format(title=title[0].upper() + title[1:], revision=revision, previous=previous, **parts)


def _code(ops: UpgradeOps | DowngradeOps | None) -> str:
    if ops is None:
        return "pass"
    _speak_postgresql(ops)
    lines = render_python_code(ops, render_item=render_item).splitlines()
    shorter = [re.sub(SAID_ANYWAY, "", line) for line in lines if "# ###" not in line]
    return re.sub(r"op\.f\((.*?)\)", r"\1", "\n".join(shorter)).strip()


DIALECTS = {"sqlite_where": "sqlite+aiosqlite://", "postgresql_where": "postgresql+asyncpg://"}


def _speak_postgresql(ops: OpContainer) -> None:
    """Drafted on SQLite, a partial index would compare a boolean with 1, which PostgreSQL refuses; and one on a bare
    column would be written as the column's name, which is no expression."""
    for op in ops.ops:
        if isinstance(op, OpContainer):
            _speak_postgresql(op)
        if isinstance(op, CreateIndexOp | DropIndexOp):
            for name, url in DIALECTS.items():
                if isinstance(where := op.kw.get(name), ColumnElement):
                    plainly = {"literal_binds": True, "include_table": False}
                    dialect = make_url(url).get_dialect()()
                    op.kw[name] = text(str(where.compile(dialect=dialect, compile_kwargs=plainly)))


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 2:
        sys.stderr.write(__doc__ or "")
        return 2
    file = asyncio.run(write(arguments[0], arguments[1]))
    sys.stdout.write(f"{file}\n" if file else "tables and revisions agree; nothing to write\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
