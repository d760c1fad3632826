"""Views as services answer with them, for looking at single reports."""

from datetime import UTC, date, datetime, timedelta

from contracts.cashdesk.deposits import DepositSlipView, NoteCount, Signature, SlipLine
from contracts.cashdesk.promotions import PromotionDay, PromotionGifts, PromotionReportView, PromotionRow
from contracts.money import Money
from contracts.playbook import find, load
from frontdesk.reports.asking import Frame

AT = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
FRAME = Frame("HQ", "wang", AT, load(find("property-desk")))


def money(text: str) -> Money:
    return Money.parse(f"{text} CNY")


def signed(part: str, actor: str, *, void: bool = False, revision: int = 2) -> Signature:
    fields = {"part": part, "actor": actor, "name": f"姓名{actor}", "at": AT, "revision": revision}
    return Signature.model_validate(fields | {"figures": f"{revision}" * 64, "void": void})


def slip(*signatures: Signature, **more: object) -> DepositSlipView:
    """2,330.05 expected and 2,320.05 counted, drawn twice."""
    cash = SlipLine(
        kind="cash",
        counted=money("1320.05"),
        expected=money("1330.05"),
        difference=money("-10.00"),
        notes=[NoteCount(value=money("100.00"), count=13), NoteCount(value=money("20.05"), count=1)],
    )
    cheque = SlipLine(kind="cheque", counted=money("1000.00"), expected=money("1000.00"), difference=money("0.00"))
    fields = {
        "slip_id": "s-1",
        "title": {"zh": "交款单", "en": "Deposit slip"},
        "clerk": "li",
        "clerk_name": "李敏",
        "drawer": "front",
        "state": "drawn",
        "revision": 2,
        "figures": "2" * 64,
        "since": AT - timedelta(hours=8),
        "up_to": AT,
        "drawn_at": AT,
        "completed_at": None,
        "lines": [cash, cheque],
        "kept": money("500.00"),
        "counted": money("2320.05"),
        "expected": money("2330.05"),
        "difference": money("-10.00"),
        "reason": "找零错误",
        "collector": None,
        "witness": None,
        "missing": ["collector", "witness"],
        "signatures": list(signatures),
        "entry_id": None,
        "note": None,
    }
    return DepositSlipView.model_validate(fields | more)


def promotion(**more: object) -> PromotionReportView:
    """Two days, one gift, 200 spent for 1,000 sold."""
    row = PromotionRow(
        promotion="new_year",
        title="元旦入网有礼",
        starts=date(2026, 12, 1),
        ends=date(2026, 12, 31),
        budget=money("150.00"),
        items=[],
        gifts={"umbrella": 100},
        state="open",
        opened_by="wang",
        closed_by=None,
        closed_at=None,
    )
    days = [
        PromotionDay(
            day=date(2026, 12, number),
            contacted=20,
            responded=5,
            bought=2,
            charges=2,
            sales=money("500.00"),
            gifts=2,
            cost=money("100.00"),
        )
        for number in (1, 2)
    ]
    fields = {
        "promotion": row,
        "participants": 40,
        "responded": 10,
        "bought": 4,
        "response_rate": "25.0%",
        "charges": 4,
        "sales": money("1000.00"),
        "gifts_cost": money("40.00"),
        "other_cost": money("160.00"),
        "cost": money("200.00"),
        "over_budget": True,
        "gifts": [PromotionGifts(type="umbrella", planned=100, approved=10, given=4, cost=money("40.00"))],
        "days": days,
    }
    return PromotionReportView.model_validate(fields | more)
