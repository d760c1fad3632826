"""The views of cases, guides and groups."""

from chassis.paging import write_cursor
from chassis.work import Work
from contracts.followup import (
    CasePage,
    CaseRow,
    CaseView,
    GetRetentionCase,
    GetRetentionGuide,
    GetRetentionRegister,
    GroupList,
    GroupView,
    GuideOffer,
    GuideView,
    ListLeavingGroups,
    ListRetentionCases,
    RegisterView,
    TriggerView,
)
from contracts.problems import NotFound
from services.followup.domain.months import day_of, day_span, month_of, month_span
from services.followup.handlers.send_register import register_rows
from services.followup.handlers.watch_group import members_of
from services.followup.repository import guides, retention
from services.followup.repository.retention import Case, Trigger


async def show_case(query: GetRetentionCase, work: Work) -> CaseView:
    """A case with its signs, offers and history, and what may be offered now. Raises NotFound."""
    case = await retention.case_by_id(work.store, work.site, query.case_id)
    if case is None:
        raise NotFound("there is no such case", errors={"case_id": "unknown; see followup.retention_cases"})
    signs = (await retention.triggers_of(work.store, [case.id]))[case.id]
    return CaseView(
        **_row(case, signs).model_dump(),
        signs=[_sign(sign, work) for sign in signs],
        offers=(await retention.offers_of(work.store, [case.id]))[case.id],
        history=await retention.history_of(work.store, case.id),
        offers_possible=await _possible(case, work),
        reach=case.reach,
        next_at=case.next_at,
    )


async def list_cases(query: ListRetentionCases, work: Work) -> CasePage:
    found = await retention.page_of_cases(work.store, work.site, query)
    rows = found[: query.limit]
    signs = await retention.triggers_of(work.store, [case.id for case in rows])
    more = write_cursor(rows[-1].opened_at, rows[-1].id) if len(found) > query.limit else None
    return CasePage(rows=[_row(case, signs[case.id]) for case in rows], next=more)


async def show_guide(query: GetRetentionGuide, work: Work) -> GuideView:
    """Raises NotFound when none was published. Rule TH-30."""
    month = query.month or month_of(work.playbook, work.now)
    guide = await guides.guide_of(work.store, work.site, month)
    if guide is None:
        remedy = "none was published; see followup.publish_retention_guide"
        raise NotFound(f"there is no guide for {month}", errors={"month": remedy})
    return guide


async def show_register(query: GetRetentionRegister, work: Work) -> RegisterView:
    """First attempts that failed that day. Rule TH-31."""
    day = query.day or day_of(work.playbook, work.now)
    cases = await retention.failed_between(work.store, work.site, *day_span(work.playbook, day))
    return RegisterView(day=day, rows=await register_rows(cases, work))


async def list_groups(query: ListLeavingGroups, work: Work) -> GroupList:
    """Groups that left together, as last reported. Rule TH-29."""
    span = month_span(work.playbook, query.month or month_of(work.playbook, work.now))
    rows = [
        GroupView(group=name, reported_at=at, members=await members_of(case_ids, work))
        for name, at, case_ids in await guides.groups_between(work.store, work.site, *span)
    ]
    return GroupList(rows=rows)


async def _possible(case: Case, work: Work) -> list[GuideOffer] | None:
    guide = await guides.guide_of(work.store, work.site, month_of(work.playbook, work.now))
    return None if guide is None else [offer for offer in guide.offers if case.segment in offer.segments]


def _row(case: Case, signs: list[Trigger]) -> CaseRow:
    return CaseRow(
        case_id=case.id,
        customer=case.customer,
        number=case.number,
        segment=case.segment,
        one_to_one=case.one_to_one,
        stage=case.stage,
        open=case.open,
        assignee=case.assignee,
        delegated_to=case.delegated_to,
        group=case.group_name,
        triggers=list(dict.fromkeys(sign.trigger for sign in signs)),
        opened_at=case.opened_at,
        failed_at=case.failed_at,
        closed_at=case.closed_at,
        outcome=case.outcome,
        reason=case.reason,
    )


def _sign(sign: Trigger, work: Work) -> TriggerView:
    book = work.playbook.retention
    rule = book.triggers.get(sign.trigger) if book is not None else None
    return TriggerView(
        trigger=sign.trigger,
        title=rule.title.model_dump() if rule is not None else {"zh": sign.trigger, "en": sign.trigger},
        at=sign.at,
        by=sign.by,
        source=sign.source,
        number=sign.number,
        reason=sign.reason,
        facts=sign.facts,
    )
