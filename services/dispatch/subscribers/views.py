"""Views of dispatch."""

from chassis.work import Work
from contracts.dispatch import (
    DeadlinePage,
    DeadlineReasons,
    GetDeadline,
    GetOrder,
    GetPlaybook,
    ListDeadlines,
    ListOrders,
    LogPage,
    OrderPage,
    OrderView,
    PlaybookView,
    Recalculation,
    RecalculationPage,
    ShowLog,
)
from services.dispatch.handlers.explain_deadline import explain_deadline
from services.dispatch.handlers.foresee_recalculation import foresee_recalculation, show_playbook
from services.dispatch.handlers.list_deadlines import list_deadlines
from services.dispatch.handlers.list_orders import list_orders
from services.dispatch.handlers.show_log import show_log
from services.dispatch.handlers.show_order import show_order
from services.dispatch.subscribers.table import on


@on.query(GetOrder)
async def order(query: GetOrder, work: Work) -> OrderView:
    return await show_order(query, work)


@on.query(ListOrders)
async def orders(query: ListOrders, work: Work) -> OrderPage:
    return await list_orders(query, work)


@on.query(ShowLog)
async def log(query: ShowLog, work: Work) -> LogPage:
    return await show_log(query, work)


@on.query(ListDeadlines)
async def deadlines(query: ListDeadlines, work: Work) -> DeadlinePage:
    return await list_deadlines(query, work)


@on.query(GetDeadline)
async def deadline(query: GetDeadline, work: Work) -> DeadlineReasons:
    return await explain_deadline(query, work)


@on.query(Recalculation)
async def recalculation(query: Recalculation, work: Work) -> RecalculationPage:
    return await foresee_recalculation(query, work)


@on.query(GetPlaybook)
async def playbook(query: GetPlaybook, work: Work) -> PlaybookView:
    return await show_playbook(query, work)
