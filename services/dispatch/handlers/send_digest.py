"""Orders that are collected and sent together. Rule PC-04."""

from datetime import datetime

from chassis import recurring
from chassis.work import Timer, Work
from contracts.base import Recipient
from contracts.dispatch import DigestGroup, DigestSent
from contracts.playbook.grammar import Digest, Notify
from services.dispatch import repository
from services.dispatch.domain import digest as rules
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Order
from services.dispatch.handlers._case import case_of, line_of, note, recipients, told_by

KIND = "digest"
OF_A_GROUP = ("head", "department")


async def expect_digests(work: Work) -> None:
    """Set the timer of every digest of the playbook."""
    for name, digest in work.playbook.digests.items():
        await recurring.expect(work, f"digest-{name}", digest.cron, KIND, {"digest": name})


async def send_digest(timer: Timer, work: Work) -> None:
    """Also one without any order. In one transaction with its timer: once, also with two replicas."""
    name = str(timer.data["digest"])
    digest = work.playbook.digests.get(name)
    if digest is None:
        return
    recurring.schedule_next(work, timer)
    since = await repository.last_digest(work.store, work.site, name)
    digest_id = work.new_id()
    collected = []
    for order in await repository.not_in_digest(work.store, work.site, name, digest.lines, since):
        case = await _case(order, digest, work)
        found = rules.collect(digest, order, scope(case))
        if found is not None:
            collected.append(found)
            _mark(order, name, digest_id, work)
    repository.put_last_digest(work.store, work.site, name, work.now)
    _announce(name, digest, rules.messages(collected), digest_id=digest_id, since=since, work=work)


async def _case(order: Order, digest: Digest, work: Work) -> Case:
    """With its steps only where the digest reads them."""
    if rules.needs_history(digest):
        return await case_of(order, work)
    return Case(order, await line_of(order, work))


def _mark(order: Order, name: str, digest_id: str, work: Work) -> None:
    repository.put_digest_item(work.store, work.site, order.number, name, digest_id=digest_id, sent_at=work.now)
    note(work, order.number, "digest", digest=name, digest_id=digest_id)


def _announce(
    name: str,
    digest: Digest,
    messages: list[list[rules.Collected]],
    *,
    digest_id: str,
    since: datetime | None,
    work: Work,
) -> None:
    total = sum(len(message) for message in messages)
    roles = [role for role in digest.to if role not in OF_A_GROUP]
    for place, message in enumerate(messages):
        groups = [_group(key, found, digest, work) for key, found in rules.by_group(message).items()]
        told = [*recipients(roles, work.playbook.desk_department, work), *(r for g in groups for r in g.recipients)]
        event = DigestSent(
            digest_id=digest_id,
            name=name,
            title=digest.title.model_dump(),
            since=since,
            until=work.now,
            total=total,
            part=place + 1,
            parts=len(messages),
            groups=groups,
            recipients=list({(r.actor, r.role): r for r in told}.values()),
        )
        work.announce(event)


def _group(key: str, found: list[rules.Collected], digest: Digest, work: Work) -> DigestGroup:
    """Heads and staff get the group of their department; where the groups are none, those whose orders are in it."""
    words = [Notify(role=word) for word in OF_A_GROUP if word in digest.to]
    told: list[Recipient] = []
    departments = [key] if key in work.playbook.departments else sorted({one.department for one in found})
    for department in departments if words else ():
        told += told_by(words, department, work)
    return DigestGroup(key=key, items=[one.item for one in found], recipients=told)
