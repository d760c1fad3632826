"""Orders of a department, a person, a line; by default those not done. Rule IR-04."""

import re

from chassis.paging import cut
from chassis.work import Work
from contracts.dispatch import ListOrders, OrderPage, OrderRow
from contracts.problems import Invalid
from services.dispatch import repository
from services.dispatch.domain.model import UNDONE

CURSOR = re.compile(r"-?[0-9]{1,9}")


async def list_orders(query: ListOrders, work: Work) -> OrderPage:
    """An emergency stands ahead of all other work, then the oldest. The cursor is where the last page ended."""
    asked = {"department": query.department, "assignee": query.assignee, "line": query.line}
    found = await repository.page_of_orders(
        work.store,
        work.site,
        wanted={column: value for column, value in asked.items() if value is not None},
        states=[query.state] if query.state else UNDONE,
        after=_read_cursor(query.cursor) if query.cursor is not None else None,
        limit=query.limit + 1,
    )
    page, last = cut(found, query.limit)
    due = await repository.next_due(work.store, [order.number for order in page])
    rows = [
        OrderRow(
            number=order.number,
            line=order.line,
            severity=order.severity,
            state=order.state,
            department=order.department,
            assignee=order.assignee,
            routed_at=order.routed_at,
            next_due_at=due.get(order.number),
            priority=-order.rank,
            tier=order.tier,
            part_of=order.part_of,
        )
        for order in page
    ]
    return OrderPage(rows=rows, next=f"{last.rank}~{last.order_id}" if last else None)


def _read_cursor(cursor: str) -> tuple[int, str]:
    """The rank and id of the last order shown. Raises Invalid naming ``cursor`` for anything that no page gave out."""
    rank, _, order_id = cursor.partition("~")
    if CURSOR.fullmatch(rank) is None or not order_id:
        raise Invalid("unknown cursor", errors={"cursor": "send the 'next' of the page before, unchanged"})
    return int(rank), order_id
