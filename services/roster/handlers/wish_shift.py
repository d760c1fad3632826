"""Wish for a day of a month that is being planned."""

from datetime import date, datetime

from chassis.work import Work
from contracts.base import Done
from contracts.problems import Conflict, Invalid, NotFound
from contracts.roster import ShiftWished, WishShift, WishWithdrawn, WithdrawWish
from services.roster.domain.months import due_in, month_before, month_of
from services.roster.handlers.month_plan import must_have_rota
from services.roster.repository import months as month_repository
from services.roster.repository import rota as repository


def wishes_until(month: str, work: Work) -> datetime | None:
    """Until when wishes for the month are taken; None: until it is published."""
    rota = work.playbook.rota
    if rota is None or rota.wishes is None:
        return None
    return due_in(month_before(month), rota.wishes, work.playbook.calendar)


async def wish_shift(command: WishShift, work: Work) -> Done:
    """In place of what the person wished for that day."""
    _check(command, work)
    await _must_be_open(command.month, work)
    wish = {"kind": command.kind, "pattern": command.pattern, "post": command.post, "weight": command.weight}
    repository.keep_wish(work.store, work.site, work.actor, command.day, **wish, wished_at=work.now)
    work.announce(ShiftWished(actor=work.actor, month=command.month, day=command.day, **wish))  # type: ignore[arg-type]
    return Done()


async def withdraw_wish(command: WithdrawWish, work: Work) -> Done:
    """One's own. Raises NotFound when there is none."""
    _must_lie_in(command.day, command.month)
    await _must_be_open(command.month, work)
    if not await repository.drop_wish(work.store, work.site, work.actor, command.day):
        raise NotFound("you wished nothing for that day", errors={"day": "see roster.wishes"})
    work.announce(WishWithdrawn(actor=work.actor, month=command.month, day=command.day))
    return Done()


def _must_lie_in(day: date, month: str) -> None:
    if month_of(day) != month:
        raise Invalid("which month?", errors={"day": f"lies outside {month}"})


def _check(command: WishShift, work: Work) -> None:
    must_have_rota(command.month, work)
    _must_lie_in(command.day, command.month)
    patterns = work.playbook.rota.patterns if work.playbook.rota else {}
    errors: dict[str, str] = {}
    if command.kind == "off":
        errors |= {name: "a day off has none" for name in ("pattern", "post") if getattr(command, name) is not None}
    elif command.pattern not in patterns:
        errors["pattern"] = f"name one of {', '.join(patterns)}"
    if command.post is not None and command.kind != "off":
        pattern = patterns.get(command.pattern or "")
        if pattern is not None and command.post not in pattern.posts:
            errors["post"] = f"the pattern is for {', '.join(pattern.posts)}"
    if errors:
        raise Invalid("this cannot be wished for", errors=errors)


async def _must_be_open(month: str, work: Work) -> None:
    until = wishes_until(month, work)
    if until is not None and work.now >= until:
        raise Conflict(f"wishes for {month} were taken until {until.isoformat()}; speak to a manager")
    if await month_repository.last_month_version(work.store, work.site, month):
        raise Conflict(f"{month} is published; ask a colleague with roster.ask_swap")
