"""How people write the values of a report; every form that is text writes them alike."""

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from contracts.money import Money
from contracts.playbook.grammar import Label
from frontdesk.reports.model import Cell, Column, Footer, Report, Table, label

SITE = label("站点", "Site")
ASKED_AT = label("制表时间", "Made at")
ASKED_BY = label("制表人", "Made by")
PLAYBOOK = label("规程", "Playbook")
SIGNED_AT = label("签字时间", "Signed at")
YES, NO = label("是", "Yes"), label("否", "No")
TOTAL = label("合计", "Total")


def both(text: Label) -> str:
    """``合计 Total``; once where both languages say the same."""
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}".strip()


def text_of(cell: Cell, zone: ZoneInfo) -> str:
    """A value for eyes: money with its currency, times in the site's zone, shares in percent."""
    if isinstance(cell, Money):
        return f"{amount_of(cell)} {cell.currency}"
    if isinstance(cell, Label):
        return both(cell)
    if isinstance(cell, datetime):
        return time_of(cell, zone)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Fraction):
        return percent_of(cell)
    return "" if cell is None else str(cell)


def cell_text(cell: Cell, zone: ZoneInfo) -> str:
    """The same within a table, where the heading names the currency."""
    return amount_of(cell) if isinstance(cell, Money) else text_of(cell, zone)


def amount_of(money: Money) -> str:
    """``1,250.00``."""
    return f"{money.amount:,f}"


def time_of(moment: datetime, zone: ZoneInfo) -> str:
    """Local time to the minute, to the second where that says more."""
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def percent_of(share: Fraction) -> str:
    """``31.3%``, half a tenth of a percent away from zero."""
    tenths = int(abs(share) * 1000 + Fraction(1, 2))
    return f"{'-' if share < 0 and tenths else ''}{tenths // 10}.{tenths % 10}%"


def heading_of(table: Table, number: int) -> Label:
    """A column's heading, with the currency of its amounts."""
    column: Column = table.columns[number]
    currency = table.currency(number)
    if currency is None:
        return column.label
    return label(column.label.zh, f"{column.label.en} ({currency})")


def footer_lines(footer: Footer) -> list[tuple[Label, str]]:
    """Where the report comes from, line by line."""
    return [
        (SITE, footer.site),
        (ASKED_AT, f"{time_of(footer.asked_at, footer.zone)} {footer.zone.key}"),
        (ASKED_BY, footer.asked_by),
        (PLAYBOOK, f"{footer.playbook} {footer.playbook_version}"),
    ]


def head_lines(report: Report) -> list[tuple[Label, str]]:
    """The facts, the notes and the signatures as pairs of text, for forms without a layout of their own."""
    zone = report.footer.zone
    facts = [(fact.label, text_of(fact.value, zone)) for fact in report.facts]
    notes = [(label("注意", "Note") if it.warning else label("说明", "Remark"), both(it.text)) for it in report.notes]
    signed = [
        (it.role, " ".join(part for part in (it.name, it.at and time_of(it.at, zone)) if part))
        for it in report.signatures
    ]
    return [*facts, *notes, *signed, *footer_lines(report.footer)]
