"""A fault is found after a handover: who answers for it follows from the log."""

from chassis.work import Work
from contracts.roster import AttributeFault, FaultAttributed, FaultReceipt, FaultRow
from services.roster.domain.faults import Facts, attribute, check_statement
from services.roster.handlers.handover_log import find_log
from services.roster.handlers.permissions import must_be_manager
from services.roster.repository import faults as fault_repository
from services.roster.repository import handover_record as record


async def attribute_fault(command: AttributeFault, work: Work) -> FaultReceipt:
    """A manager states the facts, and does not choose. Rule TH-16."""
    must_be_manager(work)
    handover, log = await find_log(command.handover_id, work)
    facts = Facts(
        outgoing=handover.outgoing,
        incoming=handover.incoming,
        opened_at=handover.opened_at,
        completed_at=handover.completed_at if not log.is_open else None,
        released=handover.state == "released",
        items=tuple(log.items),
        words=tuple(await record.words_of(work.store, handover.id)),
    )
    check_statement(command, facts, work.now)
    finding = attribute(command, facts, work.actor, work.now)
    row = FaultRow(
        fault_id=work.new_id(),
        persons=finding.persons,
        ground=finding.ground,
        evidence=finding.evidence,
        handover_id=handover.id,
        reference=command.reference,
        what=command.what,
        found_at=command.found_at,
        stated_by=work.actor,
        stated_at=work.now,
    )
    fault_repository.add_fault(work.store, work.site, row, handover.outgoing)
    answer = FaultReceipt.model_validate(row.model_dump(include=set(FaultReceipt.model_fields)))
    said = {"handover_id": handover.id, "reference": command.reference, "what": command.what}
    work.announce(FaultAttributed.model_validate(answer.model_dump() | said))
    return answer
