"""What a proposed month has to keep: posts, patterns and skills that exist, hours that some shift covers."""

from collections.abc import Iterable, Iterator

from contracts.open_hours import MINUTES_A_DAY, parse_windows
from contracts.playbook.check.names import Finding, known, twice, unknown
from contracts.playbook.grammar import Playbook
from contracts.playbook.planning import Coverage
from contracts.playbook.rota import ShiftPattern


def planning_findings(book: Playbook) -> Iterator[Finding]:
    if book.planning is None:
        return
    patterns = book.rota.patterns if book.rota is not None else {}
    if not patterns:
        yield "planning", "needs shift patterns to plan with; add them to 'rota.patterns'"
        return
    for index, row in enumerate(book.planning.coverage):
        yield from _row(f"planning.coverage.{index}", row, book, patterns)


def _row(path: str, row: Coverage, book: Playbook, patterns: dict[str, ShiftPattern]) -> Iterator[Finding]:
    skills = book.rota.skills if book.rota is not None else {}
    yield from known(f"{path}.skills", "skill", row.skills, skills, "add it to 'rota.skills'")
    yield from twice(f"{path}.skills", "skills", row.skills)
    if "holiday" in row.days and book.calendar.holidays is None:
        yield f"{path}.days", "names holidays, but the calendar has none; add 'calendar.holidays'"
    if row.post not in book.posts:
        yield f"{path}.post", unknown("post", row.post, book.posts, "add it to 'posts'")
        return
    own = [pattern for pattern in patterns.values() if row.post in pattern.posts]
    if row.pattern is not None and row.pattern not in patterns:
        yield f"{path}.pattern", unknown("pattern", row.pattern, patterns, "add it to 'rota.patterns'")
    elif not own:
        yield f"{path}.post", "no pattern of 'rota.patterns' is worked at it; add it to the 'posts' of one"
    elif row.pattern is not None and row.post not in patterns[row.pattern].posts:
        yield f"{path}.pattern", f"is not worked at {row.post}; add the post to the pattern's 'posts'"
    elif row.least:
        yield from _uncovered(path, row, own)


def _uncovered(path: str, row: Coverage, own: Iterable[ShiftPattern]) -> Iterator[Finding]:
    """Hours at which somebody has to be there and no shift of the post is."""
    shifts = sorted(
        (it.starts + day * MINUTES_A_DAY, it.ends + day * MINUTES_A_DAY) for it in own for day in (-1, 0, 1)
    )
    for index, text in enumerate(row.hours):
        ((opens, closes),) = parse_windows([text])
        reached = opens
        for starts, ends in shifts:
            if starts <= reached:
                reached = max(reached, ends)
        if reached < closes:
            wall = f"{reached // 60 % 24:02}:{reached % 60:02}"
            yield f"{path}.hours.{index}", f"no pattern covers {row.post} at {wall}; add one, or name other hours"
