"""Somebody else takes over a published shift."""

from dataclasses import replace

from chassis.work import Work
from contracts.problems import Invalid
from contracts.roster import PlannedShift, ReplaceShift
from services.roster.domain.months import planned
from services.roster.domain.swaps import must_not_have_begun
from services.roster.handlers.change_hands import Hand, change_hands, check_hands, find_shift
from services.roster.handlers.permissions import must_be_manager
from services.roster.repository import shifts as repository


async def replace_shift(command: ReplaceShift, work: Work) -> PlannedShift:
    """Also one whose time has come, as long as nobody signed in for it. By managers. Rule TH-11."""
    must_be_manager(work)
    await repository.lock_staff(work.store, work.site)
    shift = await find_shift(command.shift_id, "shift_id", work)
    must_not_have_begun(shift, "shift_id", work.now, running=True)
    if command.staff == shift.staff:
        raise Invalid("nothing would change", errors={"staff": f"the shift is {shift.staff}'s already"})
    hand = Hand("staff", shift, command.staff)
    await check_hands([hand], work)
    await change_hands([hand], "replaced", command.reason, work)
    return planned(replace(shift, staff=command.staff))
