"""The month's roster: skills, patterns and roles that exist, reminders that come before what they remind of."""

from collections.abc import Iterator
from datetime import timedelta

from contracts.playbook.check.names import Finding, known, people, twice, unknown
from contracts.playbook.grammar import Playbook
from contracts.playbook.rota import DayOfMonth, MonthlyTask

LONGEST_REMINDER = timedelta(days=28)


def rota_findings(book: Playbook) -> Iterator[Finding]:
    skills = book.rota.skills if book.rota else {}
    for name, post in book.posts.items():
        remedy = "add it to 'rota.skills'"
        yield from known(f"posts.{name}.skills", "skill", post.skills, skills, remedy)
        yield from twice(f"posts.{name}.skills", "skills", post.skills)
    if book.rota is None:
        return
    for name, pattern in book.rota.patterns.items():
        path = f"rota.patterns.{name}.posts"
        yield from known(path, "post", pattern.posts, book.posts, "add it to 'posts'")
        yield from twice(path, "posts", pattern.posts)
    for path, task in (("rota.publish", book.rota.publish), ("rota.summary", book.rota.summary)):
        if task is not None:
            yield from people(f"{path}.to", task.to, book)
            yield from _task(path, task, book)
    if book.rota.wishes and book.rota.publish and _order(book.rota.wishes) > _order(book.rota.publish):
        yield "rota.wishes", "wishes end before the roster is published; name an earlier day or time"


def _task(path: str, task: MonthlyTask, book: Playbook) -> Iterator[Finding]:
    if task.late is not None and task.late.escalate not in book.roles:
        yield f"{path}.late.escalate", unknown("role", task.late.escalate, book.roles)
    for index, before in enumerate(task.remind):
        if not timedelta(0) < before <= LONGEST_REMINDER:
            yield f"{path}.remind.{index}", "remind more than nothing and at most 28d before"


def _order(day: DayOfMonth) -> tuple[int, str]:
    return day.day_of_month, day.at or "24:00"
