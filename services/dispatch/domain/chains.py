"""What is told around a due time: warnings before it, the chain of escalations after it. Each is told exactly once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.calendar import Calendar
from contracts.playbook.grammar import Deadline as Promise
from contracts.playbook.grammar import Escalation
from contracts.playbook.promises import EarlyWarning
from services.dispatch.domain.clocks import due_after, moment, passed, share_of
from services.dispatch.domain.deadlines import told
from services.dispatch.domain.model import Deadline

NO_TIME = timedelta(0)


# ------------------------------------------------------------------ warnings
def warning_at(warning: EarlyWarning, row: Deadline, calendar: Calendar) -> datetime:
    """When a running deadline's warning is due: a share of its time has passed on its clock, or the span before the
    due time is reached. A moment that lies in the past already is now."""
    if warning.before is not None:
        return max(row.run_at, row.due_at - warning.before)
    assert warning.at is not None
    rest = row.budget - share_of(row.budget, warning.at)
    ahead = passed(calendar, row.clock, row.run_at, row.due_at) - rest
    return due_after(calendar, row.clock, row.run_at, max(0, ahead))


def warnings_open(promise: Promise, row: Deadline, calendar: Calendar) -> list[tuple[datetime, int]]:
    """The warnings of this run not given yet, as (when, place in the promise), earliest first."""
    if row.state != "running" or not promise.warn:
        return []
    run = row.story.get("run", 0)
    given = {each["place"] for each in row.warned if each["run"] == run}
    return sorted((warning_at(w, row, calendar), place) for place, w in enumerate(promise.warn) if place not in given)


def warned(row: Deadline, place: int, now: datetime) -> Deadline:
    """The warning was given."""
    entry = {"place": place, "at": now.isoformat(), "run": row.story.get("run", 0)}
    return told(row, warned=[*row.warned, entry])


# ------------------------------------------------------------------ the chain
@dataclass(frozen=True)
class Firing:
    """One time a link is raised. ``place`` counts the links as the playbook has them from 0, ``repeat`` from 1;
    ``level`` counts them from 1 in the order of their first time."""

    place: int
    repeat: int
    level: int
    link: Escalation


def firings_due(promise: Promise | None, row: Deadline, now: datetime) -> list[Firing]:
    """What is to be raised now and was not, earliest first. Of the firings of a link that passed while the chain
    rested only the last is raised: nobody needs five of the same at once because an order was on hold."""
    found = []
    rests = [(moment(p["from"]), moment(p["to"]) if "to" in p else now) for p in row.pauses]
    for place, level, link in _links(promise):
        times = list(_times(link, place, row, now))
        resting = [any(start <= at < end for start, end in rests) for at, _ in times]
        for index, (at, repeat) in enumerate(times):
            if resting[index] and index + 1 < len(times) and resting[index + 1]:
                continue
            found.append((at, place, Firing(place, repeat, level, link)))
    return [firing for _, _, firing in sorted(found, key=lambda each: each[:2])]


def passed_firings(promise: Promise | None, row: Deadline, now: datetime) -> Deadline:
    """Every firing due by now counts as done, whether its condition held or not."""
    counts = [_done(row, place) + len(list(_times(link, place, row, now))) for place, _, link in _in_order(promise)]
    return told(row, raised=counts) if counts != row.raised else row


def next_firing_at(promise: Promise | None, row: Deadline) -> datetime | None:
    """When the chain goes on."""
    if promise is None or row.state != "missed" or row.ended_at is not None or row.reasons:
        return None
    times = []
    for place, _, link in _in_order(promise):
        done = _done(row, place)
        if done < link.times:
            times.append(row.due_at + link.after + done * (link.every or NO_TIME))
    return min(times, default=None)


def _links(promise: Promise | None) -> list[tuple[int, int, Escalation]]:
    """(place, level, link) in the order of their first time."""
    places = sorted(_in_order(promise), key=lambda each: each[2].after)
    return [(place, level, link) for level, (place, _, link) in enumerate(places, start=1)]


def _in_order(promise: Promise | None) -> list[tuple[int, int, Escalation]]:
    return [(place, 0, link) for place, link in enumerate(promise.else_)] if promise else []


def _done(row: Deadline, place: int) -> int:
    raised = row.raised
    return raised[place] if place < len(raised) else 0


def _times(link: Escalation, place: int, row: Deadline, now: datetime) -> Iterator[tuple[datetime, int]]:
    """The firings of a link that are due by now and not done, as (when, which one)."""
    done = _done(row, place)
    while done < link.times and (at := row.due_at + link.after + done * (link.every or NO_TIME)) <= now:
        done += 1
        yield at, done
