"""The answer to the desk's question whether it is done. Rule PD-13."""

from dataclasses import replace

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import AnswerCheck, CheckAnswered
from contracts.problems import Conflict, NotFound
from services.dispatch import repository
from services.dispatch.handlers._case import find_order, require_undone


async def answer_check(command: AnswerCheck, work: Work) -> Done:
    """Every answer is kept; done ends the asking. An answer may come before the question was asked."""
    order = await find_order(command.number, work)
    checks = await repository.live_checks(work.store, order.number)
    check = checks.get(command.check)
    if check is None:
        known = ", ".join(checks) or "none"
        raise NotFound(f"{order.number} has no check '{command.check}'", errors={"check": f"one of {known}"})
    if check.state == "done":
        raise Conflict(f"check '{check.name}' is already answered with done", errors={"check": "answered"})
    require_undone(order)
    said = {"by": work.actor, "at": work.now.isoformat(), "done": command.done, "note": command.note}
    state = "done" if command.done else check.state
    await repository.save(work.store, replace(check, answers=[*check.answers, said], state=state))
    if command.done:
        await work.cancel_timer(f"check-{check.id}")
    work.announce(
        CheckAnswered(
            number=order.number, order_id=order.order_id, check=check.name, done=command.done, note=command.note
        )
    )
    return Done(number=order.number)
