"""A report in a terminal: people read tables better than files."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from frontdesk.reports.model import Report, Table
from frontdesk.reports.texts import both, cell_text, footer_lines, heading_of, text_of, time_of


def as_screen(report: Report) -> RenderableType:
    """Facts in a panel, then notes, tables, signatures, and in small where it comes from."""
    zone = report.footer.zone
    parts: list[RenderableType] = []
    if report.facts:
        pairs = _pairs([(both(fact.label), text_of(fact.value, zone)) for fact in report.facts])
        parts.append(Panel(pairs, title=Text(both(report.title)), title_align="left", expand=False))
    parts += [Text(both(note.text), "bold red" if note.warning else "") for note in report.notes]
    parts += [_grid(report, table) for table in report.tables]
    if report.signatures:
        signed = [
            (it.name or "__________") + (f"  {time_of(it.at, zone)}" if it.at else "") for it in report.signatures
        ]
        roles = [both(it.role) for it in report.signatures]
        parts.append(_pairs(list(zip(roles, signed, strict=True))))
    origin = " · ".join(f"{both(name)} {value}" for name, value in footer_lines(report.footer))
    return Group(*parts, Text(origin, "dim"))


def _grid(report: Report, table: Table) -> RenderableType:
    zone = report.footer.zone
    title = Text(both(table.title))
    if not table.rows:
        return Text.assemble(title, ": 无 nothing", style="dim")
    grid = Grid(title=title, title_justify="left", header_style="bold", show_footer=table.totals is not None)
    for number, column in enumerate(table.columns):
        heading = heading_of(table, number)
        total = "" if table.totals is None else cell_text(table.totals[number], zone)
        grid.add_column(
            Text(f"{heading.zh}\n{heading.en}" if heading.zh != heading.en else heading.zh),
            footer=Text(total),
            justify="right" if column.number else "left",
            no_wrap=column.unbroken or column.narrow,
        )
    for row in table.rows:
        grid.add_row(*(_plain(cell_text(cell, zone)) for cell in row))
    return grid


def _plain(text: str) -> Text:
    """Without what would steer the terminal."""
    return Text("".join(each if each.isprintable() or each == "\n" else "�" for each in text))


def _pairs(lines: list[tuple[str, str]]) -> Grid:
    grid = Grid(box=None, show_header=False, padding=(0, 2, 0, 0))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column()
    for name, value in lines:
        grid.add_row(Text(name), _plain(value))
    return grid
