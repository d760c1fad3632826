"""Takings on their way: deposit slips, the bank's collection, tail cash, differences."""

from chassis.work import Timer, Work
from contracts import cashdesk as c
from contracts.base import Done
from services.cashdesk.handlers.decide_difference import decide_difference, explain_difference
from services.cashdesk.handlers.draw_deposit_slip import cancel_deposit_slip, draw_deposit_slip, recount_deposit_slip
from services.cashdesk.handlers.list_differences import list_differences
from services.cashdesk.handlers.list_put_aways import list_put_aways
from services.cashdesk.handlers.put_away import deposit_at_bank, store_tail_cash
from services.cashdesk.handlers.show_deposit_slips import list_deposit_slips, show_deposit_slip
from services.cashdesk.handlers.show_hand_ins import show_hand_ins
from services.cashdesk.handlers.sign_deposit_slip import sign_deposit_slip
from services.cashdesk.handlers.warn_before_collection import KIND, collection_due, expect_collections
from services.cashdesk.handlers.witness_put_away import cancel_put_away, witness_put_away
from services.cashdesk.subscribers.base import on


@on.start
async def started(work: Work) -> None:
    await expect_collections(work)


@on.timer(KIND)
async def bank_is_coming(timer: Timer, work: Work) -> None:
    await collection_due(timer, work)


# ------------------------------------------------------------------ commands
@on.command(c.DrawDepositSlip)
async def slip_drawn(command: c.DrawDepositSlip, work: Work) -> c.SlipReceipt:
    return await draw_deposit_slip(command, work)


@on.command(c.RecountDepositSlip)
async def slip_recounted(command: c.RecountDepositSlip, work: Work) -> c.SlipReceipt:
    return await recount_deposit_slip(command, work)


@on.command(c.SignDepositSlip)
async def slip_signed(command: c.SignDepositSlip, work: Work) -> c.SlipReceipt:
    return await sign_deposit_slip(command, work)


@on.command(c.CancelDepositSlip)
async def slip_cancelled(command: c.CancelDepositSlip, work: Work) -> Done:
    return await cancel_deposit_slip(command, work)


@on.command(c.DepositAtBank)
async def brought_to_bank(command: c.DepositAtBank, work: Work) -> c.PutAwayReceipt:
    return await deposit_at_bank(command, work)


@on.command(c.StoreTailCash)
async def tail_cash_counted(command: c.StoreTailCash, work: Work) -> c.PutAwayReceipt:
    return await store_tail_cash(command, work)


@on.command(c.WitnessPutAway)
async def put_away_witnessed(command: c.WitnessPutAway, work: Work) -> c.PutAwayReceipt:
    return await witness_put_away(command, work)


@on.command(c.CancelPutAway)
async def put_away_cancelled(command: c.CancelPutAway, work: Work) -> c.PutAwayReceipt:
    return await cancel_put_away(command, work)


@on.command(c.DecideDifference)
async def difference_decided(command: c.DecideDifference, work: Work) -> c.CashDifferenceReceipt:
    return await decide_difference(command, work)


@on.command(c.ExplainDifference)
async def difference_explained(command: c.ExplainDifference, work: Work) -> c.CashDifferenceReceipt:
    return await explain_difference(command, work)


# ------------------------------------------------------------------ views
@on.query(c.GetDepositSlip)
async def deposit_slip(query: c.GetDepositSlip, work: Work) -> c.DepositSlipView:
    return await show_deposit_slip(query, work)


@on.query(c.ListDepositSlips)
async def deposit_slips(query: c.ListDepositSlips, work: Work) -> c.DepositSlipPage:
    return await list_deposit_slips(query, work)


@on.query(c.ListPutAways)
async def put_aways(query: c.ListPutAways, work: Work) -> c.PutAwayPage:
    return await list_put_aways(query, work)


@on.query(c.GetHandIns)
async def who_has_handed_in(query: c.GetHandIns, work: Work) -> c.HandInsView:
    return await show_hand_ins(query, work)


@on.query(c.ListDifferences)
async def differences(query: c.ListDifferences, work: Work) -> c.DifferencePage:
    return await list_differences(query, work)
