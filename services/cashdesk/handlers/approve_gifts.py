"""Gifts are applied for and decided on before they leave the store. Rule TH-33."""

from chassis.work import Work
from contracts.cashdesk import ApplicationReceipt, ApplyForGifts, DecideGifts, GiftsAppliedFor, GiftsDecided
from contracts.playbook.stock import GiftRule
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from services.cashdesk.domain.stock import rules_of, type_of
from services.cashdesk.handlers.run_promotion import running_promotion
from services.cashdesk.repository.gifts import add_application, applied_for, get_application, save_application


def gift_rules(work: Work) -> GiftRule:
    """Raises NotFound for a desk without gifts."""
    rule = rules_of(work.playbook).gifts
    if rule is None:
        raise NotFound("this desk gives no gifts; its playbook has no section 'stock.gifts'")
    return rule


async def apply_for_gifts(command: ApplyForGifts, work: Work) -> ApplicationReceipt:
    """At most what the promotion plans of them. Raises Forbidden, NotFound, Invalid or Conflict."""
    rule = gift_rules(work)
    if not work.person.has(rule.given_by):
        raise Forbidden(f"'{work.actor}' gives no gifts; roles that do: {', '.join(rule.given_by)}")
    if not type_of(command.type, rules_of(work.playbook), "type").gift:
        raise Invalid(f"'{command.type}' is sold, not given", errors={"type": "name a type that is a gift"})
    promotion = await running_promotion(work, command.promotion)
    planned = promotion.gifts.get(command.type, 0)
    before = await applied_for(work.store, work.site, command.promotion, command.type)
    if before + command.count > planned:
        raise Conflict(
            f"the promotion plans {planned} of '{command.type}', and {before} are applied for",
            errors={"count": f"at most {max(0, planned - before)}"},
        )
    application_id = work.new_id()
    add_application(
        work.store,
        id=application_id,
        site=work.site,
        promotion=command.promotion,
        type=command.type,
        pieces=command.count,
        issued=0,
        applicant=work.actor,
        reason=command.reason,
        state="applied",
        applied_at=work.now,
    )
    work.announce(
        GiftsAppliedFor(
            application_id=application_id,
            **command.model_dump(),
            applicant=work.actor,
            approver_roles=list(rule.approved_by),
        )
    )
    return ApplicationReceipt(application_id=application_id, state="applied")


async def decide_gifts(command: DecideGifts, work: Work) -> ApplicationReceipt:
    """Raises Forbidden for the applicant and for other roles, Conflict when it is decided."""
    roles = gift_rules(work).approved_by
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' does not decide on gifts; roles that do: {', '.join(roles)}")
    row = await get_application(work.store, work.site, command.application_id)
    if row.applicant == work.actor:
        raise Forbidden("whoever applies for gifts does not decide on them; ask another approver")
    if row.state != "applied":
        raise Conflict(f"the application is already {row.state}, by '{row.decided_by}'")
    receipt = ApplicationReceipt(application_id=row.id, state="approved" if command.granted else "refused")
    save_application(
        work.store, row, state=receipt.state, decided_by=work.actor, decided_at=work.now, note=command.note
    )
    work.announce(
        GiftsDecided(
            application_id=row.id,
            promotion=row.promotion,
            type=row.type,
            count=row.pieces,
            applicant=row.applicant,
            granted=command.granted,
            by=work.actor,
            note=command.note,
        )
    )
    return receipt
