"""The time of a letter has come."""

from chassis.work import Timer, Work
from contracts.followup import LetterDue
from services.followup.handlers.end_callbacks import cancel_callbacks
from services.followup.repository import callbacks, requests


async def send_letter(timer: Timer, work: Work) -> None:
    """Ask intake, which knows the customer, to deliver it, once; a cancelled request's ends here at last. FS-13."""
    letter, _ = await callbacks.with_siblings(work.store, work.site, timer.data["callback_id"])
    if letter is None or letter.plan.letter is None or letter.state != "scheduled" or letter.due_at > work.now:
        return
    reason = await requests.cancellation_reason(work.store, work.site, letter.number)
    if reason is not None:
        await cancel_callbacks([letter], reason, work)
        return
    await callbacks.change(work.store, letter.id, state="due")
    work.announce(
        LetterDue(
            callback_id=letter.id,
            number=letter.number,
            line=letter.line,
            plan=letter.plan.name,
            title=letter.plan.label,
            text=letter.plan.letter.text,
            channel=letter.plan.letter.channel,
        )
    )
