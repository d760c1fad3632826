"""What other services announce may arrive in any order and more than once; the order ends up the same."""

from itertools import permutations

from chassis.items import Status
from contracts.cashdesk import ChargeRaised, ChargeSettled
from contracts.intake import RequestAmended, RequestReopened
from tests.dispatch.desk import confirmed, order, people, yuan


def story(desk, number):
    """The events of one chargeable repair, in the order they happened."""
    request = confirmed(desk, number, "repair", chargeable=True)
    form = confirmed(desk, number, "repair", chargeable=True, place="5-502").form
    money = {"charge_id": f"c{number[-4:]}", "number": number, "name": "repair", "amount": yuan("80.00")}
    return [
        request,
        RequestAmended(number=number, revision=2, form=form, changed=["place"], reason="更正", confirmed=True),
        ChargeRaised(**money, clerk="li"),
        ChargeSettled(**money, all_settled=True),
    ]


async def test_every_order_of_arrival_leads_to_the_same(desk_for):
    desk = people(await desk_for("dispatch"))
    for i, arrival in enumerate(permutations(range(4))):
        number = f"HQ-20261121-{4000 + i}"
        events = story(desk, number)
        waiting = [events[n] for n in arrival]
        while waiting:
            waiting = [event for event in waiting if (await desk.event(event)).status is Status.LATER]
        for event in events:
            assert (await desk.event(event)).status is Status.OK
        view = await order(desk, number)
        assert (view.form["place"], view.cycle, len(view.deadlines)) == ("5-502", 1, 1)


async def test_what_concerns_no_order_is_not_waited_for(desk_for):
    desk = people(await desk_for("dispatch"))
    number = "HQ-20261121-0001"
    form = {"payer": "outsider", "paper": "A4", "sheets": 2, "no_receipt_told": True}
    request = confirmed(desk, number, "repair")
    await desk.event(request.model_copy(update={"line": "copies", "form": form, "department": None}))
    amended = RequestAmended(number=number, revision=2, form=form, changed=["sheets"], reason="更正", confirmed=True)
    for event in [
        amended,
        ChargeSettled(charge_id="c", number=number, name="copies", amount=yuan("2.00"), all_settled=True),
        RequestReopened(number=number, line="copies", cycle=2, reason="x"),
    ]:
        assert (await desk.event(event)).status is Status.OK
    assert desk.announced == []
