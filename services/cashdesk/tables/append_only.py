"""The database itself refuses to change or delete what is written once: triggers on entries, postings and seals."""

from typing import Any

from sqlalchemy import Connection, Table, event

from services.cashdesk.tables.closing import seals
from services.cashdesk.tables.money import entries, postings

APPEND_ONLY = (entries, postings, seals)


def guards(table: str, dialect: str) -> list[str]:
    """The statements that make ``table`` append-only, for ``sqlite`` or ``postgresql``."""
    if dialect == "sqlite":
        says = f"{table} is append-only: correct an entry by its counter-entry"
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    says = "RAISE EXCEPTION '% is append-only: correct an entry by its counter-entry', TG_TABLE_NAME"
    function = f"CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {says}; END $$"
    verbs = "UPDATE OR DELETE OR TRUNCATE"
    trigger = f"CREATE TRIGGER {table}_append_only BEFORE {verbs} ON {table} EXECUTE FUNCTION append_only()"
    return [function, trigger]


def _created(table: Table, connection: Connection, **_: Any) -> None:
    for statement in guards(table.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


for _table in APPEND_ONLY:
    event.listen(_table, "after_create", _created)
