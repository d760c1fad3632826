"""A period of surveys is over: they are summed up as a table."""

from chassis import recurring
from chassis.work import Timer, Work
from contracts.followup import SummarySent, SurveyRow
from contracts.playbook.grammar import Summary
from services.followup.domain.summaries import asked_by, cells, columns_of, parts_of, totals
from services.followup.handlers.recipients import of_roles
from services.followup.repository import surveys
from services.followup.repository.surveys import Latest


async def send_summary(timer: Timer, work: Work) -> None:
    """Send the surveys since the last one, and set the next. A summary no longer wanted ends its chain. Rule FS-14."""
    name = timer.data["summary"]
    summary = work.playbook.summaries.get(name)
    if summary is None:
        return
    last = await surveys.latest_summary(work.store, work.site, name, to_change=True)
    since = last.until if last is not None else timer.due_at
    if since < timer.due_at:
        rows = await _unsent(summary, last, timer, work)
        _send(name, summary, Latest(since, timer.due_at, None, None, [], []), rows, work)
    recurring.schedule_next(work, timer)


async def _unsent(summary: Summary, last: Latest | None, timer: Timer, work: Work) -> list[SurveyRow]:
    """Also what another replica was still recording when the last summary was read."""
    first = last.since if last is not None else timer.due_at
    sent = set(last.callback_ids) if last is not None else set()
    found = await surveys.completed_between(work.store, work.site, first, timer.due_at, summary.lines, summary.plans)
    return [row for row in found if row.callback_id not in sent]


def _send(name: str, summary: Summary, span: Latest, rows: list[SurveyRow], work: Work) -> None:
    counted = totals(rows)
    columns = columns_of(asked_by(work.playbook, summary), rows)
    recipients = of_roles(summary.to, work)
    title = summary.title.model_dump()
    parts = parts_of([cells(row, columns) for row in rows])
    for number, part in enumerate(parts, start=1):
        work.announce(
            SummarySent(
                name=name,
                title=title,
                since=span.since,
                until=span.until,
                part=number,
                parts=len(parts),
                columns=columns,
                rows=part,
                totals=counted,
                recipients=recipients,
            )
        )
    ids = [row.callback_id for row in rows]
    surveys.keep_summary(work.store, work.site, name, Latest(span.since, span.until, title, counted, recipients, ids))
