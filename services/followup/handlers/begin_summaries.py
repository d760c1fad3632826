"""The chains of summaries begin with the service."""

from chassis import recurring
from chassis.work import Work
from services.followup.repository import surveys
from services.followup.repository.surveys import Latest


async def begin_summaries(work: Work) -> None:
    """See that each summary of the playbook comes by its cron. The first counts from the start of its chain. FS-14."""
    for name, summary in work.playbook.summaries.items():
        await recurring.expect(work, f"summary-{name}", summary.cron, "summary", {"summary": name})
        if await surveys.latest_summary(work.store, work.site, name) is None:
            begun = Latest(work.now, work.now, None, None, [], [])
            surveys.keep_summary(work.store, work.site, name, begun)
