"""A check falls due: the desk is asked to ask. Rule PD-13."""

from dataclasses import replace

from chassis.work import Timer, Work
from contracts.dispatch import CheckDue
from services.dispatch import repository
from services.dispatch.domain.deadlines import next_asking
from services.dispatch.handlers._case import case_of, recipients
from services.dispatch.handlers._clocks import set_check_timer


async def ask_check(timer: Timer, work: Work) -> None:
    """Asks only while the answer is not known; a check that repeats is set anew."""
    order = await repository.order(work.store, work.site, timer.number, lock=True)
    check = await repository.check(work.store, work.site, str(timer.data["check"]))
    if order is None or check is None or not check.live or check.state not in ("waiting", "asked"):
        return
    case = await case_of(order, work)
    question = next((q for q in case.line.checks if q.name == check.name), None)
    if question is None or not order.undone or order.completed_at is not None:
        await repository.save(work.store, replace(check, state="cancelled"))
        return
    again = next_asking(question, check.due_at, work.now)
    due_at = again or check.due_at
    await repository.save(work.store, replace(check, state="asked", asked_at=work.now, due_at=due_at))
    if again is not None:
        set_check_timer(check, again, work)
    work.announce(
        CheckDue(
            number=order.number,
            order_id=order.order_id,
            check=check.name,
            question=question.ask.model_dump(),
            ask=recipients(work.playbook.desk_roles, order.department, work),
        )
    )
