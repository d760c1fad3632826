"""What every deadline of an order does after the order changed. Pure: rows in, rows out.

Each row is asked the same questions in the same order: was it kept, is it owed at all, did its moment come again, do
other terms hold for it now, was it reset, why does it stand still. Then what ought to run and does not is begun. One
deadline's miss may be another's moment or condition; then all are asked again until nothing is new.
"""

from collections.abc import Mapping

from services.dispatch.domain.model import Case, Deadline
from services.dispatch.domain.turn import Around, Outcome, Turn

__all__ = ["Around", "Outcome", "advance", "begun_now", "set_aside_with"]


def advance(before: Case | None, after: Case, live: Mapping[str, Deadline], around: Around) -> Outcome:
    """``before`` is the order before the change, None for a new one; ``live`` its deadlines that count."""
    turn = Turn(before, after, around, Outcome(dict(live)))
    while True:
        seen = turn.missed_names()
        turn.once()
        turn.fresh = False
        if not turn.plan.follows_misses or turn.missed_names() == seen:
            return turn.out


def set_aside_with(
    case: Case, live: Mapping[str, Deadline], names: list[str], around: Around, *, whole: bool
) -> list[Deadline]:
    """Deadlines that become history when the steps ``names`` are open again: theirs, and those of the line that count
    from them or were kept by what is no longer so. ``whole``: a new cycle, in which all of the line's do."""
    turn = Turn(None, case, around, Outcome(dict(live)))
    aside: dict[str, Deadline] = {}
    while True:
        found = {
            name: row for name, row in live.items() if name not in aside and turn.is_over(row, names, aside, whole)
        }
        if not found:
            return list(aside.values())
        aside |= found


def begun_now(case: Case, live: Mapping[str, Deadline], names: list[str], around: Around, *, whole: bool) -> Outcome:
    """Every deadline of the steps ``names``, and with ``whole`` of the line, with its full time from now."""
    turn = Turn(None, case, around, Outcome(dict(live)))
    for named in turn.plan.promises.values():
        wanted = named.step in names if named.step is not None else whole
        if wanted and named.name not in turn.out.rows and named.step not in turn.absent():
            turn.begin(named, around.now)
    return turn.out
