"""Who is staff, and the fingerprint of their phone: gifts cannot go to them. Rule TH-33."""

from chassis.directory import keep_staff
from chassis.work import Work
from contracts.roster import StaffRegistered
from services.cashdesk.repository.gifts import phone_of, put_phone


async def follow_staff(event: StaffRegistered, work: Work) -> None:
    """A registration that leaves the phone out does not change it; one that arrives late changes nothing."""
    await keep_staff(event, work)
    if event.phone_fingerprint is None:
        return
    known = await phone_of(work.store, work.site, event.actor)
    if known is None or known.revision < event.revision:
        put_phone(work.store, work.site, event.actor, event.phone_fingerprint, event.revision)
