"""Staff accounts (工号): applied for, approved, configured; passwords, locking, and a record of all of it."""

from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, Recipient, Text
from contracts.roster.common import SERVICE, RosterEvent

AccountName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{1,31}$"),
    Field(description="The account (工号) as people type it.", examples=["GZ0107"]),
]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 -]{4,24}$")]
Password = Annotated[
    str,
    Field(min_length=1, max_length=256, repr=False, json_schema_extra={"format": "password", "writeOnly": True}),
]
ApplicationKind = Literal["open", "change", "close"]
ApplicationState = Literal["applied", "approved", "refused", "configured", "withdrawn"]
AccountState = Literal["first", "active", "locked", "closed"]
"""``first``: still with its first password. ``locked``: nobody gets in until it is unlocked."""
LockReason = Literal["first_overdue", "expired", "wrong_tries", "by_hand", "staff_left"]


# ------------------------------------------------------------------ commands
class ApplicationReceipt(Part):
    application_id: Id
    state: ApplicationState


class ApplyForAccount(Command):
    """A department applies: ``open`` an account for a person, ``change`` its phone or grants, ``close`` it. ``phone``
    and account are bound: no two open accounts share a phone. Rules TH-34, TH-35."""

    service, action, result = SERVICE, "apply_for_account", ApplicationReceipt
    kind: ApplicationKind
    person: Actor
    account: AccountName | None = None
    phone: Phone | None = None
    grants: list[Name] | None = None
    reason: Text


class DecideApplication(Command):
    """The department that the playbook names agrees or refuses, never the applicant. Rule TH-34."""

    service, action, result = SERVICE, "decide_application", ApplicationReceipt
    application_id: Id
    granted: bool
    note: Text | None = None


class WithdrawApplication(Command):
    """The applicant takes it back before it was configured."""

    service, action, result = SERVICE, "withdraw_application", ApplicationReceipt
    application_id: Id
    reason: Text


class AccountReceipt(Part):
    """``until``: by when the password has to be changed; null for an account that is closed."""

    account: AccountName
    state: AccountState
    until: AwareDatetime | None = None


class ConfigureAccount(Command):
    """Carry out an approved application. Opening one names the ``account``, and a random first password goes to the
    phone it is bound to; nobody else ever sees it. Rules TH-34, TH-35."""

    service, action, result = SERVICE, "configure_account", AccountReceipt
    application_id: Id
    account: AccountName | None = None


class PasswordAnswer(Part):
    """``right``: of the present password; a wrong one is counted. ``change_first``: right, but nothing else is allowed
    before it is changed. ``until``: by when it has to be changed."""

    account: AccountName
    right: bool
    change_first: bool = False
    until: AwareDatetime | None = None


class ChangePassword(Command):
    """By the account's person, who knows the present password. A wrong one is counted and changes nothing else; a new
    one must keep the playbook's policy. By request only: it is never stored. Rule TH-35."""

    service, action, result = SERVICE, "change_password", PasswordAnswer
    secret: ClassVar[bool] = True
    account: AccountName
    present: Password
    new: Password


class CheckPassword(Command):
    """Whether somebody may get in with this account: for client apps that let staff sign in with it. Wrong ones are
    counted; too many in a row lock the account. By request only: it is never stored. Rule TH-35."""

    service, action, result = SERVICE, "check_password", PasswordAnswer
    secret: ClassVar[bool] = True
    account: AccountName
    password: Password


class LockAccount(Command):
    service, action, result = SERVICE, "lock_account", AccountReceipt
    account: AccountName
    reason: Text


class UnlockAccount(Command):
    """A locked account, or one whose first password could not be delivered, gets a new first password, sent to its
    phone, and the time to change it. Rule TH-35."""

    service, action, result = SERVICE, "unlock_account", AccountReceipt
    account: AccountName
    reason: Text


# ------------------------------------------------------------------ views
class ApplicationRow(Part):
    """``phone`` is masked."""

    application_id: Id
    kind: ApplicationKind
    state: ApplicationState
    person: Actor
    account: AccountName | None
    phone: str | None
    grants: list[Name] | None
    department: Name
    applicant: Actor
    applied_at: AwareDatetime
    reason: str
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    note: str | None
    configured_by: Actor | None
    configured_at: AwareDatetime | None


