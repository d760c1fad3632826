"""A month summed up by its facts. Pure. Rule TH-02."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contracts.playbook import Playbook
from contracts.roster import PersonSummary
from services.roster.domain.months import pattern_of
from services.roster.domain.shifts import Shift

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Facts:
    """What happened in the month until ``until``. ``away``: person and day to the kind of absence; ``swaps`` and
    ``changes``: how many concerned the person."""

    until: datetime
    shifts: Iterable[Shift]
    away: Mapping[tuple[str, date], str]
    swaps: Mapping[str, int]
    changes: Mapping[str, int]


def summarise(facts: Facts, names: Mapping[str, str], book: Playbook) -> list[PersonSummary]:
    """A row for each person who was planned, away, or concerned by a change; by login."""
    shifts: dict[str, list[Shift]] = {}
    for shift in facts.shifts:
        shifts.setdefault(shift.staff, []).append(shift)
    people = {*shifts, *(actor for actor, _ in facts.away), *facts.swaps, *facts.changes}
    return [_row(actor, shifts.get(actor, []), facts, names, book) for actor in sorted(people)]


def _row(actor: str, shifts: list[Shift], facts: Facts, names: Mapping[str, str], book: Playbook) -> PersonSummary:
    late = [shift.late_seconds for shift in shifts if shift.late_seconds]
    patterns = book.rota.patterns if book.rota else {}
    found = (pattern_of(book.rota, shift, book.calendar) for shift in shifts)
    return PersonSummary(
        actor=actor,
        name=names.get(actor, ""),
        shifts=len(shifts),
        planned_minutes=sum((shift.ends_at - shift.starts_at) // MINUTE for shift in shifts),
        worked_minutes=sum(_worked(shift, facts.until) // MINUTE for shift in shifts),
        sign_ins=sum(shift.signed_in_at is not None for shift in shifts),
        missed=sum(shift.signed_in_at is None and shift.ends_at <= facts.until for shift in shifts),
        late=len(late),
        late_seconds=sum(late),
        nights=sum(name is not None and patterns[name].night for name in found),
        absence_days=dict(sorted(Counter(kind for (who, _), kind in facts.away.items() if who == actor).items())),
        swaps=facts.swaps.get(actor, 0),
        changes=facts.changes.get(actor, 0),
    )


def _worked(shift: Shift, until: datetime) -> timedelta:
    """Coming early is not worked: from the start, or the sign-in when it was later, to the handover."""
    if shift.signed_in_at is None:
        return timedelta(0)
    ended = shift.ended_at or until
    return max(timedelta(0), ended - max(shift.starts_at, shift.signed_in_at))
