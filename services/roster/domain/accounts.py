"""Staff accounts: which applications may be made, and what becomes of an account. Rules TH-34, TH-35."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.playbook import Playbook
from contracts.playbook.people import Accounts, PasswordPolicy
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from contracts.roster import AccountState, ApplicationKind, ApplicationState, LockReason
from services.roster.domain.passwords import holds_until


@dataclass(frozen=True)
class Application:
    """An application on its way: applied, approved or refused, configured; or withdrawn."""

    id: str
    kind: ApplicationKind
    state: ApplicationState
    person: str
    account: str | None
    phone: str | None
    grants: list[str] | None
    department: str
    applicant: str
    applied_at: datetime
    reason: str
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str | None = None
    configured_by: str | None = None
    configured_at: datetime | None = None

    def must_be(self, state: ApplicationState, remedy: str) -> None:
        """Raises Conflict naming the present state."""
        if self.state != state:
            raise Conflict(f"this application is {self.state}", errors={"application_id": remedy})


@dataclass(frozen=True)
class Account:
    """``hash`` is null until the first password was sent; ``earlier`` are hashes that may not come again."""

    account: str
    person: str
    state: AccountState
    phone: str
    grants: list[str]
    opened_at: datetime
    locked_because: LockReason | None = None
    changed_at: datetime | None = None
    until: datetime | None = None
    hash: str | None = None
    earlier: tuple[str, ...] = ()
    wrong_tries: int = 0
    sendings: int = 0

    def with_first_password(self, digest: str, now: datetime, policy: PasswordPolicy) -> "Account":
        """It was sent to the phone just now."""
        return replace(self, state="first", hash=digest, until=now + policy.first_within, wrong_tries=0)

    def with_password(self, digest: str, now: datetime, policy: PasswordPolicy, zone: str) -> "Account":
        """Its person chose another one."""
        earlier = (*self.earlier, self.hash) if self.hash else self.earlier
        return replace(
            self,
            state="active",
            hash=digest,
            earlier=tuple(earlier[-policy.not_again :]),
            changed_at=now,
            until=holds_until(now, policy.months, zone),
            wrong_tries=0,
        )

    def locked(self, because: LockReason) -> "Account":
        return replace(self, state="locked", locked_because=because, until=None)

    def to_be_sent(self) -> "Account":
        """Unlocked, and waiting for a new first password; the old one fits no longer."""
        earlier = (*self.earlier, self.hash) if self.hash else self.earlier
        return replace(
            self,
            state="first",
            locked_because=None,
            hash=None,
            earlier=earlier,
            until=None,
            wrong_tries=0,
            sendings=self.sendings + 1,
        )

    def must_let_in(self) -> None:
        """Raises Conflict for an account that lets nobody in, saying what to do."""
        if self.state == "closed":
            raise Conflict(f"account {self.account} is closed", errors={"account": "apply for a new one"})
        if self.state == "locked":
            raise Conflict(
                f"account {self.account} is locked ({self.locked_because})",
                errors={"account": "have it unlocked with roster.unlock_account"},
                slug="account-locked",
            )
        if self.hash is None:
            raise Conflict(
                f"the first password of {self.account} has not been sent yet",
                errors={"account": "wait for the message; if none comes, have it unlocked to send another one"},
            )


def accounts_of(book: Playbook) -> Accounts | None:
    return book.people.accounts if book.people else None


def account_rules(book: Playbook) -> Accounts:
    """Raises NotFound at a desk whose playbook keeps no accounts."""
    accounts = accounts_of(book)
    if accounts is None:
        raise NotFound("this desk keeps no staff accounts", errors={"": "people.accounts is not in its playbook"})
    return accounts


def must_hold(roles: frozenset[str], allowed: Iterable[str], what: str) -> None:
    """Raises Forbidden naming the roles."""
    names = list(allowed)
    if roles.isdisjoint(names):
        raise Forbidden(f"{what} is for {', '.join(names)}")


def check_application(
    kind: ApplicationKind,
    present: Account | None,
    *,
    phone: str | None,
    grants: list[str] | None,
    rules: Accounts,
) -> None:
    """Whether the application makes sense for the account there is. Raises Invalid or Conflict."""
    errors = {
        f"grants.{index}": f"unknown; choose from {', '.join(rules.grants)}"
        for index, grant in enumerate(grants or [])
        if grant not in rules.grants
    }
    if kind == "open" and phone is None:
        errors["phone"] = "required: the first password is sent there"
    if kind == "change" and phone is None and grants is None:
        errors["phone"] = "name what changes: another phone, or other grants"
    if kind != "open" and present is None:
        errors["account"] = "name an account that is open; see roster.accounts"
    if errors:
        raise Invalid("this cannot be applied for", errors=errors)
    if kind != "open" and present is not None and present.state == "closed":
        raise Conflict(f"account {present.account} is closed", errors={"account": "apply for a new one"})