class ApplicationPage(Page[ApplicationRow]):
    pass


class ListApplications(Query):
    """Applications for accounts, the newest first. Rule TH-34."""

    service, view, result = SERVICE, "applications", ApplicationPage
    state: ApplicationState | None = None
    person: Actor | None = None
    cursor: str | None = None
    limit: Limit = 50


class AccountFact(Part):
    """One line of an account's record. ``what`` is the fact as it was announced."""

    at: AwareDatetime
    by: Actor
    what: str
    note: str | None = None


class AccountView(Part):
    """``phone`` is masked; ``until``: by when the password has to be changed; ``record``: all that was done, the
    earliest first."""

    account: AccountName
    person: Actor
    state: AccountState
    locked_because: LockReason | None
    phone: str
    grants: list[Name]
    opened_at: AwareDatetime
    changed_at: AwareDatetime | None
    until: AwareDatetime | None
    wrong_tries: int
    record: list[AccountFact]


class GetAccount(Query):
    service, view, result = SERVICE, "account", AccountView
    account: AccountName


class AccountRow(Part):
    account: AccountName
    person: Actor
    state: AccountState
    locked_because: LockReason | None
    phone: str
    grants: list[Name]
    until: AwareDatetime | None


class AccountPage(Page[AccountRow]):
    pass


class ListAccounts(Query):
    """Accounts by name."""

    service, view, result = SERVICE, "accounts", AccountPage
    state: AccountState | None = None
    person: Actor | None = None
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ events
class AccountAppliedFor(RosterEvent):
    fact = "account.applied_for"
    application_id: Id
    kind: ApplicationKind
    person: Actor
    department: Name
    applicant: Actor
    reason: str
    recipients: list[Recipient]


class ApplicationDecided(RosterEvent):
    """``recipients``: who carries it out when it was agreed to, else the applicant."""

    fact = "application.decided"
    application_id: Id
    kind: ApplicationKind
    person: Actor
    granted: bool
    by: Actor
    note: str | None = None
    recipients: list[Recipient]


class ApplicationWithdrawn(RosterEvent):
    fact = "application.withdrawn"
    application_id: Id
    by: Actor
    reason: str


class AccountConfigured(RosterEvent):
    """An account was opened or changed; ``phone`` is masked. Rules TH-34, TH-35."""

    fact = "account.configured"
    account: AccountName
    person: Actor
    kind: ApplicationKind
    phone: str
    grants: list[Name]
    by: Actor


class FirstPasswordSent(RosterEvent):
    """A random first password went to the account's phone; it has to be changed by ``until``. Rule TH-35."""

    fact = "account.password_sent"
    account: AccountName
    person: Actor
    phone: str
    until: AwareDatetime


class FirstPasswordFailed(RosterEvent):
    """The message with the first password could not be delivered: nobody gets in. Unlocking sends another one."""

    fact = "account.password_failed"
    account: AccountName
    person: Actor
    reason: str
    recipients: list[Recipient]


class AccountClosed(RosterEvent):
    fact = "account.closed"
    account: AccountName
    person: Actor
    by: Actor


class PasswordChanged(RosterEvent):
    fact = "account.password_changed"
    account: AccountName
    person: Actor
    until: AwareDatetime


class PasswordExpiring(RosterEvent):
    """The password holds only until then. Rule TH-35."""

    fact = "account.password_expiring"
    account: AccountName
    person: Actor
    until: AwareDatetime
    recipients: list[Recipient]


class AccountLocked(RosterEvent):
    """Nobody gets in with it until it is unlocked. Rule TH-35."""

    fact = "account.locked"
    account: AccountName
    person: Actor
    because: LockReason
    by: Actor
    note: str | None = None
    recipients: list[Recipient]


class AccountUnlocked(RosterEvent):
    fact = "account.unlocked"
    account: AccountName
    person: Actor
    by: Actor
    reason: str
