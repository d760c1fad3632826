"""A customer's opinion is answered."""

from dataclasses import replace

from chassis.work import Work
from contracts.followup import AnswerOpinion, OpinionAnswer, OpinionReceipt
from contracts.playbook.grammar import Opinions
from contracts.problems import Conflict, Invalid, NotFound
from services.followup.handlers.keep_opinion import keep_answer
from services.followup.repository import opinions
from services.followup.repository.opinions import Opinion


async def answer_opinion(command: AnswerOpinion, work: Work) -> OpinionReceipt:
    """Raises NotFound when the request has no such opinion, Invalid while it has no topic. Rule TH-32."""
    book = opinions_of(work)
    topics_known(command.topics, book)
    opinion = await _opinion(command, work)
    topics = list(dict.fromkeys(command.topics)) or opinion.topics
    if not topics:
        remedy = f"say what it is about: one or more of {', '.join(book.topics)}"
        raise Invalid("an opinion is answered under its topics", errors={"topics": remedy})
    if topics != opinion.topics:
        await opinions.sort(work.store, work.site, opinion, topics)
    answer = OpinionAnswer(at=work.now, by=work.actor, reply=command.reply)
    await keep_answer(replace(opinion, topics=topics), work.message_id, answer, work)
    return OpinionReceipt(opinion_id=opinion.id)


def opinions_of(work: Work) -> Opinions:
    """The playbook's section. Raises Conflict when this desk keeps no opinions."""
    if work.playbook.opinions is None:
        raise Conflict("this desk keeps no opinions; its playbook has no 'opinions'")
    return work.playbook.opinions


def topics_known(topics: list[str], book: Opinions) -> None:
    """Raises Invalid naming every topic the playbook does not have."""
    known = ", ".join(book.topics)
    wrong = {
        f"topics.{index}": f"unknown; known are {known}" for index, it in enumerate(topics) if it not in book.topics
    }
    if wrong:
        raise Invalid("unknown topics", errors=wrong)


async def _opinion(command: AnswerOpinion, work: Work) -> Opinion:
    found = await opinions.of_number(work.store, work.site, command.number)
    if not found:
        raise NotFound(f"no opinion is known of {command.number}", errors={"number": "see followup.opinions"})
    if command.opinion_id is not None:
        named = next((one for one in found if one.id == command.opinion_id), None)
        if named is None:
            ids = ", ".join(one.id for one in found)
            raise NotFound("the request has no such opinion", errors={"opinion_id": f"it has {ids}"})
        return named
    if len(found) > 1:
        ids = ", ".join(one.id for one in found)
        raise Conflict(f"{command.number} has {len(found)} opinions; name the one", errors={"opinion_id": ids})
    return found[0]
