"""What followup listens to for opinions and the case library."""

from chassis.work import Timer, Work
from contracts.followup import (
    AddCase,
    AnswerOpinion,
    ChangeCase,
    FoundCases,
    GetHotTopics,
    GetLibraryCase,
    HotTopicsView,
    LibraryCase,
    LibraryReceipt,
    ListOpinions,
    OpinionPage,
    OpinionReceipt,
    SearchCases,
    WithdrawCase,
)
from services.followup.handlers.answer_opinion import answer_opinion
from services.followup.handlers.publish_topics import begin_topics, publish_topics
from services.followup.handlers.search_library import search_library, show_library_case
from services.followup.handlers.show_opinions import list_opinions, show_hot_topics
from services.followup.handlers.write_library import add_case, change_case, withdraw_case
from services.followup.subscribers.base import on


# ------------------------------------------------------------------ commands
@on.command(AnswerOpinion)
async def answer(command: AnswerOpinion, work: Work) -> OpinionReceipt:
    return await answer_opinion(command, work)


@on.command(AddCase)
async def add(command: AddCase, work: Work) -> LibraryReceipt:
    return await add_case(command, work)


@on.command(ChangeCase)
async def change(command: ChangeCase, work: Work) -> LibraryReceipt:
    return await change_case(command, work)


@on.command(WithdrawCase)
async def withdraw(command: WithdrawCase, work: Work) -> LibraryReceipt:
    return await withdraw_case(command, work)


# ------------------------------------------------------------------ views
@on.query(ListOpinions)
async def opinions(query: ListOpinions, work: Work) -> OpinionPage:
    return await list_opinions(query, work)


@on.query(GetHotTopics)
async def hot_topics(query: GetHotTopics, work: Work) -> HotTopicsView:
    return await show_hot_topics(query, work)


@on.query(SearchCases)
async def search(query: SearchCases, work: Work) -> FoundCases:
    return await search_library(query, work)


@on.query(GetLibraryCase)
async def library_case(query: GetLibraryCase, work: Work) -> LibraryCase:
    return await show_library_case(query, work)


# ------------------------------------------------------------------ timers
@on.start
async def started(work: Work) -> None:
    await begin_topics(work)


@on.timer("hot_topics")
async def topics_due(timer: Timer, work: Work) -> None:
    await publish_topics(timer, work)
