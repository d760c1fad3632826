"""A gift is handed to a recipient and registered; never to staff, never more than the playbook allows. Rule TH-33."""

from chassis.work import Work
from contracts.cashdesk import GiftGiven, GiftReceipt, GiveGift, StockAmount
from contracts.fingerprints import phone_fingerprint, plain_phone
from contracts.masking import mask_name, mask_phone
from contracts.money import Money
from contracts.problems import Conflict, Forbidden, Invalid
from services.cashdesk.domain.stock import CUSTOMER, GIFT, held_by, read_goods, rules_of, type_of
from services.cashdesk.handlers.approve_gifts import gift_rules
from services.cashdesk.handlers.move_goods import Found, find_goods, move_goods
from services.cashdesk.handlers.record_participant import check_phone
from services.cashdesk.handlers.run_promotion import running_promotion
from services.cashdesk.repository.gifts import add_gift, given_to, staff_with_phone


async def give_gift(command: GiveGift, work: Work) -> GiftReceipt:
    """Out of one's own holding. Raises Forbidden for staff as recipients, Invalid, NotFound or Conflict."""
    rule, stock = gift_rules(work), rules_of(work.playbook)
    if not work.person.has([*rule.given_by, *rule.approved_by]):
        raise Forbidden(f"'{work.actor}' gives no gifts; roles that do: {', '.join(rule.given_by)}")
    kind = type_of(command.type, stock, "type")
    if not kind.gift:
        raise Invalid(f"'{command.type}' is sold, not given", errors={"type": "name a type that is a gift"})
    check_phone(command.phone)
    await running_promotion(work, command.promotion)
    mark = phone_fingerprint(work.fingerprint_key, work.site, command.phone)
    await _check_no_staff(work, command.recipient, mark)
    before = await given_to(work.store, work.site, command.promotion, mark)
    if before + command.count > rule.per_recipient:
        raise Conflict(
            f"this recipient has had {before} gifts of '{command.promotion}'",
            slug="gift-limit",
            errors={"count": f"at most {rule.per_recipient} to one recipient in one promotion"},
        )
    said = StockAmount(type=command.type, count=command.count, serials=command.serials)
    goods = read_goods(said, stock, "goods")
    found = await find_goods(work, goods, held_by(work.actor), "serials" if goods.ranges else "count")
    return await _give(work, command, found, mark, kind.cost)


async def _check_no_staff(work: Work, name: str, mark: str) -> None:
    phones = await staff_with_phone(work.store, work.site, mark)
    if any(work.staff.get(actor) is not None for actor in phones):
        raise Forbidden("gifts cannot go to staff, and this is the phone of a member of staff", slug="gift-to-staff")
    plain = name.strip().casefold()
    namesakes = [person for person in work.staff.people.values() if person.active and person.name.casefold() == plain]
    if namesakes and not work.person.has(gift_rules(work).approved_by):
        raise Forbidden(
            "gifts cannot go to staff, and a member of staff has this name; to a namesake it is given by whoever "
            f"decides on gifts ({', '.join(gift_rules(work).approved_by)})",
            slug="gift-to-staff",
        )


async def _give(work: Work, command: GiveGift, found: Found, mark: str, default: Money | None) -> GiftReceipt:
    """The cost is that of the pieces where the receipt of the goods told it, else the playbook's."""
    gift_id = work.new_id()
    each = 0 if default is None else default.minor
    known = [unit.cost_minor for unit in found.units]
    cost = sum(each if minor is None else minor for minor in known) if known else each * command.count
    phone = plain_phone(command.phone)
    await move_goods(work, found, CUSTOMER, GIFT, gift_id, number=command.number)
    add_gift(
        work.store,
        id=gift_id,
        site=work.site,
        promotion=command.promotion,
        type=command.type,
        pieces=command.count,
        serials=[span.model_dump(mode="json") for span in command.serials],
        recipient=command.recipient,
        phone=phone,
        fingerprint=mark,
        given_by=work.actor,
        at=work.now,
        day=work.playbook.calendar.local_date(work.now).isoformat(),
        cost_minor=cost,
        number=command.number,
    )
    work.announce(
        GiftGiven(
            gift_id=gift_id,
            promotion=command.promotion,
            type=command.type,
            count=command.count,
            recipient=mask_name(command.recipient),
            phone=mask_phone(phone),
            given_by=work.actor,
        ),
        number=command.number or "",
    )
    return GiftReceipt(gift_id=gift_id)
