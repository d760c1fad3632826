"""Deliver a letter of follow-up to the customer. Rule FS-13."""

from chassis.work import Work
from contracts.followup import LetterDue
from contracts.playbook.basics import Label
from services.intake.domain import notifying
from services.intake.handlers import shared
from services.intake.handlers.addressing import customer
from services.intake.handlers.delivering import Message, send
from services.intake.handlers.notify_people import facts_of


async def send_letter(event: LetterDue, work: Work) -> None:
    """Fill in the text and send it; ``letter.sent`` or ``letter.failed`` says what came of it."""
    row = await shared.announced_request(work, event.number)
    facts = facts_of(work, row, full=True) | {"event": event.model_dump(mode="json")}
    message = Message(
        channel=event.channel,
        title=notifying.filled(Label.model_validate(event.title), facts),
        text=notifying.filled(Label.model_validate(event.text), facts),
        number=event.number,
        plan=event.plan,
    )
    await send(work, message, await customer(work, event.channel, row))
