"""Goods: into the store, from hand to hand, sold, missing."""

from chassis.work import Work
from contracts import cashdesk as c
from contracts.base import Done
from services.cashdesk.handlers.confirm_stock import confirm_stock, decline_stock
from services.cashdesk.handlers.offer_stock import hand_over_stock, issue_stock, return_stock
from services.cashdesk.handlers.receive_stock import receive_stock
from services.cashdesk.handlers.sell_goods import sell_stock
from services.cashdesk.handlers.settle_difference import decide_difference, record_difference
from services.cashdesk.handlers.show_stock import list_differences, list_moves, list_offers, show_account, show_position
from services.cashdesk.handlers.take_back_goods import take_back_stock
from services.cashdesk.subscribers.base import on


@on.command(c.ReceiveStock)
async def stock_received(command: c.ReceiveStock, work: Work) -> Done:
    return await receive_stock(command, work)


@on.command(c.IssueStock)
async def issue_offered(command: c.IssueStock, work: Work) -> c.StockOfferReceipt:
    return await issue_stock(command, work)


@on.command(c.ReturnStock)
async def return_offered(command: c.ReturnStock, work: Work) -> c.StockOfferReceipt:
    return await return_stock(command, work)


@on.command(c.HandOverStock)
async def stock_offered(command: c.HandOverStock, work: Work) -> c.StockOfferReceipt:
    return await hand_over_stock(command, work)


@on.command(c.ConfirmStock)
async def stock_confirmed(command: c.ConfirmStock, work: Work) -> c.StockOfferReceipt:
    return await confirm_stock(command, work)


@on.command(c.DeclineStock)
async def stock_declined(command: c.DeclineStock, work: Work) -> c.StockOfferReceipt:
    return await decline_stock(command, work)


@on.command(c.SellStock)
async def stock_named(command: c.SellStock, work: Work) -> Done:
    return await sell_stock(command, work)


@on.command(c.TakeBackStock)
async def stock_taken_back(command: c.TakeBackStock, work: Work) -> Done:
    return await take_back_stock(command, work)


@on.command(c.RecordStockDifference)
async def difference_recorded(command: c.RecordStockDifference, work: Work) -> c.DifferenceReceipt:
    return await record_difference(command, work)


@on.command(c.DecideStockDifference)
async def difference_decided(command: c.DecideStockDifference, work: Work) -> c.DifferenceReceipt:
    return await decide_difference(command, work)


@on.query(c.StockPosition)
async def stock_position(query: c.StockPosition, work: Work) -> c.StockPositionView:
    return await show_position(query, work)


@on.query(c.StockAccount)
async def stock_account(query: c.StockAccount, work: Work) -> c.StockAccountView:
    return await show_account(query, work)


@on.query(c.ListStockOffers)
async def stock_offers(query: c.ListStockOffers, work: Work) -> c.StockOfferPage:
    return await list_offers(query, work)


@on.query(c.ListStockMoves)
async def stock_moves(query: c.ListStockMoves, work: Work) -> c.StockMovePage:
    return await list_moves(query, work)


@on.query(c.ListStockDifferences)
async def stock_differences(query: c.ListStockDifferences, work: Work) -> c.StockDifferencePage:
    return await list_differences(query, work)
