"""Why a deadline is due when it is, readable: the rule, its moment, the pauses, resets and closed hours."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar
from contracts.durations import format_duration
from contracts.playbook.grammar import Deadline as Promise
from services.dispatch.domain.clocks import moment, paused_spans
from services.dispatch.domain.model import Deadline

SHOWN = 8
PAUSED = {
    "hold": "on hold",
    "condition": "paused",
    "shift": "nobody on shift",
}
CHANGED = {
    "reset": "the full time again",
    "transferred": "the full time again in another department",
    "carried_over": "other terms",
    "recalculated": "recalculated",
}


def paused_seconds(row: Deadline) -> int:
    """Whole seconds of finished pauses; stretches that lie under several reasons count once."""
    finished = [pause for pause in row.pauses if "to" in pause]
    return sum(int((end - start) / timedelta(seconds=1)) for start, end in paused_spans(finished, row.due_at))


def closed_hours(row: Deadline, calendar: Calendar) -> list[tuple[datetime, datetime]]:
    """Every closed stretch of its calendar that was skipped."""
    if row.clock != "business" or row.due_at <= row.run_at:
        return []
    return calendar.closed_stretches(row.run_at, row.due_at)


def explain(row: Deadline, calendar: Calendar, promise: Promise | None = None) -> str:
    """In one line. ``promise`` lets a target say itself."""
    zone = ZoneInfo(calendar.timezone)

    def show(at: datetime) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")

    parts = [f"{row.name} {_rule(row, promise)} of {row.moment} at {show(row.started_at)}, {row.clock} clock"]
    for change in row.changes:
        text = CHANGED.get(change["kind"], change["kind"])
        why = f" ({change['why']})" if change.get("why") else ""
        parts.append(f"{text} at {show(moment(change['at']))} by {change['by']}{why}")
    for pause in row.pauses:
        until = show(moment(pause["to"])) if "to" in pause else "now"
        parts.append(f"{PAUSED[pause['reason']]} from {show(moment(pause['from']))} to {until}")
    closed = closed_hours(row, calendar)
    parts += [f"closed from {show(start)} to {show(end)}" for start, end in closed[:SHOWN]]
    if len(closed) > SHOWN:
        parts.append(f"and {len(closed) - SHOWN} more closed stretches")
    parts.append(f"{length(row.rest or 0)} left" if row.state == "paused" else f"due at {show(row.due_at)}")
    return "; ".join(parts)


def rule_of(row: Deadline, promise: Promise | None) -> str:
    """The promise in words: ``within 20m``, ``by end_of working_day``."""
    return _rule(row, promise)


def length(micros: int) -> str:
    """A span in playbook form; a fraction of a second as decimals of it."""
    whole, rest = divmod(micros, 1_000_000)
    text = format_duration(timedelta(seconds=whole))
    return f"{text} {rest / 1_000_000:.6f}s".rstrip("0") if rest else text


def _rule(row: Deadline, promise: Promise | None) -> str:
    if promise is not None and promise.by is not None:
        said = promise.by.model_dump(mode="json", exclude_none=True)
        return f"by {_words(f'{key} {value}' for key, value in said.items())}"
    when = f" (because {row.variant})" if row.variant else ""
    return f"within {length(row.budget)}{when}"


def _words(parts: Iterable[str]) -> str:
    return " ".join(parts)
