"""One readable line per event, in the site's time and with both languages' titles where the playbook is known."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from rich.text import Text

from contracts.base import Recipient
from contracts.cashdesk import SerialRange, StockAmount
from contracts.money import Money
from contracts.playbook import Playbook
from contracts.playbook.grammar import Label
from frontdesk.event_stream import Received

COLOURS = {"intake": "cyan", "dispatch": "green", "followup": "magenta", "cashdesk": "yellow", "roster": "blue"}
WRONG = ("missed", "missing", "refused", "overdue", "unrelieved", "late", "declined", "failed")
WARNINGS = (*WRONG, "escalat", "discrepancy", "reopened")
MOST_FACTS = 6
LONGEST_VALUE = 48
# Said elsewhere in the line, or of no use to a reader.
SILENT = {"number", "line", "revision", "happened_at", "recorded_at", "confirmed_at", "routed_at", "playbook_version"}
SILENT |= {"playbook", "fingerprints", "level", "clerk", "received_by", "signed_by", "channel", "roster_version"}
USUAL = ("priority", 0)


def render_event(received: Received, playbook: Playbook | None = None, *, site: bool = False) -> Text:
    """``09:00:03 intake request.recorded HQ-20261121-0042 li 维修 Repair · place 3-502``, in columns."""
    fact = received.key.removeprefix(f"{_service(received)}.")
    zone = zone_of(playbook)
    colour = COLOURS.get(_service(received), "white")
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(_local(received.envelope.time, zone).strftime("%H:%M:%S") + " ", "dim")
    if site:
        line.append(f"{received.site} ", "bold")
    line.append(f"{_service(received):<9}", colour)
    line.append(f"{fact:<22} ", "bold red" if any(word in fact for word in WARNINGS) else "bold")
    line.append(f"{received.number or '-':<17} ", "default")
    line.append(f"{received.actor:<9}", "italic")
    line.append(" · ".join(facts_of(received, playbook)))
    return line


def facts_of(received: Received, playbook: Playbook | None = None) -> list[str]:
    """What is worth reading of an event: its line's title, then at most six named values."""
    values = _values(received)
    zone = zone_of(playbook)
    said = [_line_title(values, playbook)] if values.get("line") else []
    for name, value in values.items():
        if name in SILENT or name.endswith("_id") or value in (None, "", [], {}) or (name, value) == USUAL:
            continue
        for label, shown in _facts(name, value, playbook, zone, values):
            said.append(f"{label} {shown}".strip())
        if len(said) > MOST_FACTS:
            return said[:MOST_FACTS]
    return said


def value_text(value: Any, zone: ZoneInfo | None = None) -> str:  # noqa: PLR0911 one way to write each type
    """A value as people write it: money with its currency, times in the site's zone, lists with commas."""
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    if isinstance(value, datetime):
        return _local(value, zone).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Recipient):
        return value.actor + ("" if value.on_duty else " (off duty)")
    if isinstance(value, StockAmount):
        return " ".join([str(value.count), value.type, *map(_range_text, value.serials)])
    if isinstance(value, BaseModel):
        return value_text(value.model_dump(), zone)
    if isinstance(value, Mapping):
        if set(value) == {"amount", "currency"}:
            return f"{value['amount']} {value['currency']}"
        if set(value) == {"zh", "en"}:
            return f"{value['zh']} {value['en']}"
        return ", ".join(
            f"{key} {value_text(each, zone)}" for key, each in value.items() if each not in (None, "", [], {})
        )
    if isinstance(value, list | tuple):
        return ", ".join(value_text(each, zone) for each in value)
    return "" if value is None else str(value)


def _range_text(serials: SerialRange) -> str:
    return serials.first if serials.last in (None, serials.first) else f"{serials.first}…{serials.last}"


def both(label: Label | Mapping[str, str]) -> str:
    """``维修 Repair``."""
    zh, en = (label.zh, label.en) if isinstance(label, Label) else (label.get("zh", ""), label.get("en", ""))
    return f"{zh} {en}".strip()


def _service(received: Received) -> str:
    return received.key.partition(".")[0]


def _values(received: Received) -> dict[str, Any]:
    if received.event is None:
        return received.data
    return {name: getattr(received.event, name) for name in type(received.event).model_fields}


def _line_title(values: Mapping[str, Any], playbook: Playbook | None) -> str:
    line = playbook.lines.get(values["line"]) if playbook is not None else None
    return both(line.title) if line is not None else str(values["line"])


def _facts(  # noqa: PLR0911 one way to say each kind of fact
    name: str, value: Any, playbook: Playbook | None, zone: ZoneInfo | None, values: Mapping[str, Any]
) -> list[tuple[str, str]]:
    if name in ("form", "records", "problem") and isinstance(value, Mapping):
        skipped = ("type", "status", "errors")
        return [
            (key, _short(value_text(each, zone)))
            for key, each in value.items()
            if key not in skipped and each not in (None, "")
        ]
    if name == "step":
        return [("", _step_title(str(value), values, playbook))]
    if name == "department" and playbook is not None and value in playbook.departments:
        return [("→", both(playbook.departments[value].title))]
    if name == "deadlines":
        return [(f"{each.name} by", _clock(each.due_at, zone)) for each in value if hasattr(each, "due_at")]
    if isinstance(value, datetime):
        return [(_words(name.removesuffix("_at")), _clock(value, zone))]
    if isinstance(value, list) and name == "items":
        return [("items", str(len(value)))]
    return [(_words(name), _short(value_text(value, zone)))]


def _step_title(step: str, values: Mapping[str, Any], playbook: Playbook | None) -> str:
    line = playbook.lines.get(str(values.get("line"))) if playbook is not None else None
    found = next((each for each in line.steps if each.name == step), None) if line is not None else None
    return both(found.title) if found is not None else f"step {step}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _local(moment: datetime, zone: ZoneInfo | None) -> datetime:
    return moment.astimezone(zone) if zone is not None else moment


def _clock(moment: datetime, zone: ZoneInfo | None) -> str:
    return _local(moment, zone).strftime("%m-%d %H:%M")


def zone_of(playbook: Playbook | None) -> ZoneInfo | None:
    """The site's time zone, None where the playbook is not known here."""
    return ZoneInfo(playbook.calendar.timezone) if playbook is not None else None
