"""Who took part in a promotion, how they answered, and which sale is counted for it. Rule TH-33."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import ParticipantReceipt, ParticipantRecorded, RecordParticipant
from contracts.cashdesk.promotions import Answer
from contracts.fingerprints import phone_fingerprint, plain_phone
from contracts.masking import mask_name, mask_phone
from contracts.problems import Conflict, Forbidden, Invalid
from services.cashdesk.domain.promotions import later
from services.cashdesk.handlers.run_promotion import promotion_rules, running_promotion
from services.cashdesk.repository.promotions import add_person, get_person, person_of, put_sale, save_person


async def record_participant(command: RecordParticipant, work: Work) -> ParticipantReceipt:
    """One entry a phone; an answer never goes back. Raises Forbidden, NotFound, Invalid or Conflict."""
    roles = promotion_rules(work).recorded_by
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' registers no participants; roles that do: {', '.join(roles)}")
    check_phone(command.phone)
    await running_promotion(work, command.promotion)
    mark = phone_fingerprint(work.fingerprint_key, work.site, command.phone)
    row = await person_of(work.store, work.site, command.promotion, mark)
    if row is not None:
        answer = later(row.answer, command.answer)
        if answer != row.answer:
            _goes_on(work, row, answer)
        return ParticipantReceipt(participant_id=row.id, answer=answer)  # type: ignore[arg-type]
    participant_id = work.new_id()
    add_person(
        work.store,
        id=participant_id,
        site=work.site,
        promotion=command.promotion,
        fingerprint=mark,
        name=command.name,
        phone=plain_phone(command.phone),
        recorded_by=work.actor,
        at=work.now,
        **_answered(work, command.answer, {}),
    )
    _announce(work, command.promotion, participant_id, command.name, command.phone, answer=command.answer)
    return ParticipantReceipt(participant_id=participant_id, answer=command.answer)


def check_phone(phone: str) -> None:
    """Raises Invalid for what is no phone number."""
    digits = plain_phone(phone).removeprefix("+")
    if not digits.isdecimal() or not 5 <= len(digits) <= 20:
        raise Invalid("not a phone number", errors={"phone": "digits, 5 to 20; spaces and '-' are left out"})


async def attribute_sale(work: Work, charge: Row[Any], promotion: str, participant_id: str | None) -> None:
    """Count a charge that is being paid for a promotion. Raises NotFound or Conflict; checks before it writes."""
    row = await running_promotion(work, promotion)
    sold = row._mapping["items"]
    if charge.item not in sold:
        items = ", ".join(sold) or "nothing"
        raise Conflict(
            f"'{charge.item or charge.name}' is not part of promotion '{promotion}', which sells {items}",
            errors={"promotion": "leave it out"},
        )
    if participant_id is not None:
        person = await get_person(work.store, work.site, promotion, participant_id)
        if person.answer != "bought":
            _goes_on(work, person, "bought")
    put_sale(
        work.store,
        charge_id=charge.id,
        site=work.site,
        promotion=promotion,
        participant_id=participant_id,
        number=charge.number,
        clerk=work.actor,
        at=work.now,
    )


def _goes_on(work: Work, row: Row[Any], answer: str) -> None:
    days = {name: row._mapping[f"{name}_day"] for name in ("contacted", "responded", "bought")}
    save_person(work.store, row, **_answered(work, answer, days))
    _announce(work, row.promotion, row.id, row.name, row.phone, answer=answer)


def _answered(work: Work, answer: str, days: dict[str, str | None]) -> dict[str, Any]:
    """Who bought has responded, and who responded was contacted, on that day at the latest."""
    today = work.playbook.calendar.local_date(work.now).isoformat()
    order = ("contacted", "responded", "bought")
    reached = order[: order.index(answer) + 1]
    out: dict[str, Any] = {f"{name}_day": days.get(name) or (today if name in reached else None) for name in order}
    return out | {"answer": answer}


def _announce(work: Work, promotion: str, participant_id: str, name: str, phone: str, *, answer: Answer | str) -> None:
    work.announce(
        ParticipantRecorded.model_validate(
            {
                "promotion": promotion,
                "participant_id": participant_id,
                "name": mask_name(name),
                "phone": mask_phone(plain_phone(phone)),
                "answer": answer,
                "by": work.actor,
            }
        )
    )
