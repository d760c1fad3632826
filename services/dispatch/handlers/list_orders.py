"""Orders of a department, a person, a line; by default those not done."""

from chassis.paging import cut
from chassis.work import Work
from contracts.dispatch import ListOrders, OrderPage, OrderRow
from services.dispatch import repository
from services.dispatch.domain.model import UNDONE


async def list_orders(query: ListOrders, work: Work) -> OrderPage:
    """Oldest first; the cursor is the last order's id."""
    asked = {"department": query.department, "assignee": query.assignee, "line": query.line}
    found = await repository.page_of_orders(
        work.store,
        work.site,
        wanted={column: value for column, value in asked.items() if value is not None},
        states=[query.state] if query.state else UNDONE,
        after=query.cursor,
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
        )
        for order in page
    ]
    return OrderPage(rows=rows, next=last.order_id if last else None)
