"""What a promotion came to: participants, response, sales, cost, day by day. Rule TH-33."""

from datetime import date
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    ListPromotions,
    PromotionDay,
    PromotionGifts,
    PromotionPage,
    PromotionReport,
    PromotionReportView,
    PromotionRow,
)
from contracts.money import Money
from services.cashdesk.domain.promotions import Day, by_day, rate, total
from services.cashdesk.repository.promotions import (
    approved_of,
    costs_of,
    gifts_of,
    people_of,
    promotion_page,
    read_promotion,
    sales_of,
)


async def list_promotions(query: ListPromotions, work: Work) -> PromotionPage:
    found, more = await promotion_page(work.store, work.site, query)
    return PromotionPage(rows=[_row(row) for row in found], next=found[-1].promotion if more else None)


async def report_promotion(query: PromotionReport, work: Work) -> PromotionReportView:
    """Raises NotFound."""
    store, site, name = work.store, work.site, query.promotion
    row = await read_promotion(store, site, name)
    people = await people_of(store, site, name)
    calendar = work.playbook.calendar
    paid = [
        (calendar.local_date(sale.at).isoformat(), sale.charge_id, int(sale.minor))
        for sale in await sales_of(store, site, name)
    ]
    given = await gifts_of(store, site, name)
    costs = await costs_of(store, site, name)
    gifts = [(gift.day, int(gift.given), int(gift.minor)) for gift in given]
    days = by_day([tuple(person) for person in people], paid, gifts, costs)
    gifts_cost, other = sum(minor for _, _, minor in gifts), sum(costs.values())
    responded = total(days, "responded")

    def money(minor: int) -> Money:
        return Money.of_minor(minor, row.currency)

    return PromotionReportView(
        promotion=_row(row),
        participants=len(people),
        responded=responded,
        bought=total(days, "bought"),
        response_rate=rate(responded, len(people)),
        charges=len({charge for _, charge, _ in paid}),
        sales=money(total(days, "sales")),
        gifts_cost=money(gifts_cost),
        other_cost=money(other),
        cost=money(gifts_cost + other),
        over_budget=gifts_cost + other > row.budget_minor,
        gifts=_gifts(row, given, await approved_of(store, site, name)),
        days=[_day(date.fromisoformat(day), what, row.currency) for day, what in days.items()],
    )


def _row(row: Row[Any]) -> PromotionRow:
    return PromotionRow(
        promotion=row.promotion,
        title=row.title,
        starts=row.starts,
        ends=row.ends,
        budget=Money.of_minor(row.budget_minor, row.currency),
        items=row._mapping["items"],
        gifts=row.gifts,
        state=row.state,
        opened_by=row.opened_by,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
    )


def _gifts(row: Row[Any], given: Any, approved: dict[str, int]) -> list[PromotionGifts]:
    names = dict.fromkeys([*row.gifts, *approved, *(gift.type for gift in given)])
    return [
        PromotionGifts(
            type=name,
            planned=row.gifts.get(name, 0),
            approved=approved.get(name, 0),
            given=sum(int(gift.given) for gift in given if gift.type == name),
            cost=Money.of_minor(sum(int(gift.minor) for gift in given if gift.type == name), row.currency),
        )
        for name in names
    ]


def _day(day: date, what: Day, currency: str) -> PromotionDay:
    return PromotionDay(
        day=day,
        contacted=what.contacted,
        responded=what.responded,
        bought=what.bought,
        charges=len(what.charges),
        sales=Money.of_minor(what.sales, currency),
        gifts=what.gifts,
        cost=Money.of_minor(what.cost, currency),
    )
