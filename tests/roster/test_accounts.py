"""Staff accounts: applied for, approved, configured; passwords sent, changed, run out. Rules TH-34, TH-35."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from contracts.problems import Problem
from contracts.roster import (
    AccountAppliedFor,
    AccountClosed,
    AccountConfigured,
    AccountLocked,
    AccountUnlocked,
    AcknowledgeHandover,
    AnnounceDeparture,
    ApplicationDecided,
    ApplyForAccount,
    ChangePassword,
    CheckPassword,
    ConfigureAccount,
    DecideApplication,
    FirstPasswordFailed,
    FirstPasswordSent,
    GetAccount,
    ListAccounts,
    ListApplications,
    LockAccount,
    PasswordChanged,
    PasswordExpiring,
    RegisterStaff,
    UnlockAccount,
    WithdrawApplication,
)
from tests.harness import Desk
from tests.roster.handover_desk import report

DeskFor = Callable[..., Awaitable[Desk]]
PEOPLE = {
    "li": ("clerk", "hall"),
    "wang": ("clerk", "hall"),
    "sun": ("hall_manager", "hall"),
    "shi": ("market_head", "market"),
    "gong": ("account_administrator", "information"),
}
GOOD = "Gx7#mnop"


async def refused(awaitable: Awaitable[Any]) -> Problem:
    with pytest.raises(Problem) as problem:
        await awaitable
    return problem.value


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    desk = await desk_for("roster", playbook="telecom-hall")
    for actor, (role, department) in PEOPLE.items():
        await desk.send("admin", RegisterStaff(actor=actor, name=actor, roles=[role], department=department))
    return desk


async def opened(desk: Desk, person: str = "li", account: str = "GZ0107", phone: str = "13901110001") -> str:
    """An account with its first password sent; returns that password."""
    applied = await desk.send(
        "sun", ApplyForAccount(kind="open", person=person, phone=phone, grants=["counter"], reason="new")
    )
    await desk.send("shi", DecideApplication(application_id=applied.application_id, granted=True))
    await desk.send("gong", ConfigureAccount(application_id=applied.application_id, account=account))
    await desk.fire_due()
    return sent(desk)


def sent(desk: Desk) -> str:
    """The password in the last message, from its Chinese line."""
    text = str(desk.letters()[-1]["text"])
    return text.partition("初始密码：")[2].partition("，")[0]


async def changed(desk: Desk, first: str, password: str = GOOD) -> datetime:
    answer = await desk.send("li", ChangePassword(account="GZ0107", present=first, new=password))
    assert answer.right
    return answer.until


async def handed_over(desk: Desk) -> None:
    """li leaves, and wang has taken over everything."""
    leaves = AnnounceDeparture(actor="li", kind="resignation", from_day=date(2026, 12, 1), successor="wang")
    handover = (await desk.send("sun", leaves)).handover_id
    await report(desk, handover, person="li")
    await desk.send("wang", AcknowledgeHandover(handover_id=handover))


async def test_an_account_is_applied_for_approved_and_then_configured(desk: Desk):
    apply = ApplyForAccount(kind="open", person="li", phone="139 0111 0001", grants=["counter"], reason="new clerk")
    applied = await desk.send("sun", apply)
    (asked,) = desk.take(AccountAppliedFor)
    early = await refused(desk.send("gong", ConfigureAccount(application_id=applied.application_id, account="GZ0107")))
    decided = await desk.send("shi", DecideApplication(application_id=applied.application_id, granted=True))
    (agreed,) = desk.take(ApplicationDecided)
    receipt = await desk.send("gong", ConfigureAccount(application_id=applied.application_id, account="GZ0107"))
    (configured,) = desk.take(AccountConfigured)
    twice = await refused(desk.send("gong", ConfigureAccount(application_id=applied.application_id, account="GZ0108")))

    assert [it.actor for it in asked.recipients] == ["shi"]
    assert early.status == 409
    assert decided.state == "approved"
    assert [it.actor for it in agreed.recipients] == ["gong"]
    assert (receipt.account, receipt.state) == ("GZ0107", "first")
    assert (configured.person, configured.phone, configured.grants) == ("li", "139****0001", ["counter"])
    assert twice.status == 409
    view = await desk.ask("gong", GetAccount(account="GZ0107"))
    assert [(it.by, it.what) for it in view.record] == [
        ("sun", "applied to open"),
        ("shi", "approved"),
        ("gong", "configured: open"),
    ]


async def test_the_first_password_goes_to_the_phone_and_is_kept_as_a_hash_alone(desk: Desk):
    first = await opened(desk)
    (told,) = desk.take(FirstPasswordSent)
    (letter,) = desk.letters()

    assert (letter["address"], letter["channel"]) == ("13901110001", "sms")
    assert told.until == desk.clock.now() + timedelta(hours=24)
    assert first not in "".join(event.model_dump_json() for _, event in desk.announced)
    answer = await desk.send("li", CheckPassword(account="GZ0107", password=first))
    assert (answer.right, answer.change_first) == (True, True)


async def test_the_first_password_locks_the_account_after_its_time(desk: Desk):
    first = await opened(desk)
    due = desk.clock.now() + timedelta(hours=24)
    desk.clock.set(due - timedelta(seconds=1))
    await desk.fire_due()
    assert (await desk.send("li", CheckPassword(account="GZ0107", password=first))).right
    desk.clock.set(due)
    await desk.fire_due()
    (locked,) = desk.take(AccountLocked)

    assert locked.because == "first_overdue"
    assert {it.actor for it in locked.recipients} == {"li", "gong"}
    problem = await refused(desk.send("li", CheckPassword(account="GZ0107", password=first)))
    assert problem.document().type.endswith("account-locked")


async def test_a_password_runs_out_after_a_month_and_its_holder_is_told_before(desk: Desk):
    until = await changed(desk, await opened(desk))
    desk.take(PasswordChanged)
    assert until == datetime.fromisoformat("2026-12-21T09:00:00+08:00")

    desk.clock.set(until - timedelta(days=3))
    await desk.fire_due()
    (told,) = desk.take(PasswordExpiring)
    desk.clock.set(until - timedelta(seconds=1))
    await desk.fire_due()
    assert desk.take(AccountLocked) == []
    desk.clock.set(until)
    await desk.fire_due()
    (locked,) = desk.take(AccountLocked)

    assert (told.until, told.recipients[0].actor) == (until, "li")
    assert locked.because == "expired"


async def test_a_changed_password_counts_its_month_anew(desk: Desk):
    until = await changed(desk, await opened(desk))
    desk.clock.set(until - timedelta(days=1))
    await desk.fire_due()
    later = await changed(desk, GOOD, "Hy8!qrst")
    desk.clock.set(until + timedelta(days=1))
    await desk.fire_due()

    assert later > until
    assert desk.take(AccountLocked) == []
    assert (await desk.send("li", CheckPassword(account="GZ0107", password="Hy8!qrst"))).right
    assert not (await desk.send("li", CheckPassword(account="GZ0107", password=GOOD))).right


async def test_a_new_password_keeps_the_policy_and_was_not_used_lately(desk: Desk):
    first = await opened(desk)
    weak = await refused(desk.send("li", ChangePassword(account="GZ0107", present=first, new="short1")))
    same = await refused(desk.send("li", ChangePassword(account="GZ0107", present=first, new=first)))
    other = await refused(desk.send("wang", ChangePassword(account="GZ0107", present=first, new=GOOD)))
    await changed(desk, first)
    again = await refused(desk.send("li", ChangePassword(account="GZ0107", present=GOOD, new=first)))

    assert weak.errors == {"new": "take at least 8 characters; put a symbol in, such as ! or #"}
    assert (same.status, again.status) == (422, 422)
    assert other.status == 403


async def test_wrong_passwords_lock_the_account_and_a_right_one_forgives_them(desk: Desk):
    first = await opened(desk)
    for _ in range(4):
        assert not (await desk.send("li", CheckPassword(account="GZ0107", password="wrong"))).right
    assert (await desk.send("li", CheckPassword(account="GZ0107", password=first))).right
    for _ in range(4):
        assert not (await desk.send("li", ChangePassword(account="GZ0107", present="wrong", new=GOOD))).right
    assert desk.take(AccountLocked) == []
    await desk.send("li", CheckPassword(account="GZ0107", password="wrong"))
    (locked,) = desk.take(AccountLocked)

    assert locked.because == "wrong_tries"
    assert (await refused(desk.send("li", CheckPassword(account="GZ0107", password=first)))).status == 409


async def test_unlocking_sends_another_first_password(desk: Desk):
    await changed(desk, await opened(desk))
    lock = LockAccount(account="GZ0107", reason="seen elsewhere")
    forbidden = await refused(desk.send("wang", lock))
    await desk.send("sun", lock)
    unlock = UnlockAccount(account="GZ0107", reason="asked in person")
    not_by = await refused(desk.send("sun", unlock))
    await desk.send("gong", unlock)
    await desk.fire_due()
    first = sent(desk)

    assert (forbidden.status, not_by.status) == (403, 403)
    assert len(desk.letters()) == 2
    assert len(desk.take(AccountUnlocked)) == 1
    assert not (await desk.send("li", CheckPassword(account="GZ0107", password=GOOD))).right
    assert (await desk.send("li", CheckPassword(account="GZ0107", password=first))).change_first
    assert (await refused(desk.send("li", ChangePassword(account="GZ0107", present=first, new=GOOD)))).status == 422


async def test_a_phone_belongs_to_one_account(desk: Desk):
    await opened(desk)
    taken = ApplyForAccount(kind="open", person="wang", phone="139-0111-0001", reason="new")
    problem = await refused(desk.send("sun", taken))
    assert problem.status == 409
    assert "GZ0107" in problem.detail


async def test_changing_and_closing_go_the_same_way(desk: Desk):
    first = await opened(desk)
    change = ApplyForAccount(
        kind="change",
        person="li",
        account="GZ0107",
        phone="13901119999",
        grants=["counter", "refunds"],
        reason="new phone",
    )
    applied = await desk.send("sun", change)
    busy = await refused(desk.send("sun", change))
    await desk.send("shi", DecideApplication(application_id=applied.application_id, granted=True))
    await desk.send("gong", ConfigureAccount(application_id=applied.application_id))
    view = await desk.ask("gong", GetAccount(account="GZ0107"))
    assert busy.status == 409
    assert (view.phone, view.grants) == ("139****9999", ["counter", "refunds"])
    assert (await desk.send("li", CheckPassword(account="GZ0107", password=first))).right

    close = await desk.send("sun", ApplyForAccount(kind="close", person="li", account="GZ0107", reason="moves away"))
    await desk.send("shi", DecideApplication(application_id=close.application_id, granted=True))
    configure = ConfigureAccount(application_id=close.application_id)
    assert (await refused(desk.send("gong", configure))).slug == "not-handed-over"
    await handed_over(desk)
    await desk.send("gong", configure)
    assert len(desk.take(AccountClosed)) == 1
    assert (await refused(desk.send("li", CheckPassword(account="GZ0107", password=first)))).status == 409
    assert (await opened(desk, account="GZ0200")) != first


async def test_nobody_decides_on_an_application_of_their_own(desk: Desk):
    applied = await desk.send("shi", ApplyForAccount(kind="open", person="shi", phone="13901110009", reason="mine"))
    own = await refused(desk.send("shi", DecideApplication(application_id=applied.application_id, granted=True)))
    await desk.send("shi", WithdrawApplication(application_id=applied.application_id, reason="not needed"))
    page = await desk.ask("gong", ListApplications(state="withdrawn"))
    assert own.status == 403
    assert [row.person for row in page.rows] == ["shi"]


async def test_another_department_does_not_apply(desk: Desk):
    apply = ApplyForAccount(kind="open", person="li", phone="13901110001", reason="x")
    for actor in ("li", "shi", "gong"):
        assert (await refused(desk.send(actor, apply))).status == 403
    unknown = await refused(desk.send("sun", apply.model_copy(update={"grants": ["all"]})))
    assert "grants.0" in unknown.errors


async def test_a_message_that_cannot_be_delivered_is_tried_again_and_then_told(desk: Desk):
    desk.use(desk.settings.model_copy(update={"gateways": {"default": "smtp"}}))
    applied = await desk.send("sun", ApplyForAccount(kind="open", person="li", phone="13901110001", reason="new"))
    await desk.send("shi", DecideApplication(application_id=applied.application_id, granted=True))
    await desk.send("gong", ConfigureAccount(application_id=applied.application_id, account="GZ0107"))
    for _ in range(6):
        await desk.fire_due()
        desk.clock.set(desk.clock.now() + timedelta(minutes=31))
    (failed,) = desk.take(FirstPasswordFailed)

    assert [it.actor for it in failed.recipients] == ["gong"]
    assert (await refused(desk.send("li", CheckPassword(account="GZ0107", password="x")))).status == 409
    receipt = await desk.send("gong", UnlockAccount(account="GZ0107", reason="the gateway is back"))
    assert receipt.state == "first"


async def test_who_leaves_the_staff_is_locked_out(desk: Desk):
    await opened(desk)
    await handed_over(desk)
    await desk.send("sun", RegisterStaff(actor="li", name="li", roles=["clerk"], department="hall", active=False))
    (locked,) = desk.take(AccountLocked)
    page = await desk.ask("gong", ListAccounts(state="locked"))
    assert locked.because == "staff_left"
    assert [row.account for row in page.rows] == ["GZ0107"]
