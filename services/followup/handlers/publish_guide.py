"""The month's guide: which offers may be made to whom."""

from collections import Counter

from chassis.work import Work
from contracts.base import Done, Recipient
from contracts.followup import GuideView, PublishRetentionGuide, RetentionGuidePublished
from contracts.playbook.grammar import Retention
from contracts.problems import Forbidden, Invalid
from services.followup.domain.months import month_of
from services.followup.handlers.open_retention import rules_of
from services.followup.repository import guides, retention


async def publish_guide(command: PublishRetentionGuide, work: Work) -> Done:
    """Publish it, or publish it anew. Raises Invalid naming every offer that does not fit the playbook. Rule TH-30."""
    book = rules_of(work)
    if not work.person.has(book.guide.by):
        raise Forbidden(f"the guide is published by {', '.join(book.guide.by)}")
    errors = _wrong(command, book, work)
    if errors:
        raise Invalid("the guide does not fit the playbook", errors=errors)
    await retention.lock(work.store, work.site, f"guide-{command.month}", work.now)
    before = await guides.guide_of(work.store, work.site, command.month)
    guide = GuideView(
        month=command.month,
        revision=before.revision + 1 if before is not None else 1,
        published_at=work.now,
        published_by=work.actor,
        offers=command.offers,
    )
    guides.keep_guide(work.store, work.site, guide)
    event = RetentionGuidePublished(
        month=guide.month,
        revision=guide.revision,
        offers=[offer.name for offer in guide.offers],
        by=work.actor,
        recipients=_servers(book, work),
    )
    work.announce(event)
    return Done()


def _wrong(command: PublishRetentionGuide, book: Retention, work: Work) -> dict[str, str]:
    errors: dict[str, str] = {}
    present = month_of(work.playbook, work.now)
    if command.month < present:
        errors["month"] = f"is over; publish {present} or a later month"
    names = Counter(offer.name for offer in command.offers)
    for index, offer in enumerate(command.offers):
        place = f"offers.{index}"
        if names[offer.name] > 1:
            errors[f"{place}.name"] = f"'{offer.name}' stands in the guide more than once; name each offer once"
        unknown = [name for name in offer.segments if name not in book.segments]
        if unknown:
            known = ", ".join(book.segments)
            errors[f"{place}.segments"] = f"unknown: {', '.join(unknown)}; known are {known}"
        if offer.cost.currency != work.playbook.currency:
            errors[f"{place}.cost"] = f"the desk's currency is {work.playbook.currency}"
        elif offer.cost.minor < 0:
            errors[f"{place}.cost"] = "a cost is not negative"
    return errors


def _servers(book: Retention, work: Work) -> list[Recipient]:
    """Everybody who serves cases, on duty or not: the guide holds for a month."""
    found: dict[str, Recipient] = {}
    for role in [*book.served_by, *book.key_accounts.by]:
        for person in work.staff.holders(role):
            found.setdefault(person.actor, Recipient(actor=person.actor, role=role, on_duty=person.on_duty))
    return list(found.values())
