"""What a call of the care plan leaves behind."""

from chassis.work import Work
from contracts.followup import FindingRecorded, RecordResult
from services.followup.domain.calling import callback_hours
from services.followup.domain.care import must_have_begun
from services.followup.handlers.put_off_answer import promise_answer
from services.followup.repository import care, findings
from services.followup.repository.callbacks import Callback
from services.followup.repository.care import Case


async def case_called(callback: Callback, work: Work) -> Case | None:
    """The case of a call of the care plan, None for others. Raises Conflict before its window. Rule TH-20."""
    if not callback.plan.means:
        return None
    case = await care.case_of(work.store, work.site, callback.id)
    if case is not None:
        must_have_begun(case.earliest, work.now, callback_hours(work.playbook))
    return case


async def end_case(command: RecordResult, callback: Callback, case: Case, work: Work) -> None:
    """Keep how the customer was reached, and whether after the window; what was put off is promised now. TH-22."""
    await care.change_case(work.store, callback.id, used=command.means, late=case.latest <= work.now)
    if case.put_off is not None:
        await promise_answer(callback, case, work)


def keep_findings(command: RecordResult, callback: Callback, work: Work) -> None:
    """Rule TH-26."""
    for found in command.findings:
        said = {
            "callback_id": callback.id,
            "number": callback.number,
            "department": found.department,
            "text": found.text,
            "important": found.important,
            "by": work.actor,
        }
        findings.add_finding(work.store, work.site, id=work.new_id(), at=work.now, **said)
        work.announce(FindingRecorded.model_validate(said))
