"""The roster (排班表): a day shift by shift, a month as people by days."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from string import ascii_uppercase
from zoneinfo import ZoneInfo

from contracts.playbook.grammar import Label
from contracts.roster import ListShifts, ShiftRow
from frontdesk.reports.asking import Asking, Frame
from frontdesk.reports.model import Cell, Column, Fact, Note, Report, Table, label

NAME = "roster"
TITLE = label("排班表", "Roster")
STATES = {
    "planned": label("未到岗", "Planned"),
    "started": label("在岗", "On duty"),
    "ended": label("已下班", "Ended"),
}
WEEKDAYS = (
    label("一", "Mon"),
    label("二", "Tue"),
    label("三", "Wed"),
    label("四", "Thu"),
    label("五", "Fri"),
    label("六", "Sat"),
    label("日", "Sun"),
)
WEEKEND = (5, 6)
DAY_COLUMNS = (
    Column("post", label("岗位", "Post")),
    Column("name", label("姓名", "Name")),
    Column("staff", label("工号", "Login")),
    Column("starts_at", label("上班", "Begins"), "time"),
    Column("ends_at", label("下班", "Ends"), "time"),
    Column("state", label("状态", "State")),
    Column("signed_in_at", label("签到", "Signed in"), "time"),
    Column("late", label("迟到（分钟）", "Late (minutes)"), "integer"),
)
CODE_COLUMNS = (
    Column("code", label("代号", "Code")),
    Column("post", label("岗位", "Post")),
    Column("hours", label("时间", "Hours")),
    Column("shifts", label("班次", "Shifts"), "integer"),
)
Pattern = tuple[str, str]
"""A post and its hours: what a code of the grid stands for."""


async def ask_day(asking: Asking, day: date, staff: str | None) -> Report:
    """The shifts of a day as they stand now; of ``staff`` only when named."""
    shifts = await _shifts(asking, day, staff)
    return build_day(shifts, asking.frame, day)


async def ask_month(asking: Asking, days: Sequence[date], staff: str | None) -> Report:
    """The shifts of a month as they stand now; of ``staff`` only when named."""
    shifts = {day: await _shifts(asking, day, staff) for day in days}
    return build_month(shifts, asking.frame)


async def _shifts(asking: Asking, day: date, staff: str | None) -> list[ShiftRow]:
    return await asking.rows(ListShifts(day=day) if staff is None else ListShifts(day=day, staff=staff))


def build_day(shifts: Sequence[ShiftRow], frame: Frame, day: date) -> Report:
    """One row a shift, in the order in which they begin."""
    late = [shift for shift in shifts if shift.late_seconds]
    facts = [
        Fact(label("日期", "Day"), day),
        Fact(label("班次", "Shifts"), len(shifts)),
        Fact(label("人数", "People"), len({shift.staff for shift in shifts})),
        Fact(label("版本", "Version"), ", ".join(str(each) for each in sorted({it.version for it in shifts}))),
    ]
    return Report(
        name=NAME,
        title=TITLE,
        footer=frame.footer(),
        facts=facts,
        notes=[Note(label(f"{len(late)} 人迟到", f"{len(late)} late"))] if late else [],
        tables=[Table("shifts", TITLE, DAY_COLUMNS, [_row(shift, frame) for shift in shifts])],
        data={"day": day.isoformat(), "rows": [shift.model_dump(mode="json") for shift in shifts]},
        landscape=True,
    )


def build_month(shifts: dict[date, list[ShiftRow]], frame: Frame) -> Report:
    """People by days. A cell holds the codes of the shifts, which a second table explains."""
    every = [shift for day in shifts.values() for shift in day]
    codes = _codes(every, frame.zone)
    names = {shift.staff: shift.name or shift.staff for shift in every}
    first, last = min(shifts), max(shifts)
    rows = [
        [names[staff], *(_cell(shifts[day], staff, codes, frame.zone) for day in shifts), *_sums(every, staff)]
        for staff in sorted(names)
    ]
    manned = [str(len({shift.staff for shift in day})) if day else None for day in shifts.values()]
    totals = [label("人数", "People"), *manned, len(every), _hours(every)]
    return Report(
        name=NAME,
        title=TITLE,
        footer=frame.footer(),
        facts=[
            Fact(label("月份", "Month"), f"{first:%Y-%m}"),
            Fact(label("起止", "Days"), f"{first} – {last}"),
            Fact(label("班次", "Shifts"), len(every)),
            Fact(label("人数", "People"), len(names)),
        ],
        tables=[
            Table("month", TITLE, _month_columns(shifts), rows, totals if rows else None),
            Table("codes", label("班次代号", "Codes"), CODE_COLUMNS, _code_rows(every, codes, frame)),
        ],
        data={"month": f"{first:%Y-%m}", "rows": [shift.model_dump(mode="json") for shift in every]},
        landscape=True,
    )


def _row(shift: ShiftRow, frame: Frame) -> tuple[Cell, ...]:
    # A begun minute is a minute late.
    late = -(-shift.late_seconds // 60) or None
    times = (shift.starts_at, shift.ends_at, STATES[shift.state], shift.signed_in_at)
    return (frame.post(shift.post), shift.name or shift.staff, shift.staff, *times, late)


def _month_columns(days: dict[date, list[ShiftRow]]) -> list[Column]:
    grid = [Column(day.isoformat(), _day_label(day), narrow=True, shaded=day.weekday() in WEEKEND) for day in days]
    return [
        Column("name", label("姓名", "Name")),
        *grid,
        Column("shifts", label("班次", "Shifts"), "integer"),
        Column("hours", label("工时", "Hours")),
    ]


def _day_label(day: date) -> Label:
    weekday = WEEKDAYS[day.weekday()]
    return label(f"{day.day} {weekday.zh}", weekday.en)


def _pattern(shift: ShiftRow, zone: ZoneInfo) -> Pattern:
    begins, ends = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    later = (ends.date() - begins.date()).days
    return shift.post, f"{begins:%H:%M}–{ends:%H:%M}" + (f" +{later}" if later else "")


def _codes(shifts: Sequence[ShiftRow], zone: ZoneInfo) -> dict[Pattern, str]:
    """A letter for each post and hours, in their order; a number after it once the letters are used up."""
    letters = (f"{letter}{turn or ''}" for turn in count() for letter in ascii_uppercase)
    return dict(zip(sorted({_pattern(shift, zone) for shift in shifts}), letters, strict=False))


def _code_rows(shifts: Sequence[ShiftRow], codes: dict[Pattern, str], frame: Frame) -> list[tuple[Cell, ...]]:
    used = [_pattern(shift, frame.zone) for shift in shifts]
    return [(code, frame.post(it[0]), it[1], used.count(it)) for it, code in codes.items()]


def _cell(shifts: Sequence[ShiftRow], staff: str, codes: dict[Pattern, str], zone: ZoneInfo) -> str | None:
    return " ".join(codes[_pattern(shift, zone)] for shift in shifts if shift.staff == staff) or None


def _sums(shifts: Sequence[ShiftRow], staff: str) -> tuple[int, str]:
    own = [shift for shift in shifts if shift.staff == staff]
    return len(own), _hours(own)


def _hours(shifts: Sequence[ShiftRow]) -> str:
    """``168:30``, hours and minutes."""
    whole: timedelta = sum((shift.ends_at - shift.starts_at for shift in shifts), timedelta())
    minutes = int(whole.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"
