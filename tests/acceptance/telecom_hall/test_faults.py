"""TH-16: a later fault is attributed from the log, with its evidence."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.roster import AcknowledgeHandover, AttributeFault, FaultAttributed, FaultReceipt, ItemWord, ListFaults
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.handing import PERSON, at_work, opened, section, word

pytestmark = pytest.mark.rule("TH-16")
SALE = PERSON | {"item": "sim_card", "quantity": 1}


async def handed_over(desk: Desk, **said: Any) -> tuple[str, str]:
    """The handover from li to wang and the number of what was in its log."""
    await at_work(desk, {"li": ("counter_1", "09:00", "14:00"), "wang": ("counter_2", "09:00", "20:00")})
    number = await desk.record("card_sale", SALE)
    log = await opened(desk, "li", "wang")
    words: list[ItemWord] = [word(item, **said) for item in section(log, "requests")]
    await desk.does("wang", AcknowledgeHandover(handover_id=log.handover_id, items=words))
    await desk.at("18:00")
    return log.handover_id, number


async def fault(desk: Desk, handover: str, reference: str, **stated: Any) -> FaultReceipt:
    found = {"found_at": desk.start + timedelta(hours=8), "what": "客户没有拿到卡", "kind": "request"}
    said = AttributeFault.model_validate({"handover_id": handover, "reference": reference} | found | stated)
    receipt = await desk.does("sun", said)
    assert isinstance(receipt, FaultReceipt)
    return receipt


async def test_acknowledged_and_dropped_is_the_incoming_persons(desk: Desk) -> None:
    handover, number = await handed_over(desk)
    receipt = await fault(desk, handover, number)
    assert (receipt.persons, receipt.ground) == (["wang"], "dropped")
    facts = [(fact.by, fact.what) for fact in receipt.evidence]
    assert ("wang", "accepted") in facts
    assert ("wang", "acknowledged the whole log") in facts
    assert any(number in what for _, what in facts)
    event = await desk.event(FaultAttributed)
    assert (event.persons, event.evidence) == (receipt.persons, receipt.evidence)
    rows = (await desk.ask("sun", ListFaults(person="wang"))).rows
    assert [(row.fault_id, row.stated_by) for row in rows] == [(receipt.fault_id, "sun")]


async def test_not_handed_over_or_handed_over_wrongly_is_the_outgoing_persons(desk: Desk) -> None:
    handover, number = await handed_over(desk)
    missing = await fault(desk, handover, "HQ-20261121-9999")
    assert (missing.persons, missing.ground) == (["li"], "not_in_log")
    wrong = await fault(desk, handover, number, content="wrong", proof="登记的卡号与实物不符")
    assert (wrong.persons, wrong.ground) == (["li"], "handed_over_wrongly")
    other = await fault(desk, handover, number, actual_state="archived")
    assert (other.persons, other.ground) == (["li"], "handed_over_wrongly")


async def test_not_to_be_told_apart_is_both_persons(desk: Desk) -> None:
    handover, number = await handed_over(desk, decision="questioned", note="数量对不上")
    questioned = await fault(desk, handover, number)
    assert (questioned.persons, questioned.ground) == (["li", "wang"], "not_told_apart")
    unknown = await fault(desk, handover, number, content="unknown")
    assert (unknown.persons, unknown.ground) == (["li", "wang"], "not_told_apart")


async def test_the_manager_states_facts_and_does_not_choose(desk: Desk) -> None:
    handover, number = await handed_over(desk)
    said = AttributeFault(handover_id=handover, reference=number, kind="request", what="x", found_at=desk.start)
    late = said.model_copy(update={"found_at": desk.start + timedelta(hours=8)})
    await desk.refuses("li", late, status=403)
    refusal = await desk.refuses("sun", late.model_copy(update={"content": "wrong"}), status=422)
    assert set(refusal.errors) == {"proof"}
    future = late.model_copy(update={"found_at": desk.start + timedelta(days=1)})
    assert set((await desk.refuses("sun", future, status=422)).errors) == {"found_at"}
    assert "persons" not in AttributeFault.model_fields
