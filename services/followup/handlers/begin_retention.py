"""The chains of retention's recurring work begin with the service."""

from chassis import recurring
from chassis.work import Work


async def begin_retention(work: Work) -> None:
    """The daily register, the reminder of the guide. Rules TH-30, TH-31."""
    book = work.playbook.retention
    if book is None:
        return
    await recurring.expect(work, "retention-register", book.key_accounts.register_, "retention_register", {})
    if book.guide.reminder is not None:
        await recurring.expect(work, "retention-guide", book.guide.reminder, "retention_guide", {})
