"""Nothing in cashdesk changes or deletes what is written once."""

import re
from pathlib import Path

import pytest

import services.cashdesk
from services.cashdesk.tables import APPEND_ONLY

SOURCES = sorted(Path(services.cashdesk.__file__).parent.rglob("*.py"))
WRITERS = {"entries": "repository/ledger.py", "postings": "repository/ledger.py", "seals": "repository/sealing.py"}


def changes(table: str) -> re.Pattern[str]:
    """A statement that updates, replaces or deletes rows of the table."""
    return re.compile(rf"\b(update|delete|upsert|put|save)\(\s*((work\.)?store,\s*)?(tables\.)?{table}\b")


def inserts(table: str) -> re.Pattern[str]:
    return re.compile(rf"\binsert\(\s*(tables\.)?{table}\b")


def test_these_tables_are_append_only() -> None:
    assert {table.name for table in APPEND_ONLY} == set(WRITERS)


@pytest.mark.parametrize("table", WRITERS)
def test_no_statement_changes_a_row(table: str) -> None:
    for path in SOURCES:
        assert changes(table).search(path.read_text(encoding="utf-8")) is None, path


@pytest.mark.parametrize("table", WRITERS)
def test_rows_are_inserted_in_one_place(table: str) -> None:
    root = Path(services.cashdesk.__file__).parent
    found = [path.relative_to(root).as_posix() for path in SOURCES if inserts(table).search(path.read_text("utf-8"))]
    assert [path for path in found if not path.startswith("migrations/")] == [WRITERS[table]]


@pytest.mark.parametrize(
    "statement", ["update(entries)", "store.put(entries, id=1)", "save(work.store, entries, row)", "delete(entries)"]
)
def test_such_a_statement_would_be_found(statement: str) -> None:
    assert changes("entries").search(statement)
