"""The roster (排班表) of a month: people by days, as it stands, as it was published, or as it is drafted."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from string import ascii_uppercase
from typing import NamedTuple

from contracts.playbook.grammar import Label
from contracts.roster import GetMonth, MonthCell, MonthPerson, MonthView, PlannedShift, ShiftChange
from frontdesk.reports.asking import Asking, Frame, People, person
from frontdesk.reports.model import Cell, Column, Fact, Note, Report, Table, label
from frontdesk.reports.roster import NAME, TITLE, shifts_of
from frontdesk.reports.texts import both, time_of

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
SHOWS = {
    "draft": label("草稿", "Draft"),
    "version": label("公布时", "As published"),
    "now": label("现行", "As it stands"),
}
BECAUSE = {
    "published_again": label("重新公布", "Published again"),
    "swapped": label("换班", "Swapped"),
    "replaced": label("顶班", "Replaced"),
}
CODE_COLUMNS = (
    Column("code", label("代号", "Code")),
    Column("post", label("岗位", "Post")),
    Column("pattern", label("班别", "Pattern")),
    Column("hours", label("时间", "Hours"), whole=True),
    Column("shifts", label("班次", "Shifts"), "integer"),
)
CHANGE_COLUMNS = (
    Column("changed_at", label("变更时间", "Changed at"), "time"),
    Column("by", label("变更人", "By")),
    Column("because", label("事由", "Because")),
    Column("old", label("原班次", "Before")),
    Column("new", label("新班次", "After")),
    Column("reason", label("原因", "Reason")),
)
FAULT_COLUMNS = (Column("path", label("位置", "Where")), Column("fault", label("问题", "What is wrong")))
ABSENT = "*"


class Pattern(NamedTuple):
    """What a code of the grid stands for."""

    post: str
    hours: str
    pattern: str


async def ask_month(
    asking: Asking, days: Sequence[date], staff: str | None, version: int | None, *, draft: bool
) -> Report:
    """The month of ``days``: as it stands, as it was published in ``version``, or its ``draft``; of ``staff`` only when
    named. A desk whose playbook plans no months is asked day by day."""
    month = f"{days[0]:%Y-%m}"
    if asking.frame.playbook.rota is None and version is None and not draft:
        view = await _from_days(asking, days, month)
    else:
        question = GetMonth(month=month, draft=draft)
        view = await asking.ask(
            question if version is None else question.model_copy(update={"roster_version": version})
        )
    if staff is not None:
        view = view.model_copy(update={"people": [it for it in view.people if it.actor == staff]})
    return build_month(view, days, asking.frame, await asking.people())


async def _from_days(asking: Asking, days: Sequence[date], month: str) -> MonthView:
    names: dict[str, str] = {}
    cells: dict[str, list[MonthCell]] = {}
    for day in days:
        for shift in await shifts_of(asking, day, None):
            names[shift.staff] = shift.name
            cells.setdefault(shift.staff, []).append(
                MonthCell(
                    day=day,
                    post=shift.post,
                    starts_at=shift.starts_at,
                    ends_at=shift.ends_at,
                    shift_id=shift.shift_id,
                )
            )
    people = [MonthPerson(actor=it, name=names[it], department="", cells=cells[it]) for it in sorted(cells)]
    return MonthView(month=month, shows="now", version=0, revision=0, published=[], people=people, changes=[])


def build_month(view: MonthView, days: Sequence[date], frame: Frame, people: People) -> Report:
    """A cell holds the codes of the shifts, which a second table explains; what was changed later comes last."""
    codes = _codes(view, frame)
    tables = [
        _grid(view, days, frame, codes),
        Table("codes", label("班次代号", "Codes"), CODE_COLUMNS, _code_rows(view, codes, frame)),
    ]
    if view.changes:
        rows = [_change(it, frame, people) for it in view.changes]
        tables.append(Table("changes", label("公布后的变更", "Changed since it was published"), CHANGE_COLUMNS, rows))
    if view.faults:
        faults = sorted(view.faults.items())
        tables.append(Table("faults", label("草稿的问题", "What is wrong with the draft"), FAULT_COLUMNS, faults))
    return Report(
        name=NAME,
        title=TITLE,
        footer=frame.footer(),
        facts=_facts(view, people),
        notes=_notes(view),
        tables=tables,
        data=view.model_dump(mode="json"),
        landscape=True,
    )


def _facts(view: MonthView, people: People) -> list[Fact]:
    facts = [
        Fact(label("月份", "Month"), view.month),
        Fact(label("内容", "Shows"), SHOWS[view.shows]),
        Fact(label("班次", "Shifts"), sum(len(it.cells) for it in view.people)),
        Fact(label("人数", "People"), len(view.people)),
    ]
    published = next((it for it in view.published if it.version == view.version), None)
    if view.shows == "draft":
        facts.append(Fact(label("草稿版次", "Revision of the draft"), view.revision))
    elif published is not None:
        facts += [
            Fact(label("公布版本", "Version published"), published.version),
            Fact(label("公布时间", "Published at"), published.published_at),
            Fact(label("公布人", "Published by"), person(people, published.published_by)),
        ]
    return facts


def _notes(view: MonthView) -> list[Note]:
    notes = []
    if view.shows == "draft":
        notes.append(Note(label("草稿，未公布", "A draft, not published"), warning=True))
    if view.publish_late and not view.published:
        notes.append(Note(label("已过公布期限", "Publishing is overdue"), warning=True))
    if any(cell.absent for it in view.people for cell in it.cells):
        notes.append(Note(label(f"{ABSENT} 当日缺勤", f"{ABSENT} absent that day")))
    return notes


def _grid(view: MonthView, days: Sequence[date], frame: Frame, codes: dict[Pattern, str]) -> Table:
    columns = [
        Column("name", label("姓名", "Name")),
        *(Column(day.isoformat(), _day(day), narrow=True, shaded=day.weekday() in WEEKEND) for day in days),
        Column("shifts", label("班次", "Shifts"), "integer"),
        Column("hours", label("工时", "Hours")),
    ]
    rows: list[Sequence[Cell]] = []
    for it in view.people:
        by_day = {day: [cell for cell in it.cells if cell.day == day] for day in days}
        coded = [" ".join(_coded(cell, frame, codes) for cell in cells) or None for cells in by_day.values()]
        rows.append([it.name or it.actor, *coded, len(it.cells), _hours(it.cells)])
    every = [cell for it in view.people for cell in it.cells]
    manned = [sum(any(cell.day == day for cell in it.cells) for it in view.people) for day in days]
    totals: Sequence[Cell] = [label("人数", "People"), *(str(number) for number in manned), len(every), _hours(every)]
    return Table("month", TITLE, columns, rows, totals if rows else None)


def _day(day: date) -> Label:
    weekday = WEEKDAYS[day.weekday()]
    return label(f"{day.day} {weekday.zh}", weekday.en)


def _pattern(cell: MonthCell, frame: Frame) -> Pattern:
    begins, ends = cell.starts_at.astimezone(frame.zone), cell.ends_at.astimezone(frame.zone)
    later = (ends.date() - begins.date()).days
    hours = f"{begins:%H:%M}–{ends:%H:%M}" + (f" +{later}" if later else "")
    return Pattern(cell.post, hours, cell.pattern or "")


def _codes(view: MonthView, frame: Frame) -> dict[Pattern, str]:
    """A letter for each post and hours, in their order; a number after it once the letters are used up."""
    letters = (f"{letter}{turn or ''}" for turn in count() for letter in ascii_uppercase)
    used = {_pattern(cell, frame) for it in view.people for cell in it.cells}
    return dict(zip(sorted(used), letters, strict=False))


def _coded(cell: MonthCell, frame: Frame, codes: dict[Pattern, str]) -> str:
    return codes[_pattern(cell, frame)] + (ABSENT if cell.absent else "")


def _code_rows(view: MonthView, codes: dict[Pattern, str], frame: Frame) -> list[Sequence[Cell]]:
    used = [_pattern(cell, frame) for it in view.people for cell in it.cells]
    return [
        (code, frame.post(it.post), _title(it.pattern, frame), it.hours, used.count(it)) for it, code in codes.items()
    ]


def _title(pattern: str, frame: Frame) -> Cell:
    rota = frame.playbook.rota
    known = rota.patterns.get(pattern) if rota is not None else None
    return known.title if known is not None else pattern


def _change(change: ShiftChange, frame: Frame, people: People) -> Sequence[Cell]:
    old, new = _shift(change.old, frame, people), _shift(change.new, frame, people)
    return (change.changed_at, person(people, change.by), BECAUSE[change.because], old, new, change.reason)


def _shift(shift: PlannedShift | None, frame: Frame, people: People) -> str | None:
    if shift is None:
        return None
    begins, ends = time_of(shift.starts_at, frame.zone), shift.ends_at.astimezone(frame.zone)
    return f"{person(people, shift.staff)}\n{both(frame.post(shift.post))}\n{begins}–{ends:%H:%M}"


def _hours(cells: Sequence[MonthCell]) -> str:
    """``168:30``, hours and minutes."""
    whole: timedelta = sum((cell.ends_at - cell.starts_at for cell in cells), timedelta())
    minutes = int(whole.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"
