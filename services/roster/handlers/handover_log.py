"""A handover with its log, as every use case of it begins; and what happened with it, for the history."""

from chassis.work import Work
from contracts.problems import NotFound
from services.roster.domain.handover import Demands, HandoverLog
from services.roster.repository import handover_record as record
from services.roster.repository import handovers as handover_repository
from services.roster.repository import stand_ins
from services.roster.repository.handovers import Handover


async def find_log(handover_id: str, work: Work) -> tuple[Handover, HandoverLog]:
    """To be changed. Raises NotFound."""
    handover = await handover_repository.handover_to_change(work.store, work.site, handover_id)
    if handover is None:
        raise NotFound("there is no such handover", errors={"handover_id": "unknown; see roster.handovers"})
    return handover, await log_of(handover, work)


async def log_of(handover: Handover, work: Work) -> HandoverLog:
    words = await record.words_of(work.store, handover.id)
    return HandoverLog(
        handover.state,
        await handover_repository.reports_of(work.store, handover.id),
        handover.kind,
        handover.round,
        await _demands(handover, work),
        handover.topics,
        handover.reviewed_at is not None,
        {(word.kind, word.reference): word for word in words},
    )


async def _demands(handover: Handover, work: Work) -> Demands:
    policy, post = work.playbook.handover, work.playbook.posts.get(handover.post)
    topics = tuple(post.handover_topics) if post is not None and handover.kind == "shift" else ()
    return Demands(policy.item_by_item, policy.review, topics, await stand_ins.held_by(work.store, work.site, handover))


def note_step(handover_id: str, step: str, work: Work, text: str = "") -> None:
    """One line of the history."""
    record.add_step(
        work.store, work.site, handover_id, id=work.new_id(), at=work.now, actor=work.actor, step=step, text=text
    )
