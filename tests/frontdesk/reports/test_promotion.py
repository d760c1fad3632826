"""What a promotion brought and what it cost. Rule TH-33."""

from fractions import Fraction

from frontdesk.reports.promotion import build
from frontdesk.reports.texts import TOTAL
from tests.frontdesk.reports.views import FRAME, money, promotion

PEOPLE = {"wang": "王芳"}


def test_the_effect_stands_in_the_head() -> None:
    facts = {fact.label.en: fact.value for fact in build(promotion(), FRAME, PEOPLE).facts}
    assert facts["Promotion"] == "元旦入网有礼"
    assert facts["Opened by"] == "王芳 (wang)"
    assert (facts["Participants"], facts["Responded"], facts["Response rate"]) == (40, 10, Fraction(1, 4))
    assert (facts["Sales"], facts["Cost"], facts["Cost to sales"]) == (
        money("1000.00"),
        money("200.00"),
        Fraction(1, 5),
    )


def test_days_and_gifts_are_summed() -> None:
    days, gifts = build(promotion(), FRAME, PEOPLE).tables
    assert days.totals == [TOTAL, 40, 10, 4, 4, money("1000.00"), 4, money("200.00")]
    assert gifts.totals == [TOTAL, 100, 10, 4, money("40.00")]


def test_going_over_the_budget_is_a_warning() -> None:
    assert [note.warning for note in build(promotion(), FRAME, PEOPLE).notes] == [True]
    assert not build(promotion(over_budget=False), FRAME, PEOPLE).notes


def test_before_anybody_took_part_there_are_no_rates_and_no_sums() -> None:
    nothing = {"participants": 0, "response_rate": None, "sales": money("0.00"), "days": [], "gifts": []}
    report = build(promotion(**nothing), FRAME, PEOPLE)
    facts = {fact.label.en: fact.value for fact in report.facts}
    assert facts["Response rate"] is None
    assert facts["Cost to sales"] is None
    assert [table.totals for table in report.tables] == [None, None]
