"""What customers say reaches the register of opinions. Rule TH-32."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis.work import NotYet, Work
from contracts.dispatch import OrderVerified
from contracts.followup import OpinionAnswer, OpinionAnswered, OpinionReceived
from contracts.followup.opinions import OpinionSource
from contracts.intake import RequestAmended, RequestConfirmed
from services.followup.repository import opinions, requests
from services.followup.repository.callbacks import Callback
from services.followup.repository.opinions import Opinion


async def opinion_of_request(event: RequestConfirmed, work: Work) -> None:
    """A confirmed request of a line whose requests are opinions."""
    book = work.playbook.opinions
    where = book.lines.get(event.line) if book is not None else None
    if where is None:
        return
    request = await requests.request_of(work.store, work.site, event.number)
    form = request.form if request is not None else event.form
    text, topic = form.get(where.text), form.get(where.topic) if where.topic is not None else None
    topics = [topic] if isinstance(topic, str) else []
    if isinstance(text, str):
        at, by = event.confirmed_at, event.received_by
        await _keep(event.number, event.line, "request", event.number, (text, topics), (at, by), work)


async def correct_opinion(event: RequestAmended, work: Work) -> None:
    """What the customer said was written down wrongly."""
    book = work.playbook.opinions
    if book is None or not await opinions.is_known(work.store, work.site, event.number):
        return
    request = await requests.request_of(work.store, work.site, event.number)
    where = book.lines.get(request.line) if request is not None and request.line is not None else None
    text = request.form.get(where.text) if request is not None and where is not None else None
    if isinstance(text, str):
        await opinions.correct_text(work.store, work.site, event.number, text)


async def opinions_of_call(callback: Callback, answers: Mapping[str, Any], remarks: str | None, work: Work) -> None:
    """What was heard in a call, and in it what the customer was answered to an opinion."""
    book = work.playbook.opinions
    if book is None:
        return
    said = {name: answers[name] for name in book.heard if isinstance(answers.get(name), str)}
    if book.remarks and remarks is not None:
        said["remarks"] = remarks
    for name, text in said.items():
        reference = f"{callback.id}-{name}"
        await _keep(callback.number, callback.line, "call", reference, (text, []), (work.now, work.actor), work)
    where = book.lines.get(callback.line)
    reply = answers.get(where.reply) if where is not None and where.reply is not None else None
    if isinstance(reply, str):
        await _answer(callback.number, callback.id, OpinionAnswer(at=work.now, by=work.actor, reply=reply), work)


async def answer_of_step(event: OrderVerified, work: Work) -> None:
    """The step that verifies the order records what the customer was answered."""
    book = work.playbook.opinions
    where = book.lines.get(event.line) if book is not None else None
    reply = event.records.get(where.reply) if where is not None and where.reply is not None else None
    if isinstance(reply, str):
        await _must_be_there(event.number, work)
        answer = OpinionAnswer(at=event.happened_at, by=event.signed_by, reply=reply)
        await _answer(event.number, f"{event.order_id}-{event.step}-{event.cycle}", answer, work)


async def _must_be_there(number: str, work: Work) -> None:
    """Raises NotYet while the confirmation of a request that was not cancelled is still on its way."""
    if await opinions.is_known(work.store, work.site, number):
        return
    if not (await requests.known_of(work.store, work.site, number)).cancelled:
        raise NotYet(f"{number} was answered, but its confirmation has not come")


async def _keep(
    number: str,
    line: str,
    source: OpinionSource,
    reference: str,
    said: tuple[str, list[str]],
    received: tuple[datetime, str],
    work: Work,
) -> None:
    if await opinions.is_known(work.store, work.site, reference):
        return
    opinion = Opinion(
        id=work.new_id(),
        number=number,
        line=line,
        source=source,
        text=said[0],
        topics=said[1],
        received_at=received[0],
        received_by=received[1],
        answered=False,
    )
    opinions.add_opinion(work.store, work.site, reference, opinion)
    work.announce(
        OpinionReceived(
            opinion_id=opinion.id,
            number=number,
            line=line,
            source=source,
            topics=opinion.topics,
            received_by=opinion.received_by,
        )
    )


async def _answer(number: str, reference: str, answer: OpinionAnswer, work: Work) -> None:
    """The request's own opinion was answered."""
    own = [one for one in await opinions.of_number(work.store, work.site, number) if one.source == "request"]
    for opinion in own[:1]:
        await keep_answer(opinion, reference, answer, work)


async def keep_answer(opinion: Opinion, reference: str, answer: OpinionAnswer, work: Work) -> None:
    """Record time, handler and reply; the same answer once. Rule TH-32."""
    if await opinions.answer_known(work.store, opinion.id, reference):
        return
    await opinions.add_answer(work.store, work.site, work.new_id(), opinion.id, reference, answer)
    work.announce(
        OpinionAnswered(
            opinion_id=opinion.id,
            number=opinion.number,
            topics=opinion.topics,
            reply=answer.reply,
            at=answer.at,
            by=answer.by,
        )
    )
