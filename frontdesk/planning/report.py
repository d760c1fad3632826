"""A proposal as a report: people by days, what falls short, who has how much, wishes."""

from calendar import monthrange
from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from frontdesk.planning.proposal import Proposal, Shortfall
from frontdesk.reports.model import Cell, Column, Fact, Footer, Note, Report, Table, label

WEEKEND = 5


def report_of(proposal: Proposal, now: datetime | None = None) -> Report:
    """The report of a proposal made ``now``."""
    footer = Footer(
        proposal.site, now or datetime.now(UTC), "frontdesk roster plan", "", 0, ZoneInfo(proposal.timezone)
    )
    tables = [_month(proposal), _shortfalls(proposal), _people(proposal), _wishes(proposal)]
    return Report(
        name="roster-plan",
        title=label(f"排班建议 {proposal.month}", f"Proposed roster {proposal.month}"),
        footer=footer,
        tables=[table for table in tables if table.rows],
        data=proposal.model_dump(mode="json"),
        facts=_facts(proposal),
        notes=_notes(proposal),
        landscape=True,
    )


def _facts(proposal: Proposal) -> list[Fact]:
    coverage, quality = proposal.stages
    return [
        Fact(label("班次", "Shifts"), len(proposal.shifts)),
        Fact(label("缺员人时", "Hours short of the least"), f"{coverage.objective:g} (≥ {coverage.bound:g})"),
        Fact(label("评分", "Points"), f"{quality.objective:g} (≥ {quality.bound:g})"),
        Fact(label("与界限差距", "Gap to the bound"), Fraction(quality.gap).limit_denominator(10_000)),
        Fact(label("用时", "Time taken"), f"{proposal.seconds:g} s"),
    ]


def _notes(proposal: Proposal) -> list[Note]:
    if proposal.met:
        return [Note(label("全部最低人数已满足。", "Every least number is reached, and no rule is broken."))]
    notes = []
    if proposal.shortfalls:
        hours = f"{proposal.figures.short_hours:g}"
        notes.append(Note(label(f"缺员共 {hours} 人时。", f"Falls short by {hours} hours of a person."), warning=True))
    notes += [
        Note(label(f"{it.day} {it.name}：既定班次违反规则", f"{it.day} {it.name} {it.detail}"), warning=True)
        for it in proposal.broken
    ]
    return notes


def _month(proposal: Proposal) -> Table:
    year, month = map(int, proposal.month.split("-"))
    days = [date(year, month, number + 1) for number in range(monthrange(year, month)[1])]
    cells = {(it.person, it.day): f"{it.pattern} {it.post}" for it in proposal.shifts}
    columns = [Column("person", label("人员", "Person"), whole=True)]
    columns += [
        Column(f"{day:%Y-%m-%d}", label(f"{day:%d}", f"{day:%d}"), narrow=True, shaded=day.weekday() >= WEEKEND)
        for day in days
    ]
    rows: list[list[Cell]] = [[it.name, *(cells.get((it.person, day)) for day in days)] for it in proposal.people]
    return Table("month", label("月班表", "Month"), columns, rows)


def _shortfalls(proposal: Proposal) -> Table:
    columns = [
        Column("from", label("起", "From"), "time"),
        Column("to", label("止", "To"), "time"),
        Column("post", label("岗位", "Post")),
        Column("skills", label("技能", "Skills")),
        Column("there", label("在岗", "There"), "integer"),
        Column("needed", label("需要", "Needed"), "integer"),
        Column("short", label("缺", "Short"), "integer"),
        Column("because", label("原因", "Because")),
    ]
    rows = [_missing(it) for it in [*proposal.shortfalls, *proposal.below_wanted]]
    return Table("shortfalls", label("缺员", "Fewer than needed or wanted"), columns, rows)


def _missing(it: Shortfall) -> list[Cell]:
    because = it.because or "fewer than wanted"
    return [it.starts_at, it.ends_at, it.title, ", ".join(it.skills), it.there, it.needed, it.short, because]


def _people(proposal: Proposal) -> Table:
    columns = [
        Column("person", label("人员", "Person")),
        Column("shifts", label("班次", "Shifts"), "integer"),
        Column("hours", label("工时", "Hours")),
        Column("overtime", label("加班", "Overtime")),
        Column("weekends", label("周末", "Weekends"), "integer"),
        Column("nights", label("夜班", "Nights"), "integer"),
        Column("absent", label("缺勤天数", "Days absent"), "integer"),
        Column("wishes", label("愿望满足", "Wishes granted")),
    ]
    rows: list[list[Cell]] = [
        [
            *(it.name, it.shifts, f"{it.hours:g}", f"{it.overtime_hours:g}", it.weekends, it.nights, it.absent_days),
            f"{it.granted} / {it.wishes}" if it.wishes else "",
        ]
        for it in proposal.people
    ]
    return Table("people", label("人员", "People"), columns, rows)


def _wishes(proposal: Proposal) -> Table:
    columns = [
        Column("person", label("人员", "Person")),
        Column("day", label("日期", "Day"), "date"),
        Column("wish", label("愿望", "Wish")),
        Column("granted", label("满足", "Granted")),
        Column("because", label("原因", "Because")),
    ]
    rows: list[list[Cell]] = [
        [it.name, it.day, it.wish, label("是", "yes") if it.granted else label("否", "no"), it.because]
        for it in proposal.wishes
    ]
    return Table("wishes", label("愿望", "Wishes"), columns, rows)
