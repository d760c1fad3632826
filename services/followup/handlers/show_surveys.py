"""The views of surveys and of their summaries."""

from chassis.paging import write_cursor
from chassis.work import Work
from contracts.followup import GetSummary, ListSurveys, SummaryView, SurveyPage, SurveyRow
from contracts.problems import Invalid, NotFound
from services.followup.repository import surveys


async def list_surveys(query: ListSurveys, work: Work) -> SurveyPage:
    """Callbacks that were made, the earliest first. Raises Invalid for a span that ends before it begins."""
    if query.since is not None and query.until is not None and query.until <= query.since:
        raise Invalid("the span ends before it begins", errors={"until": "name a moment after since"})
    found = await surveys.page_of_surveys(work.store, work.site, query)
    return SurveyPage(rows=found[: query.limit], next=_next(found, query.limit))


async def show_summary(query: GetSummary, work: Work) -> SummaryView:
    """The latest one. Raises NotFound when the playbook has none of that name or none was sent yet. Rule FS-14."""
    latest = await surveys.latest_summary(work.store, work.site, query.name)
    if latest is None or latest.title is None or latest.totals is None:
        known = ", ".join(work.playbook.summaries) or "none"
        said = "none was sent yet" if query.name in work.playbook.summaries else f"unknown; the playbook has {known}"
        raise NotFound("there is no such summary", errors={"name": said})
    found = await surveys.page_of_ids(work.store, work.site, latest.callback_ids, query.cursor, query.limit)
    return SummaryView(
        name=query.name,
        title=latest.title,
        since=latest.since,
        until=latest.until,
        totals=latest.totals,
        recipients=latest.recipients,
        rows=found[: query.limit],
        next=_next(found, query.limit),
    )


def _next(found: list[SurveyRow], limit: int) -> str | None:
    last = found[limit - 1] if len(found) > limit else None
    return write_cursor(last.completed_at, last.callback_id) if last is not None else None
