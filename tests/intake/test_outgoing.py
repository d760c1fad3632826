"""Notifications, notices, letters: who gets what, retries, what could not be delivered. Rules FS-13, IR-08."""

import asyncio
from datetime import timedelta

import pytest

from chassis.work import NotYet
from contracts.base import Recipient
from contracts.dispatch import EscalationRaised, OrderCompleted
from contracts.followup import LetterDue
from contracts.intake import (
    DeliveryFailed,
    GetNotice,
    GetRequest,
    KeepCustomer,
    LetterFailed,
    LetterSent,
    ListNotices,
    ListUndelivered,
    NoticeCompleted,
    NoticePublished,
    PublishNotice,
    RetryDelivery,
)
from contracts.playbook.basics import Label
from services.intake.domain.notifying import filled
from services.intake.domain.retrying import BACKOFF
from services.intake.handlers.sample_letters import sample_letters
from tests.harness import SITE, START, Desk, Refused
from tests.intake.cases import case, case_desk, complaint, repair, wish
from tests.intake.samples import DeskFor, later
from tests.intake.webhook import Webhook


def completed(number: str, finding: str = "new leg") -> OrderCompleted:
    return OrderCompleted(
        number=number,
        order_id="o",
        line="repair",
        department="floor",
        step="completed",
        cycle=1,
        signed_by="wu",
        records={"finding": finding},
        happened_at=START,
    )


