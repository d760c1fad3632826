"""The answer to the desk's question whether it is done. Rules PD-13, HK-05."""

from dataclasses import replace

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import AnswerCheck, CheckAnswered
from contracts.playbook.grammar import Check
from contracts.problems import Conflict, NotFound
from services.dispatch import repository
from services.dispatch.domain.model import Case
from services.dispatch.domain.promises import plan_of
from services.dispatch.handlers._case import announce, case_of, find_order, require_undone
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers.resume_order import go_on


async def answer_check(command: AnswerCheck, work: Work) -> Done:
    """Every answer is kept; done ends the asking, unless only ``until`` may, and lets a held order go on where the
    playbook says so. An answer may come before the question was asked."""
    order = await find_order(command.number, work)
    checks = await repository.live_checks(work.store, order.number)
    check = checks.get(command.check)
    if check is None:
        known = ", ".join(checks) or "none"
        raise NotFound(f"{order.number} has no check '{command.check}'", errors={"check": f"one of {known}"})
    if check.state == "done":
        raise Conflict(f"check '{check.name}' is already answered with done", errors={"check": "answered"})
    require_undone(order)
    before = await case_of(order, work)
    said = {"by": work.actor, "at": work.now.isoformat(), "done": command.done, "note": command.note}
    after = replace(check, answers=[*check.answers, said])
    question = plan_of(before.line).checks.get(check.name)
    ends = command.done and not (question is not None and question.until_only)
    if ends:
        after = replace(after, state="done", rest=None)
        await work.cancel_timer(f"check-{check.id}")
    repository.put(work.store, after)
    event = CheckAnswered(
        number=order.number, order_id=order.order_id, check=check.name, done=command.done, note=command.note
    )
    announce(order, event, work)
    if ends:
        await _done(before, question, check.name, command.note, work)
    return Done(number=order.number)


async def _done(before: Case, question: Check | None, name: str, note: str | None, work: Work) -> None:
    after = replace(before, answered={**before.answered, name: True})
    if question is not None and question.resumes and after.order.state == "held":
        await go_on(after, note, work)
    elif "checks" in plan_of(after.line).reads:
        await move_clocks(before, after, work)
