"""At the set time, remind whoever has not reported; then the chain. Rule IR-02."""

from datetime import date, datetime, timedelta

from chassis import recurring
from chassis.work import Timer, Work
from contracts.base import Recipient
from contracts.intake import ReportMissing
from contracts.playbook.grammar import ExpectedReport
from services.intake.domain.reporting import role_told
from services.intake.handlers import shared
from services.intake.repository import reports

EXPECTED, CHAIN = "reports", "remind"


async def expect_reports(work: Work) -> None:
    """See that each expected report of the playbook is asked for at its time."""
    for name, spec in work.playbook.expected_reports.items():
        await recurring.expect(work, f"report-{name}", spec.cron, EXPECTED, {"report": name})


async def remind_of_reports(timer: Timer, work: Work) -> None:
    """Remind the role of each business line that has not reported on the local day of the set time, and set the links
    of the chain."""
    name = str(timer.data["report"])
    spec = work.playbook.expected_reports.get(name)
    if spec is None:
        return
    day = work.playbook.calendar.local_date(timer.due_at)
    reported = {row.business_line for row in await reports.reported_since(work.store, work.site, name, day)}
    for business_line, role in spec.of.items():
        if business_line in reported:
            continue
        _remind(work, name, spec, business_line, timer.due_at, level=0, role=role)
        for index, link in enumerate(spec.else_):
            _set_link(work, name, business_line, timer.due_at, index, timer.due_at + link.after, nth=1)
    recurring.schedule_next(work, timer)


async def remind_again(timer: Timer, work: Work) -> None:
    """One link of the chain: look whether the report has come meanwhile, else tell the link's role."""
    name, business_line = str(timer.data["report"]), str(timer.data["business_line"])
    spec = work.playbook.expected_reports.get(name)
    index, nth = int(timer.data["link"]), int(timer.data["nth"])
    if spec is None or index >= len(spec.else_) or business_line not in spec.of:
        return
    link, due_at = spec.else_[index], datetime.fromisoformat(timer.data["due_at"])
    day = work.playbook.calendar.local_date(due_at)
    rows = await reports.reported_since(work.store, work.site, name, day)
    if any(row.business_line == business_line for row in rows):
        return
    facts = {"report": name, "business_line": business_line, "day": day.isoformat()}
    if link.when is None or link.when.truth(facts):
        role = role_told(work.playbook, spec, business_line, link.escalate)
        _remind(work, name, spec, business_line, due_at, level=index + 1, role=role, nth=nth)
    if nth < link.times and link.every is not None:
        # Repetitions missed while nothing ran do not come all at once.
        following = max(timer.due_at + link.every, work.now + min(link.every, timedelta(minutes=1)))
        _set_link(work, name, business_line, due_at, index, following, nth=nth + 1)


def _set_link(
    work: Work, name: str, business_line: str, due_at: datetime, index: int, at: datetime, *, nth: int
) -> None:
    data = {
        "report": name,
        "business_line": business_line,
        "due_at": due_at.isoformat(),
        "link": index,
        "nth": nth,
    }
    work.schedule(f"{CHAIN}-{work.site}-{name}-{business_line}-{due_at:%Y%m%d%H%M}-{index}", at, CHAIN, data)


def _remind(
    work: Work,
    name: str,
    spec: ExpectedReport,
    business_line: str,
    due_at: datetime,
    *,
    level: int,
    role: str,
    nth: int = 1,
) -> None:
    recipients: list[Recipient] = work.staff.recipients(role)
    day: date = work.playbook.calendar.local_date(due_at)
    reports.add_reminder(
        work.store,
        work.site,
        name,
        day,
        business_line,
        level=level,
        nth=nth,
        at=work.now,
        due_at=due_at,
        to_role=role,
        recipients=[recipient.model_dump(mode="json") for recipient in recipients],
    )
    shared.announce(
        work,
        ReportMissing(
            name=name,
            title=spec.title.model_dump(),
            business_line=business_line,
            day=day,
            due_at=due_at,
            level=level,
            to_role=role,
            recipients=recipients,
        ),
    )