async def test_the_customer_is_told_what_is_missing(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", case(graduate=True))).number
    assert desk.letters() == []
    await desk.fire_due()
    (letter,) = desk.letters()
    assert (letter["channel"], letter["address"], letter["number"]) == ("sms", "13812348000", number)
    assert letter["title"] == f"{number} 待补材料\n{number}: papers missing"
    assert letter["text"] == "张伟您好，尚缺：身份证, 学位证\nDear 张伟, still missing: Identity card, Degree"
    assert await desk.fire_due() == 0


async def test_a_rule_writes_once_to_everybody_it_names(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", repair())).number
    await desk.event(completed(number), actor="wu", event_id="e1")
    await desk.event(completed(number), actor="wu", event_id="e1")
    await desk.fire_due()
    told = [(letter["address"], letter["text"]) for letter in desk.letters()]
    masked = "张* 138****8000\n张* 138****8000"
    assert told == [("li", masked), ("hua", masked)]


async def test_a_rule_that_does_not_hold_writes_to_nobody(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", repair())).number
    await desk.event(completed(number, "nothing"))
    other = (await desk.send("li", wish())).number
    await desk.event(completed(other).model_copy(update={"line": "wish"}))
    await desk.fire_due()
    assert desk.letters() == []


async def test_people_an_event_names_and_the_customer_of_a_file(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", repair())).number
    people = [Recipient(actor="hua", role="head_floor"), Recipient(actor="chen", role="chief")]
    raised = EscalationRaised(
        number=number, order_id="o", name="late", level=1, to_role="chief", recipients=people, reason="late {form.name}"
    )
    await desk.event(raised)
    await desk.fire_due()
    assert [letter["address"] for letter in desk.letters()] == ["hua", "chen", "13812348000"]
    assert {letter["text"] for letter in desk.letters()} == {"late {form.name}\nlate {form.name}"}


async def test_an_event_of_a_request_not_known_yet_waits(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    await desk.event(completed("HQ-20261121-0001"))
    (timer,) = [each for each in await desk.due_timers() if each.startswith("notify-")]
    with pytest.raises(NotYet, match="not known"):
        await desk.fire(timer)
    await desk.send("li", repair())
    await desk.fire_due()
    assert [letter["address"] for letter in desk.letters()] == ["li", "hua"]


def test_texts_are_filled_in_and_nothing_else() -> None:
    text = Label(
        zh="{number}{title}{event.ok}", en="{form.who.x} {event.amount} {event.__class__} {0} {form.who!r} {title}"
    )
    facts = {
        "number": "N",
        "title": {"zh": "修", "en": "Repair"},
        "event": {"ok": True, "amount": {"amount": "1.00", "currency": "CNY"}},
        "form": {"who": "{number}"},
    }
    assert filled(text, facts) == "N修是\n 1.00 CNY {event.__class__} {0} {form.who!r} Repair"
    assert filled(Label(zh="{form.who}", en="{event.gone}"), facts) == "{number}\n"


async def test_a_notice_reaches_its_group(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    await desk.send("li", KeepCustomer(name="甲", phone="13811110001", tier="gold"))
    await desk.send("li", KeepCustomer(name="乙", address="Hill 3", tier="gold"))
    await desk.send("li", KeepCustomer(name="丙", phone="13811110003", tier="plain"))
    notice = PublishNotice(group="golden", channel="sms", title="停水 Water off", text="9:00-12:00")
    receipt = await desk.send("li", notice)
    assert (receipt.recipients, receipt.undeliverable) == (2, 1)
    (published,) = desk.take(NoticePublished)
    assert (published.group, published.recipients, published.published_by) == ("golden", 2, "li")
    (failed,) = desk.take(DeliveryFailed)
    assert (failed.notice_id, failed.attempts) == (receipt.notice_id, 0)
    assert "telephone number" in failed.reason
    assert not desk.take(NoticeCompleted)
    await desk.fire_due()
    assert [letter["address"] for letter in desk.letters() if letter["channel"] == "sms"] == ["13811110001"]
    (done,) = desk.take(NoticeCompleted)
    assert (done.delivered, done.undeliverable) == (1, 1)
    (row,) = (await desk.ask("li", ListNotices())).rows
    assert (row.recipients, row.delivered, row.undeliverable, row.waiting) == (2, 1, 1, 0)
    assert row.completed_at == START
    view = await desk.ask("li", GetNotice(notice_id=receipt.notice_id, limit=1))
    rest = await desk.ask("li", GetNotice(notice_id=receipt.notice_id, cursor=view.deliveries.next))
    assert [each.state for each in view.deliveries.rows + rest.deliveries.rows] == ["delivered", "undeliverable"]

    (undelivered,) = (await desk.ask("li", ListUndelivered())).rows
    with pytest.raises(Refused) as nowhere:
        await desk.send("li", RetryDelivery(delivery_id=undelivered.delivery_id))
    assert nowhere.value.errors == {"address": "give it"}
    await desk.send("li", RetryDelivery(delivery_id=undelivered.delivery_id, address="13811110002"))
    await desk.fire_due()
    assert [(each.delivered, each.undeliverable) for each in desk.take(NoticeCompleted)] == [(2, 0)]
    assert (await desk.ask("li", ListUndelivered())).rows == []
    with pytest.raises(Refused, match="is delivered"):
        await desk.send("li", RetryDelivery(delivery_id=undelivered.delivery_id))


async def test_groups_of_staff_of_marked_and_of_nobody(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    nobody = await desk.send("li", PublishNotice(group="marked", channel="sms", title="t", text="x"))
    assert nobody.recipients == 0
    assert [(done.delivered, done.undeliverable) for done in desk.take(NoticeCompleted)] == [(0, 0)]
    number = (await desk.send("li", complaint())).number
    await desk.send("li", repair(phone="13900001111"))
    marked = PublishNotice(group="marked", channel="sms", title="Sorry", text="x", number=number)
    assert (await desk.send("li", marked)).recipients == 1
    assert (
        await desk.send("chen", PublishNotice(group="workers", channel="chat", title="t", text="x"))
    ).recipients == 2
    await desk.fire_due()
    told = [(letter["address"], letter["title"]) for letter in desk.letters()]
    assert told == [("138-1234 8000", "Sorry"), ("chen", "t"), ("wu", "t")]
    record = (await desk.ask("li", GetRequest(number=number))).record.rows
    assert [entry.type for entry in record[-2:]] == [
        "frontdesk.intake.notice.published.v1",
        "frontdesk.intake.notice.completed.v1",
    ]


NOTICE = PublishNotice(group="golden", channel="sms", title="t", text="x")


@pytest.mark.parametrize(
    ("actor", "command", "status", "path"),
    [
        ("wu", NOTICE, 403, None),
        ("li", NOTICE.model_copy(update={"group": "friends"}), 422, "group"),
        (
            "li",
            PublishNotice(group="golden", channel="sms", title="t", text="x", number="HQ-20261121-0009"),
            404,
            "number",
        ),
        ("li", RetryDelivery(delivery_id="gone"), 404, "delivery_id"),
        ("wu", RetryDelivery(delivery_id="gone"), 403, None),
    ],
)
async def test_a_wrong_notice_is_refused(
    desk_for: DeskFor, actor: str, command: PublishNotice | RetryDelivery, status: int, path: str | None
) -> None:
    desk = await case_desk(desk_for)
    with pytest.raises(Refused) as refused:
        await desk.send(actor, command)
    assert (refused.value.status, list(refused.value.errors)) == (status, [path] if path else [])
    assert desk.announced == []


async def test_a_letter_is_tried_again_and_given_up(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", repair())).number
    with Webhook() as hook:
        hook.serve(desk)
        hook.answers = [503] * 6
        await desk.event(due_letter(number, "sms"))
        moments = []
        await desk.fire_due()
        for wait in BACKOFF:
            assert not desk.take(LetterFailed)
            desk.clock.set(desk.clock.now() + wait - timedelta(microseconds=1))
            assert await desk.fire_due() == 0
            desk.clock.set(desk.clock.now() + timedelta(microseconds=1))
            await desk.fire_due()
            moments.append(desk.clock.now())
        tries = [got["key"] for got in hook.got if got["channel"] == "sms"]
        assert (len(tries), len(set(tries))) == (6, 1)
        (failed,) = desk.take(DeliveryFailed)
        assert (failed.attempts, failed.plan, failed.number) == (6, "thanks", number)
        assert "503" in failed.reason
        (lost,) = desk.take(LetterFailed)
        assert (lost.plan, lost.delivery_id) == ("thanks", failed.delivery_id)
        (row,) = (await desk.ask("li", ListUndelivered(number=number))).rows
        assert (row.attempts, row.done_at, row.state) == (6, moments[-1], "undeliverable")

        await desk.send("li", RetryDelivery(delivery_id=failed.delivery_id))
        await desk.fire_due()
        (sent,) = desk.take(LetterSent)
        assert (sent.plan, sent.attempts, sent.delivery_id) == ("thanks", 7, failed.delivery_id)


def due_letter(number: str, channel: str) -> LetterDue:
    return LetterDue(
        callback_id="c",
        number=number,
        line="repair",
        plan="thanks",
        title={"zh": "感谢", "en": "Thanks"},
        text={"zh": "{form.name}，{number}", "en": "{form.name}, {number}"},
        channel=channel,
    )


@pytest.mark.rule("FS-13")
async def test_a_letter_of_follow_up_is_sent_to_the_customer(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", repair(address="Garden Road 12"))).number
    await desk.event(due_letter(number, "letter"), event_id="e1")
    await desk.event(due_letter(number, "letter"), event_id="e1")
    later(desk, minutes=1)
    await desk.fire_due()
    (letter,) = desk.letters()
    assert (letter["address"], letter["title"]) == ("Garden Road 12", "感谢\nThanks")
    assert letter["text"] == f"张伟，{number}\n张伟, {number}"
    (sent,) = desk.take(LetterSent)
    assert (sent.number, sent.plan) == (number, "thanks")
    record = (await desk.ask("li", GetRequest(number=number))).record.rows
    assert record[-1].summary == "Letter 'thanks' sent (信件“thanks”已寄出)"


@pytest.mark.rule("FS-13")
async def test_a_letter_without_an_address_fails_at_once(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", repair())).number
    await desk.event(due_letter(number, "letter"))
    (failed,) = desk.take(LetterFailed)
    assert "no address of this customer" in failed.reason
    await desk.fire_due()
    assert not desk.take(LetterSent)


async def test_a_refusal_for_good_is_not_tried_again_and_told_once(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", repair())).number
    with Webhook() as hook:
        hook.serve(desk)
        hook.answers = [422, 422]
        await desk.event(due_letter(number, "sms"))
        await desk.fire_due()
    assert [(got["channel"], got["address"]) for got in hook.got] == [("sms", "13812348000"), ("email", "chen")]
    failed = desk.take(DeliveryFailed)
    # The rule that tells of failures does not tell of its own.
    assert [(event.plan, event.notification) for event in failed] == [("thanks", None), (None, "tell_failure")]
    later(desk, days=1)
    assert await desk.fire_due() == 0


async def test_two_replicas_send_a_letter_and_finish_a_notice_once(desk_for: DeskFor) -> None:
    one = await case_desk(desk_for)
    two = await case_desk(desk_for)
    for index in range(2):
        await one.send("li", KeepCustomer(name=f"客{index}", phone=f"1381111000{index}"))
    for round_ in range(6):
        await one.send("li", PublishNotice(group="everyone", channel="sms", title=f"{round_}", text="x"))
        first, second = await one.due_timers()
        await asyncio.gather(one.fire(first), two.fire(second))
        assert await two.due_timers() == []
        completions = [event for desk in (one, two) for event in desk.take(NoticeCompleted)]
        assert [(event.delivered, event.undeliverable) for event in completions] == [(2, 0)]
    told = sorted((letter["title"], letter["address"]) for desk in (one, two) for letter in desk.letters())
    assert told == [(f"{round_}", f"1381111000{index}") for round_ in range(6) for index in range(2)]


async def test_a_desk_without_rules_pays_nothing(desk_for: DeskFor) -> None:
    desk = await desk_for("intake")
    desk.staff("li", roles=["clerk"])
    await desk.event(completed("HQ-20261121-0001"))
    assert await desk.due_timers() == []


async def undelivered_shown(desk: Desk) -> str:
    async with desk.database.read() as store:
        await sample_letters(store, desk.metrics, desk.clock.now(), [SITE])
    page = desk.metrics.render().decode()
    return next(line for line in page.splitlines() if line.startswith("frontdesk_letters_undelivered{"))


async def test_the_gauge_shows_what_could_not_be_delivered(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    await desk.send("li", KeepCustomer(name="乙", address="Hill 3", tier="gold"))
    assert await undelivered_shown(desk) == f'frontdesk_letters_undelivered{{site="{SITE}"}} 0.0'
    await desk.send("li", PublishNotice(group="golden", channel="sms", title="停水 Water off", text="9:00-12:00"))
    assert await undelivered_shown(desk) == f'frontdesk_letters_undelivered{{site="{SITE}"}} 1.0'
    (row,) = (await desk.ask("li", ListUndelivered())).rows
    await desk.send("li", RetryDelivery(delivery_id=row.delivery_id, address="13811110002"))
    await desk.fire_due()
    assert await undelivered_shown(desk) == f'frontdesk_letters_undelivered{{site="{SITE}"}} 0.0'
