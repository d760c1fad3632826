"""Keyset pages: a list goes on after the last row's moment and key, however long it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, literal, tuple_, type_coerce

from chassis.columns import to_micros
from services.intake.domain.paging import Place


def page(
    statement: Select[Any], at: ColumnElement[Any], key: ColumnElement[Any], after: Place | None, limit: int
) -> Select[Any]:
    """One row more than ``limit``, so that the caller sees whether another page follows."""
    if after is not None:
        micros, last = after
        here = tuple_(type_coerce(at, BigInteger), key)
        statement = statement.where(here > tuple_(literal(micros, BigInteger), literal(last)))
    return statement.order_by(at, key).limit(limit + 1)


def place(at: datetime, key: str) -> Place:
    """Where a row stands in its list."""
    return to_micros(at), key
