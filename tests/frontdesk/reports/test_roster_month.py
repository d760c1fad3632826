"""A month as people read it on the wall: who works when, in which version, and what was changed since."""

from datetime import date, datetime, timedelta

import pytest

from contracts.roster import MonthCell, MonthPerson, MonthView, PlannedShift, PublishedMonth, ShiftChange
from frontdesk.reports.asking import Unusable, month_of
from frontdesk.reports.model import Report
from frontdesk.reports.roster_month import build_month
from frontdesk.reports.texts import both
from tests.frontdesk.reports.views import AT, FRAME

DAYS = month_of("2026-12")
PEOPLE = {"li": "李敏", "wang": "王芳"}


def cell(day: int, hour: int, hours: int, post: str = "front_desk", **more: object) -> MonthCell:
    starts = datetime(2026, 12, day, hour, tzinfo=FRAME.zone)
    return MonthCell.model_validate(
        {"day": date(2026, 12, day), "post": post, "starts_at": starts, "ends_at": starts + timedelta(hours=hours)}
        | more
    )


def month(*cells: MonthCell, **more: object) -> MonthView:
    fields = {
        "month": "2026-12",
        "shows": "now",
        "version": 1,
        "revision": 0,
        "published": [PublishedMonth(version=1, published_at=AT, published_by="wang", shifts=3)],
        "people": [
            MonthPerson(actor="li", name="李敏", department="desk", cells=list(cells)),
            MonthPerson(actor="zhou", name="", department="desk", cells=[cell(1, 22, 10)]),
        ],
        "changes": [],
    }
    return MonthView.model_validate(fields | more)


def build(view: MonthView) -> Report:
    return build_month(view, DAYS, FRAME, PEOPLE)


def test_people_stand_by_days_and_codes_say_post_and_hours() -> None:
    report = build(month(cell(1, 8, 8), cell(31, 8, 8), cell(31, 18, 3, post="engineering")))
    grid, codes = report.tables
    assert [(row[0], row[1], row[31]) for row in grid.rows] == [("李敏", "B", "B A"), ("zhou", "C", None)]
    assert [row[-2:] for row in grid.rows] == [[3, "19:00"], [1, "10:00"]]
    assert grid.totals is not None
    assert [grid.totals[place] for place in (1, 2, 31, 32, 33)] == ["2", "0", "1", 4, "29:00"]
    assert [(row[0], row[1].zh, row[3], row[4]) for row in codes.rows] == [
        ("A", "维修岗", "18:00–21:00", 1),
        ("B", "前台岗", "08:00–16:00", 2),
        ("C", "前台岗", "22:00–08:00 +1", 1),
    ]


def test_weekends_are_shaded() -> None:
    grid = build(month()).tables[0]
    shaded = [column.key for column in grid.columns if column.shaded]
    assert shaded[:3] == ["2026-12-05", "2026-12-06", "2026-12-12"]
    assert grid.columns[5].label.zh == "5 六"


def test_a_draft_and_a_late_month_cannot_be_taken_for_a_published_one() -> None:
    draft = build(month(shows="draft", revision=7, published=[], publish_late=True, faults={"shifts[0]": "too long"}))
    assert [both(note.text) for note in draft.notes if note.warning] == [
        "草稿，未公布 A draft, not published",
        "已过公布期限 Publishing is overdue",
    ]
    assert draft.tables[-1].rows == [("shifts[0]", "too long")]
    assert not build(month(publish_late=True)).notes, "published, though late"


def test_whoever_is_absent_is_marked() -> None:
    report = build(month(cell(1, 8, 8, absent=True)))
    assert report.tables[0].rows[0][1] == "A*"
    assert [both(note.text) for note in report.notes] == ["* 当日缺勤 * absent that day"]


def test_changes_since_then_are_listed_with_both_shifts() -> None:
    starts = datetime(2026, 12, 1, 8, tzinfo=FRAME.zone)
    old = PlannedShift(post="front_desk", staff="li", starts_at=starts, ends_at=starts + timedelta(hours=8))
    change = ShiftChange(
        changed_at=AT,
        by="wang",
        because="replaced",
        month_version=1,
        old=old,
        new=old.model_copy(update={"staff": "zhou"}),
        reason="病假",
    )
    row = build(month(changes=[change])).tables[-1].rows[0]
    assert row[1] == "王芳 (wang)"
    assert row[3:] == (
        "李敏 (li)\n前台岗 Front desk\n2026-12-01 08:00–16:00",
        "zhou\n前台岗 Front desk\n2026-12-01 08:00–16:00",
        "病假",
    )


def test_more_patterns_than_letters() -> None:
    cells = [cell(day, hour, 1) for day in (1, 2) for hour in range(15)] + [cell(3, 1, hours) for hours in range(2, 20)]
    codes = [row[0] for row in build(month(*cells)).tables[1].rows]
    assert codes[24:28] == ["Y", "Z", "A1", "B1"]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(("text", "last"), [("2026-02", 28), ("2028-02", 29), ("2026-12", 31)])
def test_months_have_their_days(text: str, last: int) -> None:
    assert [day.day for day in month_of(text)] == list(range(1, last + 1))


@pytest.mark.parametrize("text", ["2026-00", "2026", "december", "2026-12-01"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(Unusable, match="2026-12"):
        month_of(text)
