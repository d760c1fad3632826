"""Staff accounts: one way to open, change and close them; a first password by message. Rules TH-34, TH-35."""

import json
from datetime import datetime, timedelta

import pytest

from chassis.ids import new_id
from contracts.base import Command
from contracts.envelope import COMMAND_ID
from contracts.problems import Problem
from contracts.roster import (
    AccountAppliedFor,
    AccountClosed,
    AccountConfigured,
    AccountLocked,
    AcknowledgeHandover,
    AnnounceDeparture,
    ApplicationDecided,
    ApplyForAccount,
    ChangePassword,
    CheckPassword,
    ConfigureAccount,
    DecideApplication,
    FirstPasswordSent,
    GetAccount,
    LockAccount,
    PasswordChanged,
    PasswordExpiring,
    UnlockAccount,
)
from tests.acceptance.desk import Desk

ACCOUNT, PHONE, GOOD = "GZ0107", "13901110001", "Gx7#mnop"
OPEN = ApplyForAccount(kind="open", person="li", phone=PHONE, grants=["counter"], reason="新员工入职")


async def configured(desk: Desk, apply: ApplyForAccount = OPEN, account: str | None = ACCOUNT) -> None:
    """The whole way: applied for by the hall, agreed to by the market department, configured."""
    applied = await desk.does("sun", apply)
    await desk.does("shi", DecideApplication(application_id=applied.application_id, granted=True))
    await desk.does("gong", ConfigureAccount(application_id=applied.application_id, account=account))


def messages(desk: Desk) -> list[dict[str, str]]:
    """What the gateway sent to phones of this desk, the earliest first."""
    lines = (desk.stack.folder / "notifications.log").read_text(encoding="utf-8").splitlines()
    return [it for it in map(json.loads, lines) if (it["site"], it["channel"]) == (desk.site, "sms")]


async def first_password(desk: Desk) -> str:
    """Configure the account; the password that reached the phone."""
    await configured(desk)
    await desk.event(FirstPasswordSent)
    text: str = messages(desk)[-1]["text"]
    return text.partition("初始密码：")[2].partition("，")[0]


async def lets_in(desk: Desk, password: str) -> bool:
    return bool((await desk.send("li", CheckPassword(account=ACCOUNT, password=password))).right)


@pytest.mark.rule("TH-34")
async def test_an_account_is_applied_for_approved_by_the_market_department_and_then_configured(desk: Desk):
    await desk.refuses("li", OPEN, status=403)
    applied = await desk.does("sun", OPEN)
    configure = ConfigureAccount(application_id=applied.application_id, account=ACCOUNT)
    await desk.refuses("gong", configure, status=409, says="applied")
    decide = DecideApplication(application_id=applied.application_id, granted=True)
    for other in ("sun", "gong", "chen"):
        await desk.refuses(other, decide, status=403)
    await desk.does("shi", decide)
    await desk.refuses("sun", configure, status=403)
    await desk.does("gong", configure)

    assert [it.actor for it in (await desk.event(AccountAppliedFor)).recipients] == ["shi"]
    assert [it.actor for it in (await desk.event(ApplicationDecided)).recipients] == ["gong"]
    view = await desk.ask("gong", GetAccount(account=ACCOUNT))
    assert (view.person, view.grants, view.state) == ("li", ["counter"], "first")
    assert [(it.by, it.what) for it in view.record[:3]] == [
        ("sun", "applied to open"),
        ("shi", "approved"),
        ("gong", "configured: open"),
    ]


@pytest.mark.rule("TH-34")
async def test_a_refused_application_changes_nothing(desk: Desk):
    applied = await desk.does("sun", OPEN)
    await desk.does("shi", DecideApplication(application_id=applied.application_id, granted=False, note="名额已满"))
    configure = ConfigureAccount(application_id=applied.application_id, account=ACCOUNT)
    await desk.refuses("gong", configure, status=409, says="refused")
    await desk.refuses("gong", GetAccount(account=ACCOUNT), status=404)
    decided = await desk.event(ApplicationDecided)
    assert (decided.granted, decided.note, [it.actor for it in decided.recipients]) == (False, "名额已满", ["sun"])


@pytest.mark.rule("TH-34")
@pytest.mark.rule("TH-12")
@pytest.mark.parametrize("kind", ["change", "close"])
async def test_changing_and_closing_follow_the_same_path(desk: Desk, kind: str):
    await configured(desk)
    grants = ["counter", "refunds"] if kind == "change" else None
    apply = ApplyForAccount(kind=kind, person="li", account=ACCOUNT, grants=grants, reason="岗位调整")
    applied = await desk.does("sun", apply)
    configure = ConfigureAccount(application_id=applied.application_id)
    await desk.refuses("gong", configure, status=409, says="applied")
    await desk.refuses("gong", DecideApplication(application_id=applied.application_id, granted=True), status=403)
    await desk.does("shi", DecideApplication(application_id=applied.application_id, granted=True))
    if kind == "close":
        await desk.refuses("gong", configure, status=409, says="handed over")
        leaves = AnnounceDeparture(actor="li", kind="resignation", from_day=desk.start.date(), successor="wang")
        handover = (await desk.does("sun", leaves)).handover_id
        await desk.does("wang", AcknowledgeHandover(handover_id=handover))
    await desk.does("gong", configure)

    view = await desk.ask("gong", GetAccount(account=ACCOUNT))
    if kind == "change":
        assert view.grants == ["counter", "refunds"]
        assert (await desk.events(AccountConfigured))[-1].kind == "change"
    else:
        assert view.state == "closed"
        assert (await desk.event(AccountClosed)).by == "gong"
    assert [(it.by, it.what) for it in view.record if kind in it.what or it.what == "approved"][-3:] == [
        ("sun", f"applied to {kind}"),
        ("shi", "approved"),
        ("gong", f"configured: {kind}"),
    ]


