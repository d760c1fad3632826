"""The roster (排班表) of a day, shift by shift."""

from collections.abc import Sequence
from datetime import date

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


async def ask_day(asking: Asking, day: date, staff: str | None) -> Report:
    """The shifts of a day as they stand now; of ``staff`` only when named."""
    shifts = await shifts_of(asking, day, staff)
    return build_day(shifts, asking.frame, day)


async def shifts_of(asking: Asking, day: date, staff: str | None) -> list[ShiftRow]:
    """All shifts of a day, of ``staff`` only when named."""
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


def _row(shift: ShiftRow, frame: Frame) -> tuple[Cell, ...]:
    # A begun minute is a minute late.
    late = -(-shift.late_seconds // 60) or None
    times = (shift.starts_at, shift.ends_at, STATES[shift.state], shift.signed_in_at)
    return (frame.post(shift.post), shift.name or shift.staff, shift.staff, *times, late)
