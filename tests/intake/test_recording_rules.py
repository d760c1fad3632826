"""Channels, severities, what is read aloud, tiers and priorities, answers at once, decisions, fields for few readers.
Rules HK-02, HK-03, PC-01."""

from typing import Any

import pytest

from contracts.intake import (
    AmendRequest,
    ConfirmRequest,
    GetRequest,
    RecordRequest,
    RequestArchived,
    RequestClosed,
    RequestConfirmed,
    RequestRecorded,
)
from tests.harness import Refused
from tests.intake.cases import case, case_desk, complaint, wish
from tests.intake.samples import DeskFor


@pytest.mark.rule("PC-01")
@pytest.mark.parametrize(
    ("command", "path", "said"),
    [
        (wish().model_copy(update={"channel": "fax"}), "channel", "one of phone, desk"),
        (complaint(None), "severity", "required: one of general, serious"),
        (complaint("minor"), "severity", "one of general, serious"),
        (RecordRequest(line="part", form={"what": "a leg"}), "line", "one of case, wish, complaint"),
        (RecordRequest(line="cancellation", form={"name": "张伟"}), "form.kind", "needed for 'Cancellation'"),
    ],
)
async def test_what_is_not_said_right_is_refused_with_its_field(
    desk_for: DeskFor, command: RecordRequest, path: str, said: str
) -> None:
    desk = await case_desk(desk_for)
    with pytest.raises(Refused) as refused:
        await desk.send("li", command)
    assert refused.value.status == 422
    assert list(refused.value.errors) == [path]
    assert said in refused.value.errors[path]
    assert desk.announced == []


async def test_a_decision_that_can_be_made_is_recorded(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    asked = RecordRequest(line="cancellation", form={"name": "张伟", "kind": "special"})
    number = (await desk.send("li", asked)).number
    (confirmed,) = desk.take(RequestConfirmed)
    assert (confirmed.number, confirmed.department) == (number, "shop")
    with pytest.raises(Refused) as taken_out:
        await desk.send("li", AmendRequest(number=number, form={"kind": None}, reason="misheard"))
    assert list(taken_out.value.errors) == ["form.kind"]


async def test_what_a_decision_rests_on_can_no_longer_change(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    asked = RecordRequest(line="cancellation", form={"name": "张伟", "kind": "special"})
    number = (await desk.send("li", asked)).number
    with pytest.raises(Refused) as changed:
        await desk.send("li", AmendRequest(number=number, form={"kind": "standard"}, reason="misheard"))
    assert (changed.value.status, list(changed.value.errors)) == (409, ["form.kind"])
    await desk.send("li", AmendRequest(number=number, form={"name": "张维"}, reason="misspelt"))
    view = await desk.ask("li", GetRequest(number=number))
    assert (view.form["kind"], view.revision) == ("special", 2)


@pytest.mark.rule("HK-02")
async def test_only_the_named_fields_are_read_aloud(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    said = wish(special="no perfume").model_copy(update={"confirmed": False})
    receipt = await desk.send("li", said)
    assert [(line.field, line.value) for line in receipt.read_back] == [("room", "1208")]
    assert receipt.state == "recorded"
    (recorded,) = desk.take(RequestRecorded)
    assert recorded.needs_confirmation
    await desk.send("li", ConfirmRequest(number=receipt.number, revision=1))
    (confirmed,) = desk.take(RequestConfirmed)
    assert confirmed.form == {"room": "1208", "surname": "王*", "wish": "towels", "special": "no perfume"}


@pytest.mark.parametrize(("nights", "tier", "priority"), [(7, "gold", 5), (6, "plain", 0), (None, None, 0)])
async def test_tier_and_priority_follow_from_the_form(
    desk_for: DeskFor, nights: int | None, tier: str | None, priority: int
) -> None:
    desk = await case_desk(desk_for)
    form: dict[str, Any] = {} if nights is None else {"nights": nights}
    number = (await desk.send("li", wish(**form))).number
    (confirmed,) = desk.take(RequestConfirmed)
    assert (confirmed.tier, confirmed.priority, confirmed.channel) == (tier, priority, "phone")
    assert (await desk.ask("li", GetRequest(number=number))).tier == tier


@pytest.mark.rule("HK-03")
async def test_what_is_answered_at_once_goes_nowhere(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    receipt = await desk.send("li", wish(known=True))
    assert (receipt.state, receipt.answered) == ("archived", "已答复 / Answered")
    assert not desk.take(RequestConfirmed)
    assert [(event.outcome, event.owner) for event in desk.take(RequestClosed)] == [("已答复 / Answered", "li")]
    assert len(desk.take(RequestArchived)) == 1
    view = await desk.ask("li", GetRequest(number=receipt.number))
    assert (view.state, view.outcome, view.department) == ("archived", "已答复 / Answered", None)
    assert view.closed_at == view.recorded_at


@pytest.mark.rule("HK-03")
async def test_an_answer_waits_for_the_read_back_too(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    unheard = wish(known=True).model_copy(update={"confirmed": False})
    number = (await desk.send("li", unheard)).number
    assert not desk.take(RequestClosed)
    receipt = await desk.send("li", ConfirmRequest(number=number, revision=1))
    assert (receipt.state, receipt.answered) == ("archived", "已答复 / Answered")
    assert len(desk.take(RequestClosed)) == 1
    assert not desk.take(RequestConfirmed)


async def test_what_left_the_desk_is_not_answered_by_a_correction(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", wish())).number
    with pytest.raises(Refused, match="has left the desk"):
        await desk.send("li", AmendRequest(number=number, form={"known": True}, reason="knew it", confirmed=True))


async def test_a_field_for_few_is_masked_for_the_others(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", case(identity="110101199003078515"))).number
    asked = GetRequest(number=number, personal=True, purpose="checks the papers")
    receiver = await desk.ask("li", asked)
    assert receiver.masked
    assert (receiver.form["name"], receiver.form["identity"]) == ("张伟", "11**************15")
    lawyer = await desk.ask("luo", asked)
    assert (lawyer.form["name"], lawyer.form["identity"]) == ("张*", "110101199003078515")
    with pytest.raises(Refused) as worker:
        await desk.ask("wu", asked)
    assert worker.value.status == 403
