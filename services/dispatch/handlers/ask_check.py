"""A question falls due: somebody is asked to ask. Rules PD-13, HK-05."""

from dataclasses import replace

from chassis.work import Timer, Work
from contracts.dispatch import CheckDue
from contracts.playbook.grammar import Check as Question
from services.dispatch import repository
from services.dispatch.domain.checks import next_asking
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Check
from services.dispatch.domain.promises import plan_of
from services.dispatch.handlers._case import announce, case_of
from services.dispatch.handlers._checks import calendar_for, set_check_timer
from services.dispatch.handlers._people import people


async def ask_check(timer: Timer, work: Work) -> None:
    """Asks only while the answer is not known; a question that repeats is set anew."""
    order = await repository.order(work.store, work.site, timer.number, lock=True)
    check = await repository.check(work.store, work.site, str(timer.data["check"]))
    if order is None or check is None or not check.live or check.state not in ("waiting", "asked"):
        return
    if check.rest is not None or check.due_at > work.now:
        return
    case = await case_of(order, work)
    question = plan_of(case.line).checks.get(check.name)
    if question is None or _over(question, case):
        repository.put(work.store, replace(check, state="cancelled"))
        return
    again = next_asking(question, check.due_at, work.now, calendar_for(case, work))
    repository.put(work.store, replace(check, state="asked", asked_at=work.now, due_at=again or check.due_at))
    if again is not None:
        set_check_timer(check, again, work)
    await _ask(case, check, question, work)


def _over(question: Question, case: Case) -> bool:
    """Nobody needs to ask: the work is complete, or what the question waits for is so."""
    if not case.order.undone or (question.until is None and case.order.completed_at is not None):
        return True
    return question.until is not None and question.until.truth(scope(case))


async def _ask(case: Case, check: Check, question: Question, work: Work) -> None:
    order = case.order
    event = CheckDue(
        number=order.number,
        order_id=order.order_id,
        check=check.name,
        question=question.ask.model_dump(),
        ask=await people(question.to or work.playbook.desk_roles, order, work),
    )
    announce(order, event, work)
