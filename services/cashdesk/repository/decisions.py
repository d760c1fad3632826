"""What the decision tables said of requests."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from chassis.store import Store
from services.cashdesk.tables import decisions

_OF_REQUEST = (
    select(decisions)
    .where(decisions.c.site == bindparam("site"), decisions.c.number == bindparam("number"))
    .order_by(decisions.c.position)
)


def add_decision(store: Store, **values: Any) -> None:
    """A new decision, by column."""
    store.insert(decisions, **values)


async def decisions_of(store: Store, site: str, number: str) -> Sequence[Row[Any]]:
    """All decisions of a request, as the line asked for them."""
    return await store.rows(_OF_REQUEST, {"site": site, "number": number})
