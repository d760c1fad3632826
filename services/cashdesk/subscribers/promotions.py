"""Gifts and promotions."""

from chassis.work import Work
from contracts import cashdesk as c
from contracts.base import Done
from services.cashdesk.handlers.approve_gifts import apply_for_gifts, decide_gifts
from services.cashdesk.handlers.give_gift import give_gift
from services.cashdesk.handlers.list_gifts import list_applications, list_gifts
from services.cashdesk.handlers.record_participant import record_participant
from services.cashdesk.handlers.report_promotion import list_promotions, report_promotion
from services.cashdesk.handlers.run_promotion import close_promotion, open_promotion, record_cost
from services.cashdesk.subscribers.base import on


@on.command(c.ApplyForGifts)
async def gifts_applied_for(command: c.ApplyForGifts, work: Work) -> c.ApplicationReceipt:
    return await apply_for_gifts(command, work)


@on.command(c.DecideGifts)
async def gifts_decided(command: c.DecideGifts, work: Work) -> c.ApplicationReceipt:
    return await decide_gifts(command, work)


@on.command(c.GiveGift)
async def gift_given(command: c.GiveGift, work: Work) -> c.GiftReceipt:
    return await give_gift(command, work)


@on.command(c.OpenPromotion)
async def promotion_opened(command: c.OpenPromotion, work: Work) -> Done:
    return await open_promotion(command, work)


@on.command(c.ClosePromotion)
async def promotion_closed(command: c.ClosePromotion, work: Work) -> Done:
    return await close_promotion(command, work)


@on.command(c.RecordPromotionCost)
async def cost_recorded(command: c.RecordPromotionCost, work: Work) -> Done:
    return await record_cost(command, work)


@on.command(c.RecordParticipant)
async def participant_recorded(command: c.RecordParticipant, work: Work) -> c.ParticipantReceipt:
    return await record_participant(command, work)


@on.query(c.ListGiftApplications)
async def gift_applications(query: c.ListGiftApplications, work: Work) -> c.ApplicationPage:
    return await list_applications(query, work)


@on.query(c.ListPromotions)
async def promotions(query: c.ListPromotions, work: Work) -> c.PromotionPage:
    return await list_promotions(query, work)


@on.query(c.PromotionReport)
async def promotion_report(query: c.PromotionReport, work: Work) -> c.PromotionReportView:
    return await report_promotion(query, work)


@on.query(c.ListGifts, writes=lambda query: query.purpose is not None)
async def gifts(query: c.ListGifts, work: Work) -> c.GiftPage:
    return await list_gifts(query, work)
