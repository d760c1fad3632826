from datetime import datetime, timedelta

from contracts.base import SERVICES, Event, Recipient
from contracts.cashdesk import PaymentTaken, SerialRange, StockAmount, StockIssued
from contracts.dispatch import DeadlineMissed, OrderRouted, PromisedDeadline
from contracts.envelope import Envelope
from contracts.intake import RequestRecorded
from contracts.money import Money
from contracts.playbook import find, load
from frontdesk.event_stream import Received
from frontdesk.render import COLOURS, render_event

BOOK = load(find("property-desk"))
NUMBER = "HQ-20261121-0042"
AT = datetime.fromisoformat("2026-11-21T01:00:03+00:00")


def received(event: Event, *, known: bool = True) -> Received:
    envelope = Envelope("id", event.type_name(), "/x", AT, NUMBER, "li", "c", "")
    data = event.model_dump(mode="json")
    return Received("HQ", event.key(), envelope, data, event if known else None, 1, AT)


def recorded() -> RequestRecorded:
    return RequestRecorded(
        number=NUMBER,
        line="repair",
        channel="desk",
        form={"reporter": "张*", "place": "3-502", "simple": True, "phone": None},
        received_by="li",
        happened_at=AT,
        recorded_at=AT,
        needs_confirmation=False,
        department="engineering",
    )


def test_a_request_in_the_sites_time_and_both_languages() -> None:
    line = render_event(received(recorded()), BOOK).plain
    assert line.startswith("09:00:03 intake   request.recorded       HQ-20261121-0042  li")
    assert "维修 Repair · reporter 张* · place 3-502 · simple yes" in line
    assert "phone" not in line


def test_without_a_playbook_as_it_was_sent() -> None:
    line = render_event(received(recorded()), None, site=True).plain
    assert line.startswith("01:00:03 HQ intake")
    assert "repair · reporter 张*" in line


def test_an_event_of_an_unknown_version_shows_what_it_holds() -> None:
    line = render_event(received(recorded(), known=False), BOOK).plain
    assert "place 3-502" in line


def test_where_an_order_went_who_was_told_and_what_was_promised() -> None:
    event = OrderRouted(
        number=NUMBER,
        order_id="o",
        line="repair",
        department="engineering",
        notified=[Recipient(actor="chen", role="engineering_supervisor", on_duty=False)],
        deadlines=[PromisedDeadline(deadline_id="d", name="on_site", due_at=AT + timedelta(minutes=20))],
        routed_at=AT,
    )
    line = render_event(received(event), BOOK).plain
    assert line.endswith("维修 Repair · → 工程部 Engineering · notified chen (off duty) · on_site by 11-21 09:20")


def test_money_is_written_with_its_currency() -> None:
    fare = Money.parse("80.00 CNY")
    event = PaymentTaken(
        payment_id="p",
        charge_id="c",
        number=NUMBER,
        method="cash",
        amount=fare,
        received=fare,
        change=fare,
        taken_by="li",
    )
    assert "method cash · amount 80.00 CNY" in render_event(received(event), BOOK).plain


def test_what_went_wrong_stands_out() -> None:
    missed = DeadlineMissed(
        number=NUMBER,
        order_id="o",
        deadline_id="d",
        name="on_site",
        line="repair",
        department="engineering",
        due_at=AT,
        cycle=1,
    )
    spans = render_event(received(missed), BOOK).spans
    assert "bold red" in {str(span.style) for span in spans}
    assert "bold red" not in {str(span.style) for span in render_event(received(recorded()), BOOK).spans}


def test_every_service_has_a_colour_of_its_own() -> None:
    assert set(COLOURS) == set(SERVICES)
    assert len(set(COLOURS.values())) == len(SERVICES)


def test_goods_are_said_with_their_serials() -> None:
    ranges = [SerialRange(first="A0001", last="A0009"), SerialRange(first="A0042")]
    lines = [StockAmount(type="sim", count=10, serials=ranges), StockAmount(type="umbrella", count=3)]
    line = render_event(received(StockIssued(offer_id="o", giver="ku", to="li", lines=lines)), BOOK).plain
    assert "lines 10 sim A0001…A0009 A0042, 3 umbrella" in line
