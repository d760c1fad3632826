"""A proposed month on the screen: how good it is, people by days, what falls short, who has how much."""

from datetime import date

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from frontdesk.commands.roster_progress import WHAT
from frontdesk.console import out
from frontdesk.planning.proposal import PlannedShift, Proposal, Shortfall

WEEKEND = 5
SHOWN_BELOW = 12
"""How many stretches below the wanted number are listed; the file has all."""


def show(proposal: Proposal) -> None:
    """Print the whole proposal."""
    for part in parts(proposal):
        out.print(part)


def parts(proposal: Proposal) -> list[RenderableType]:
    """The proposal from the month's table to the search's figures; what falls short stands last, where it is seen."""
    found: list[RenderableType] = [_legend(proposal), _month(proposal), _people(proposal), _evenness(proposal)]
    if proposal.wishes:
        found.append(_wishes(proposal))
    found.append(_search(proposal))
    if proposal.below_wanted:
        found.append(_below(proposal))
    found += _short(proposal)
    return found


def _codes(proposal: Proposal) -> dict[str, str]:
    """The shortest beginning of each pattern's name that no other begins with."""
    names = sorted({shift.pattern for shift in proposal.shifts})
    codes = {}
    for name in names:
        others = [other for other in names if other != name]
        length = next(
            (size for size in range(1, len(name)) if not any(other.startswith(name[:size]) for other in others)),
            len(name),
        )
        codes[name] = name[:length].upper()
    return codes


def _legend(proposal: Proposal) -> RenderableType:
    codes = _codes(proposal)
    times = {shift.pattern: f"{shift.starts_at:%H:%M}-{shift.ends_at:%H:%M}" for shift in proposal.shifts}
    said = ", ".join(f"{code} {name} {times[name]}" for name, code in codes.items())
    return Text(f"{proposal.site} {proposal.month}: {len(proposal.shifts)} shifts.  {said}")


def _month(proposal: Proposal) -> Table:
    codes = _codes(proposal)
    by_cell: dict[tuple[str, date], PlannedShift] = {(shift.person, shift.day): shift for shift in proposal.shifts}
    year, month = map(int, proposal.month.split("-"))
    days = _days(year, month)
    table = Table(header_style="bold", padding=(0, 0), collapse_padding=True, box=None, pad_edge=False)
    table.add_column("person", no_wrap=True)
    for day in days:
        style = "dim" if day.weekday() >= WEEKEND else ""
        table.add_column(f" {day:%d}"[-3:], no_wrap=True, style=style, justify="right", min_width=3)
    for person in proposal.people:
        cells = [by_cell.get((person.person, day)) for day in days]
        table.add_row(
            f"{person.name} ({person.person})",
            *(
                Text(f" {codes[it.pattern]}" if it is not None else " ·", "bold" if it and it.fixed else "")
                for it in cells
            ),
        )
    return table


def _days(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1)
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal())]


def _people(proposal: Proposal) -> Table:
    table = Table(title="People", title_justify="left", header_style="bold")
    headings = ("person", "shifts", "hours", "overtime", "weekends", "nights", "absent", "days in a row", "wishes")
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "person" else "right")
    for it in proposal.people:
        table.add_row(
            f"{it.name} ({it.person})",
            *(str(it.shifts), f"{it.hours:g}", f"{it.overtime_hours:g}" if it.overtime_hours else ""),
            *(str(it.weekends), str(it.nights), str(it.absent_days or ""), str(it.longest_row)),
            f"{it.granted} of {it.wishes}" if it.wishes else "",
        )
    return table


def _evenness(proposal: Proposal) -> Table:
    table = Table(title="Evenness (absent days credited)", title_justify="left", header_style="bold")
    for heading in ("what", "people", "least", "most", "difference", "free of cost"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for it in proposal.evenness:
        table.add_row(
            it.what, str(it.people), *(f"{value:.4g}" for value in (it.least, it.most, it.difference, it.tolerance))
        )
    return table


def _wishes(proposal: Proposal) -> RenderableType:
    granted = sum(wish.granted for wish in proposal.wishes)
    lines = [f"{granted} of {len(proposal.wishes)} wishes granted"]
    lines += [
        f"  not granted: {it.name} ({it.person}) {it.day:%a} {it.day} {it.wish}: {it.because}"
        for it in proposal.wishes
        if not it.granted
    ]
    return Text("\n".join(lines))


def _search(proposal: Proposal) -> Table:
    table = Table(title="Search", title_justify="left", header_style="bold")
    for heading in ("stage", "objective", "bound", "gap", "after"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for it in proposal.stages:
        gap = "0, proved" if it.proved else f"{it.gap:.2%}"
        row = (f"{it.stage}: {WHAT[it.stage]}", f"{it.objective:,.1f}", f"{it.bound:,.1f}", gap, f"{it.seconds:.1f} s")
        table.add_row(*row)
    figures = proposal.figures
    table.caption = (
        f"{figures.planned_hours:,.0f} hours planned; short of the least {figures.short_hours:g}, "
        f"below wanted {figures.below_wanted_hours:g}, more than wanted {figures.surplus_hours:g}, "
        f"overtime {figures.overtime_hours:g} hours of a person"
    )
    table.caption_justify = "left"
    return table


def _below(proposal: Proposal) -> RenderableType:
    hours = proposal.figures.below_wanted_hours
    lines = [f"Below the wanted number, all together {hours:g} hours of a person:"]
    lines += [f"  {line_of(it)}" for it in proposal.below_wanted[:SHOWN_BELOW]]
    if more := len(proposal.below_wanted) - SHOWN_BELOW:
        lines += [f"  and {more} more; --out FILE keeps all"] if more > 0 else []
    return Text("\n".join(lines), style="yellow")


def _short(proposal: Proposal) -> list[RenderableType]:
    if proposal.met:
        return [Text("Every least number is reached, and no rule is broken.", style="green")]
    found: list[RenderableType] = []
    if proposal.shortfalls:
        coverage = proposal.stages[0]
        said = "no month can do better" if coverage.proved else f"no month has less than {coverage.bound:g}"
        lines = [f"{line_of(it)}\n    {it.because}" for it in proposal.shortfalls]
        title = f"Falls short by {proposal.figures.short_hours:g} hours of a person; {said}"
        found.append(Panel(Text("\n".join(lines)), title=title, title_align="left", border_style="red", expand=False))
    if proposal.broken:
        lines = [f"{it.day:%a} {it.day} {it.name} ({it.person}) {it.detail}" for it in proposal.broken]
        title = "Shifts decided before break rules"
        found.append(Panel(Text("\n".join(lines)), title=title, title_align="left", border_style="red", expand=False))
    return found


def line_of(it: Shortfall) -> str:
    """``Sat 2026-12-05 17:00-21:00 counter: 4 of 5, 1 person short``."""
    which = f" on {it.pattern}" if it.pattern is not None else ""
    skills = f" with {' and '.join(it.skills)}" if it.skills else ""
    missing = "1 person short" if it.short == 1 else f"{it.short} people short"
    ends = "24:00" if f"{it.ends_at:%H:%M}" == "00:00" else f"{it.ends_at:%H:%M}"
    when = f"{it.starts_at:%a} {it.starts_at:%Y-%m-%d} {it.starts_at:%H:%M}-{ends}"
    return f"{when} {it.post}{which}{skills}: {it.there} of {it.needed}, {missing}"
