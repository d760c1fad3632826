"""One transaction as handlers and repositories see it.

Inserts are buffered and written together, one statement a table, before a read of that table and at the commit:
that is what makes a group of messages cheap. A mark taken before a message lets a failed one be taken back alone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from pydantic_core import to_json
from sqlalchemy import (
    Column,
    ColumnClause,
    ColumnElement,
    Connection,
    CursorResult,
    Dialect,
    Executable,
    Row,
    Table,
    TableClause,
    TextClause,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement, visitors


class Mark:
    """The beginning of a message within the transaction, to come back to while nothing of that message was written.

    ``lengths``: how many rows of each table were buffered before it.
    """

    def __init__(self, lengths: dict[Any, int], writes: int) -> None:
        self.lengths = lengths
        self.writes = writes


class Store:
    """A transaction on one service's database."""

    def __init__(self, connection: AsyncConnection | Connection, *, read_only: bool = False) -> None:
        self._connection = connection
        self._read_only = read_only
        self._buffer: dict[tuple[Table, bool], list[dict[str, Any]]] = {}
        self._writes = 0
        self._mark = Mark({}, 0)
        self.dialect = connection.dialect.name

    @property
    def locks_rows(self) -> bool:
        """PostgreSQL locks rows; SQLite has one writer and needs no lock."""
        return self.dialect == "postgresql"

    def insert(self, table: Table, **values: Any) -> None:
        """Insert a row at the next flush. Columns that are not named become null."""
        self._put(table, values, replace=False)

    def put(self, table: Table, **values: Any) -> None:
        """Insert a row, or replace the row with the same primary key, at the next flush."""
        self._put(table, values, replace=True)

    def _put(self, table: Table, values: dict[str, Any], *, replace: bool) -> None:
        if self._read_only:
            raise RuntimeError(f"a view must not write to {table.name}")
        blank = _BLANK.get(table) or _BLANK.setdefault(table, dict.fromkeys(table.columns.keys()))
        row = blank | values
        if len(row) != len(blank):
            raise TypeError(f"{table.name} has no column {', '.join(values.keys() - blank.keys())}")
        self._buffer.setdefault((table, replace), []).append(row)

    async def flush(self) -> None:
        """Write what is buffered."""
        await self._flush(self._buffer.keys())

    async def _flush_for(self, statement: Executable) -> None:
        """Write what the statement may read."""
        if self._buffer:
            read = _tables_of(statement)
            await self._flush(key for key in self._buffer if read is None or key[0] in read)

    async def _flush(self, keys: Iterable[tuple[Table, bool]]) -> None:
        buffer = {key: self._buffer[key] for key in keys}
        if not buffer:
            return
        for key in buffer:
            del self._buffer[key]
        before = self._mark.lengths
        if any(len(rows) > before.get(key, 0) for key, rows in buffer.items()):
            self._writes += 1
        for key in buffer:
            before.pop(key, None)
        for (table, replace), rows in buffer.items():
            writer = _writer(table, replace, self._connection.dialect)
            if isinstance(self._connection, Connection):
                self._connection.exec_driver_sql(writer.sql, writer.values(rows))
            else:
                await self._connection.exec_driver_sql(writer.sql, writer.values(rows))

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> int:
        """Run an update or delete after flushing; returns the number of rows it touched."""
        if self._read_only:
            raise RuntimeError("a view must not write")
        await self.flush()
        self._writes += 1
        result = await self._run(statement, parameters)
        return int(result.rowcount)

    async def rows(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """Run a select after writing what it may read; all rows."""
        await self._flush_for(statement)
        return (await self._run(statement, parameters)).all()

    async def row(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Row[*tuple[Any, ...]] | None:
        """Run a select after writing what it may read; the first row or None."""
        await self._flush_for(statement)
        return (await self._run(statement, parameters)).first()

    async def _run(self, statement: Executable, parameters: Any) -> CursorResult[*tuple[Any, ...]]:
        if isinstance(self._connection, Connection):
            return self._connection.execute(statement, parameters)
        return await self._connection.execute(statement, parameters)

    def among(self, column: Column[Any], ids: Collection[str] | Collection[int]) -> ColumnElement[bool]:
        """``column`` is one of ``ids``, as one parameter: a list of them would be compiled anew for each length."""
        if self.dialect == "postgresql":
            return column == func.any(bindparam(None, list(ids), postgresql.ARRAY(column.type)))
        each = func.json_each(to_json(list(ids)).decode()).table_valued("value")
        return column.in_(select(each.c.value))

    def mark(self) -> Mark:
        """A message begins. What earlier ones left in the buffer may be written without harm to a later rewind."""
        self._mark = Mark({key: len(rows) for key, rows in self._buffer.items()}, self._writes)
        return self._mark

    def rewind(self, mark: Mark) -> bool:
        """Forget what was buffered since ``mark``. False when some of it was already written."""
        if self._writes != mark.writes:
            return False
        for key, rows in list(self._buffer.items()):
            keep = mark.lengths.get(key, 0)
            if keep:
                del rows[keep:]
            else:
                del self._buffer[key]
        return True


_READ: WeakKeyDictionary[Executable, frozenset[Table] | None] = WeakKeyDictionary()


def _tables_of(statement: Any) -> frozenset[Table] | None:
    """The tables a statement reads; None when it holds SQL as text, which may read any."""
    if statement not in _READ:
        parts = list(visitors.iterate(statement))
        is_text = any(map(_is_text, parts))
        _READ[statement] = None if is_text else frozenset(part for part in parts if isinstance(part, Table))
    return _READ[statement]


def _is_text(part: Any) -> bool:
    literal = isinstance(part, ColumnClause) and part.is_literal
    return literal or isinstance(part, TextClause) or (isinstance(part, TableClause) and not isinstance(part, Table))


class _Writer:
    """An insert as the driver takes it. Rows by the hundred go past SQLAlchemy's handling of each parameter, which
    took a tenth of the time of a request; the column types still convert."""

    def __init__(self, table: Table, replace: bool, dialect: Dialect) -> None:
        statement: Any = _upsert(table, dialect.name) if replace else insert(table)
        compiled = statement.compile(dialect=dialect, column_keys=table.columns.keys())
        self.sql = str(compiled)
        self._names = list(compiled.positiontup)
        # Of several replacements of one row only the last is written.
        self._key = itemgetter(*(column.name for column in table.primary_key)) if replace else None
        self._pick = itemgetter(*self._names)
        found = (table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in self._names)
        self._convert = [(place, convert) for place, convert in enumerate(found) if convert is not None]

    def values(self, rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        if self._key is not None:
            rows = list({self._key(row): row for row in rows}.values())
        picked = list(map(self._pick, rows))
        if not self._convert:
            return picked
        out = []
        for row in picked:
            values = list(row)
            for place, convert in self._convert:
                values[place] = convert(values[place])
            out.append(tuple(values))
        return out


_BLANK: dict[Table, dict[str, None]] = {}
_WRITERS: dict[tuple[Table, bool, str], _Writer] = {}


def _writer(table: Table, replace: bool, dialect: Dialect) -> _Writer:
    key = (table, replace, dialect.name)
    if key not in _WRITERS:
        _WRITERS[key] = _Writer(table, replace, dialect)
    return _WRITERS[key]


def _upsert(table: Table, dialect: str) -> Executable:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement: Any = make(table)
    keys = [column.name for column in table.primary_key]
    others: dict[str, ClauseElement] = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys
    }
    upsert: Executable = statement.on_conflict_do_update(index_elements=keys, set_=others)
    return upsert