@pytest.mark.rule("TH-35")
async def test_the_first_password_is_random_and_goes_to_the_bound_phone_alone(desk: Desk):
    first = await first_password(desk)
    told = await desk.event(FirstPasswordSent)
    (message,) = messages(desk)

    assert message["address"] == PHONE
    assert told.phone == "139****0001"
    assert len(first) >= 8
    assert any(it.isalpha() for it in first)
    assert any(it.isdigit() for it in first)
    assert not first.isalnum()
    assert all(first not in str(it.event) and PHONE not in str(it.event) for it in await desk.all_events())
    other = ApplyForAccount(kind="open", person="wang", phone=PHONE, reason="共用手机")
    await desk.refuses("sun", other, status=409, says="bound to account GZ0107")


@pytest.mark.rule("TH-35")
async def test_the_first_password_is_changed_within_24_hours_or_locks_the_account(desk: Desk):
    first = await first_password(desk)
    until = (await desk.event(FirstPasswordSent)).until
    answer = await desk.send("li", CheckPassword(account=ACCOUNT, password=first))
    assert (answer.right, answer.change_first, until) == (True, True, desk.start + timedelta(hours=24))

    await desk.stack.set_clock(until - timedelta(seconds=1))
    assert await lets_in(desk, first)
    await desk.stack.set_clock(until)
    locked = await desk.event(AccountLocked)
    assert (locked.because, {it.actor for it in locked.recipients}) == ("first_overdue", {"li", "gong"})
    await desk.refuses("li", CheckPassword(account=ACCOUNT, password=first), status=409, says="locked")
    await desk.refuses("li", ChangePassword(account=ACCOUNT, present=first, new=GOOD), status=409, says="locked")


@pytest.mark.rule("TH-35")
@pytest.mark.parametrize(
    ("weak", "remedy"),
    [
        ("Gx7#mno", "at least 8 characters"),
        ("12345678#", "a letter"),
        ("Gxw#mnop", "a digit"),
        ("Gx7wmnop", "a symbol"),
    ],
)
async def test_a_password_has_eight_characters_mixing_letters_digits_and_symbols(desk: Desk, weak: str, remedy: str):
    first = await first_password(desk)
    problem = await desk.refuses("li", ChangePassword(account=ACCOUNT, present=first, new=weak), status=422)
    assert remedy in problem.errors["new"]
    assert await lets_in(desk, first)


@pytest.mark.rule("TH-35")
async def test_a_password_expires_monthly_and_an_overdue_one_locks_the_account(desk: Desk):
    first = await first_password(desk)
    await desk.refuses("wang", ChangePassword(account=ACCOUNT, present=first, new=GOOD), status=403)
    await desk.does("li", ChangePassword(account=ACCOUNT, present=first, new=GOOD))
    until = (await desk.event(PasswordChanged)).until
    assert until == datetime.fromisoformat("2026-12-21T09:00:00+08:00")
    assert await lets_in(desk, GOOD)
    assert not await lets_in(desk, first)

    await desk.stack.set_clock(until - timedelta(days=3))
    assert [it.actor for it in (await desk.event(PasswordExpiring)).recipients] == ["li"]
    await desk.stack.set_clock(until - timedelta(seconds=1))
    assert await desk.events(AccountLocked) == []
    await desk.stack.set_clock(until)
    assert (await desk.event(AccountLocked)).because == "expired"
    await desk.refuses("li", CheckPassword(account=ACCOUNT, password=GOOD), status=409, says="locked")


@pytest.mark.rule("TH-35")
async def test_unlocking_begins_anew_with_a_password_sent_to_the_phone(desk: Desk):
    first = await first_password(desk)
    await desk.does("chen", LockAccount(account=ACCOUNT, reason="疑似借用"))
    unlock: Command = UnlockAccount(account=ACCOUNT, reason="本人到场核实")
    for other in ("chen", "li"):
        await desk.refuses(other, unlock, status=403)
    await desk.does("gong", unlock)

    assert len(await desk.events(FirstPasswordSent)) == 2
    second = messages(desk)[-1]["text"].partition("初始密码：")[2].partition("，")[0]
    assert second != first
    assert not await lets_in(desk, first)
    assert await lets_in(desk, second)
    record = (await desk.ask("sun", GetAccount(account=ACCOUNT))).record
    whole = [(it.by, it.what, it.note) for it in record]
    assert ("chen", "locked: by_hand", "疑似借用") in whole
    assert ("gong", "unlocked", "本人到场核实") in whole


@pytest.mark.rule("TH-35")
async def test_a_password_is_never_taken_from_a_box_where_it_would_be_stored(desk: Desk):
    first = await first_password(desk)
    command = CheckPassword(account=ACCOUNT, password=first)
    with pytest.raises(Problem, match="must not be stored"):
        await desk.client.box("li", command, site=desk.site)
    command_id = new_id()
    subject = f"desk.{desk.site}.box.li.roster.check_password"
    await desk.client.js.publish(subject, command.model_dump_json().encode(), headers={COMMAND_ID: command_id})
    refused = [it for it in await desk.all_events() if it.key == "roster.command.refused"]
    assert [it.event.command_id for it in refused] == [command_id]
    assert "by request" in str(refused[0].event.problem) or "as a request" in str(refused[0].event.problem)
    assert first not in str(refused[0].event)
