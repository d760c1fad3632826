"""The promotion report (促销效果报告): participants, response, sales and cost. Rule TH-33."""

from collections.abc import Sequence
from fractions import Fraction

from contracts.cashdesk.promotions import PromotionDay, PromotionGifts, PromotionReport, PromotionReportView
from contracts.money import Money
from contracts.playbook.grammar import Label
from frontdesk.reports.asking import Asking, Frame, People, person
from frontdesk.reports.model import Cell, Column, Fact, Note, Report, Table, label
from frontdesk.reports.texts import TOTAL

NAME = "promotion"
TITLE = label("促销效果报告", "Promotion report")
STATES = {"open": label("进行中", "Open"), "closed": label("已结束", "Closed")}
GIFT_COLUMNS = (
    Column("type", label("礼品", "Gift")),
    Column("planned", label("计划", "Planned"), "integer"),
    Column("approved", label("已批准", "Approved"), "integer"),
    Column("given", label("已发放", "Given"), "integer"),
    Column("cost", label("成本", "Cost"), "money"),
)
DAY_COLUMNS = (
    Column("day", label("日期", "Day"), "date"),
    Column("contacted", label("参与", "Contacted"), "integer"),
    Column("responded", label("响应", "Responded"), "integer"),
    Column("bought", label("购买", "Bought"), "integer"),
    Column("charges", label("成交笔数", "Charges"), "integer"),
    Column("sales", label("销售额", "Sales"), "money"),
    Column("gifts", label("礼品数", "Gifts"), "integer"),
    Column("cost", label("成本", "Cost"), "money"),
)


async def ask_promotion(asking: Asking, promotion: str) -> Report:
    """The promotion of that name, up to now."""
    view = await asking.ask(PromotionReport(promotion=promotion))
    return build(view, asking.frame, await asking.people())


def build(view: PromotionReportView, frame: Frame, people: People) -> Report:
    """The effect in one head, then gift by gift and day by day."""
    warning = label("成本超出预算", "Costs exceed the budget")
    gifts = [_gift(it, frame) for it in view.gifts]
    days = [_day(it) for it in view.days]
    return Report(
        name=NAME,
        title=TITLE,
        footer=frame.footer(),
        facts=[*_facts(view, people), *_effect(view)],
        notes=[Note(warning, warning=True)] if view.over_budget else [],
        tables=[
            Table("days", label("逐日", "Day by day"), DAY_COLUMNS, days, _totals(DAY_COLUMNS, days)),
            Table("gifts", label("礼品", "Gifts"), GIFT_COLUMNS, gifts, _totals(GIFT_COLUMNS, gifts)),
        ],
        data=view.model_dump(mode="json"),
    )


def _facts(view: PromotionReportView, people: People) -> list[Fact]:
    promotion = view.promotion
    return [
        Fact(label("活动", "Promotion"), promotion.title),
        Fact(label("代号", "Name"), promotion.promotion),
        Fact(label("期间", "Period"), f"{promotion.starts} – {promotion.ends}"),
        Fact(label("状态", "State"), STATES[promotion.state]),
        Fact(label("发起人", "Opened by"), person(people, promotion.opened_by)),
        Fact(label("结束人", "Closed by"), person(people, promotion.closed_by)),
    ]


def _effect(view: PromotionReportView) -> list[Fact]:
    """``cost to sales`` is left out while nothing is sold."""
    ratio = Fraction(view.cost.minor, view.sales.minor) if view.sales.minor > 0 else None
    return [
        Fact(label("参与人数", "Participants"), view.participants),
        Fact(label("响应人数", "Responded"), view.responded),
        Fact(label("响应率", "Response rate"), _share(view.response_rate)),
        Fact(label("购买人数", "Bought"), view.bought),
        Fact(label("成交笔数", "Charges"), view.charges),
        Fact(label("销售额", "Sales"), view.sales),
        Fact(label("礼品成本", "Cost of gifts"), view.gifts_cost),
        Fact(label("其他成本", "Other cost"), view.other_cost),
        Fact(label("成本合计", "Cost"), view.cost),
        Fact(label("预算", "Budget"), view.promotion.budget),
        Fact(label("费用率", "Cost to sales"), ratio),
    ]


def _share(percent: str | None) -> Fraction | None:
    return Fraction(percent.removesuffix("%")) / 100 if percent is not None else None


def _gift(gift: PromotionGifts, frame: Frame) -> Sequence[Cell]:
    return (_title(gift.type, frame), gift.planned, gift.approved, gift.given, gift.cost)


def _title(name: str, frame: Frame) -> Label:
    stock = frame.playbook.stock
    known = stock.types.get(name) if stock is not None else None
    return known.title if known is not None else label(name, name)


def _day(it: PromotionDay) -> Sequence[Cell]:
    return (it.day, it.contacted, it.responded, it.bought, it.charges, it.sales, it.gifts, it.cost)


def _totals(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Sequence[Cell] | None:
    if not rows:
        return None
    return [TOTAL, *(_sum([row[number] for row in rows]) for number in range(1, len(columns)))]


def _sum(cells: Sequence[Cell]) -> Cell:
    amounts = [cell for cell in cells if isinstance(cell, Money)]
    if amounts:
        return Money.of_minor(sum(amount.minor for amount in amounts), amounts[0].currency)
    return sum(cell for cell in cells if isinstance(cell, int))
