"""Sum up a month and send it to hall administration."""

from collections import Counter

from chassis.work import Work
from contracts.problems import Conflict, Invalid
from contracts.roster import GetMonthSummary, MonthSummarised, MonthSummary, SendMonthSummary
from services.roster.domain.absences import days_away
from services.roster.domain.month_summary import Facts, summarise
from services.roster.domain.months import due_in, first_day, last_day
from services.roster.handlers import telling
from services.roster.handlers.month_plan import must_have_rota
from services.roster.handlers.month_tasks import finish_task
from services.roster.handlers.permissions import is_manager, must_be_manager
from services.roster.repository import absences as absence_repository
from services.roster.repository import months as repository
from services.roster.repository import shifts as shift_repository


async def send_month_summary(command: SendMonthSummary, work: Work) -> MonthSummary:
    """By the facts of this moment; sent again it counts anew. By managers. Rule TH-02."""
    must_be_manager(work)
    must_have_rota(command.month, work)
    rule = work.playbook.rota.summary if work.playbook.rota else None
    if rule is None:
        raise Invalid("nobody gets a summary", errors={"month": "the playbook has no 'rota.summary'"})
    earliest = work.playbook.calendar.at_local(first_day(command.month), "00:00")
    if rule.not_before is not None:
        earliest = due_in(command.month, rule, work.playbook.calendar) - rule.not_before
    if work.now < earliest:
        said = f"the summary of {command.month} is sent from {earliest.isoformat()} on"
        raise Conflict(said, errors={"month": "too early"})
    await shift_repository.lock_staff(work.store, work.site)
    recipients = telling.everybody(rule.to, [], work)
    if not recipients:
        raise Conflict(f"nobody is registered as {', '.join(rule.to)}, so that nobody would get it")
    sent = {"sent_at": work.now, "sent_by": work.actor, "note": command.note, "recipients": recipients}
    summary = (await _by_facts(command.month, work)).model_copy(update=sent)
    repository.add_summary(work.store, work.site, work.new_id(), summary)
    work.announce(_event(summary))
    await finish_task(command.month, "summarise", work)
    return summary


def _event(summary: MonthSummary) -> MonthSummarised:
    people = summary.people
    return MonthSummarised(
        month=summary.month,
        roster_version=summary.version,
        until=summary.until,
        people=len(people),
        planned_minutes=sum(person.planned_minutes for person in people),
        worked_minutes=sum(person.worked_minutes for person in people),
        late=sum(person.late for person in people),
        missed=sum(person.missed for person in people),
        recipients=summary.recipients,
    )


async def show_month_summary(query: GetMonthSummary, work: Work) -> MonthSummary:
    """As it was sent last, or by the facts of now. Others than managers and its readers see their own row."""
    must_have_rota(query.month, work)
    sent = None if query.now else await repository.last_summary(work.store, work.site, query.month)
    summary = sent or await _by_facts(query.month, work)
    rule = work.playbook.rota.summary if work.playbook.rota else None
    if is_manager(work) or (rule is not None and work.person.has(rule.to)):
        return summary
    own = [person for person in summary.people if person.actor == work.actor]
    return summary.model_copy(update={"people": own, "note": None})


async def _by_facts(month: str, work: Work) -> MonthSummary:
    first, last = first_day(month), last_day(month)
    today = work.playbook.calendar.local_date(work.now)
    absences = await absence_repository.absences_between(work.store, work.site, first, last)
    counted = await repository.counted_changes(work.store, work.site, month)
    facts = Facts(
        until=work.now,
        shifts=await repository.shifts_between(work.store, work.site, first, last),
        away=days_away(absences, first, min(last, today)),
        swaps=counted.get("swapped", Counter()),
        changes=sum((each for because, each in counted.items() if because != "swapped"), Counter()),
    )
    names = {person.actor: person.name for person in work.staff.people.values()}
    version = await repository.last_month_version(work.store, work.site, month)
    return MonthSummary(month=month, version=version, until=work.now, people=summarise(facts, names, work.playbook))
