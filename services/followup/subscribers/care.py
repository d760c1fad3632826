"""What followup listens to for the care plan."""

from chassis.work import Timer, Work
from contracts.base import Done
from contracts.followup import (
    CallAgainPage,
    CallListView,
    CallTaken,
    CoverageView,
    FindingPage,
    GetCallList,
    GetCoverage,
    ListCallAgain,
    ListFindings,
    PutOffAnswer,
    ReleaseCall,
    TakeCall,
)
from services.followup.handlers.begin_care import begin_care
from services.followup.handlers.lease_calls import expire_lease
from services.followup.handlers.put_off_answer import put_off_answer
from services.followup.handlers.report_coverage import report_coverage, warn_of_shortfall
from services.followup.handlers.report_findings import report_findings
from services.followup.handlers.show_call_list import list_call_again, list_findings, show_call_list
from services.followup.handlers.show_coverage import show_coverage
from services.followup.handlers.take_call import release_call, take_call
from services.followup.subscribers.base import on


# ------------------------------------------------------------------ commands
@on.command(TakeCall)
async def take(command: TakeCall, work: Work) -> CallTaken:
    return await take_call(command, work)


@on.command(ReleaseCall)
async def give_back(command: ReleaseCall, work: Work) -> Done:
    return await release_call(command, work)


@on.command(PutOffAnswer)
async def put_off(command: PutOffAnswer, work: Work) -> Done:
    return await put_off_answer(command, work)


# ------------------------------------------------------------------ views
@on.query(GetCallList)
async def call_list(query: GetCallList, work: Work) -> CallListView:
    return await show_call_list(query, work)


@on.query(ListCallAgain)
async def call_again(query: ListCallAgain, work: Work) -> CallAgainPage:
    return await list_call_again(query, work)


@on.query(ListFindings)
async def findings(query: ListFindings, work: Work) -> FindingPage:
    return await list_findings(query, work)


@on.query(GetCoverage)
async def coverage(query: GetCoverage, work: Work) -> CoverageView:
    return await show_coverage(query, work)


# ------------------------------------------------------------------ timers
@on.start
async def started(work: Work) -> None:
    await begin_care(work)


@on.timer("lease")
async def lease_over(timer: Timer, work: Work) -> None:
    await expire_lease(timer, work)


@on.timer("coverage_report")
async def coverage_due(timer: Timer, work: Work) -> None:
    await report_coverage(timer, work)


@on.timer("coverage_warning")
async def warning_due(timer: Timer, work: Work) -> None:
    await warn_of_shortfall(timer, work)


@on.timer("findings")
async def findings_due(timer: Timer, work: Work) -> None:
    await report_findings(timer, work)
