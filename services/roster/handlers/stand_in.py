"""A is absent: B holds A's open items."""

from chassis.work import Work
from contracts.problems import Conflict, Forbidden, NotFound
from contracts.roster import BeginStandIn, StandInMissing, StandInReceipt
from services.roster.handlers.open_handover import begin_handover
from services.roster.repository import shifts as repository
from services.roster.repository import stand_ins as stand_in_repository
from services.roster.repository.handovers import Handover
from services.roster.repository.stand_ins import StandIn


async def begin_stand_in(command: BeginStandIn, work: Work) -> StandInReceipt:
    """By a manager or by B. Rule TH-11."""
    people = await stand_in_repository.post_of(work.store, work.site, command.post)
    if people is None:
        raise NotFound(f"nobody was named for the post {command.post}", errors={"post": "see roster.posts"})
    a, b = people
    if b is None:
        raise Conflict(f"{command.post} has no B person; name one with roster.set_post", errors={"post": "no B"})
    if work.actor != b and not work.is_admin and not work.person.has(work.playbook.managers):
        raise Forbidden(f"{b} and managers say that {b} stands in for {a}")
    work.colleague(b, "post")
    running = await _running(a, work)
    if running is not None:
        raise Conflict(f"{running.b} stands in for {a} already", errors={"post": running.id})
    return hold_for(command.post, a, b, command.reason, work)


async def stand_in_for(a: str, reason: str | None, work: Work) -> None:
    """Somebody is absent: the B of one of the person's posts holds everything; when there is none it is told."""
    posts = await stand_in_repository.posts_of(work.store, work.site, a)
    if not posts or await _running(a, work) is not None:
        return
    for post, b in posts:
        if b is not None and work.staff.get(b) is not None:
            hold_for(post, a, b, reason, work)
            return
    post, b = posts[0]
    why = f"{b} is not active" if b is not None else "nobody is named as B"
    told = work.staff.recipients(work.playbook.handover.unrelieved_to)
    work.announce(StandInMissing(post=post, a=a, reason=why, recipients=told))


def hold_for(post: str, a: str, b: str, reason: str | None, work: Work) -> StandInReceipt:
    """The services report what A holds; when all have, it is B's until handed back."""
    handover_id = work.new_id()
    handover = Handover(
        id=handover_id,
        shift_id=handover_id,
        post=post,
        outgoing=a,
        incoming=b,
        state="opened",
        opened_at=work.now,
        note=reason,
        kind="stand_in",
        held_for=a,
    )
    begin_handover(handover, work)
    stand_in = StandIn(work.new_id(), post, a, b, "beginning", work.now, handover_id, reason)
    stand_in_repository.add_stand_in(work.store, work.site, stand_in)
    return StandInReceipt(stand_in_id=stand_in.id, state="beginning", handover_id=handover_id)


async def _running(a: str, work: Work) -> StandIn | None:
    await repository.lock_staff(work.store, work.site)
    running = await stand_in_repository.running_stand_ins(work.store, work.site, a)
    return next((stand_in for stand_in in running if stand_in.a == a), None)
