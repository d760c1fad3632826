"""Meetings of the staff, and staff accounts (工号) with the policy of their passwords."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from contracts.cron import Cron
from contracts.durations import Duration
from contracts.playbook.basics import Grammar, Ident, Label


class Room(Grammar):
    """A room that meetings are held in; two meetings never have it at once."""

    title: Label
    seats: int = Field(ge=1, le=10_000, description="How many people it takes.")


class MeetingKind(Grammar):
    """One kind of meeting. With ``cron`` it is called by itself, each time for the next date.

    ``called_by``: who may call one, change it and write its minutes. ``attend``: roles that are asked to come.
    """

    title: Label
    called_by: list[Ident] = Field(min_length=1)
    attend: list[Ident] = Field(default_factory=list, description="Roles whose people are asked to come.")
    cron: Cron | None = Field(default=None, description="When one begins; without it meetings are called by hand.")
    lasts: Duration = Field(default=timedelta(minutes=30), description="How long one lasts unless said otherwise.")
    room: Ident | None = Field(default=None, description="Where it is held unless said otherwise.")


class Meetings(Grammar):
    """Meetings: their kinds and rooms. What a meeting decides has an owner and a date and stays open until done."""

    kinds: dict[Ident, MeetingKind] = Field(min_length=1, description="Kinds of meeting.")
    rooms: dict[Ident, Room] = Field(default_factory=dict, description="Rooms there are.")
    remind_before: Duration = Field(
        default=timedelta(minutes=15), description="How long before its beginning those asked to come are reminded."
    )
    overdue: Cron | None = Field(default=None, description="When owners are asked for decisions past their date.")


class PasswordPolicy(Grammar):
    """What a password has to be, and for how long it holds. Rule TH-35."""

    length: int = Field(default=8, ge=8, le=128, description="Characters at least.")
    letters: bool = Field(default=True, description="Holds a letter.")
    digits: bool = Field(default=True, description="Holds a digit.")
    symbols: bool = Field(default=True, description="Holds a character that is neither letter, digit nor space.")
    first_within: Duration = Field(
        default=timedelta(hours=24), description="Within this the first password is changed, or the account is locked."
    )
    months: int = Field(default=1, ge=1, le=24, description="For how many months a password holds.")
    warn_before: Duration = Field(default=timedelta(days=3), description="How long before its end its holder is told.")
    wrong_tries: int = Field(default=5, ge=1, le=100, description="Wrong ones in a row that lock the account.")
    not_again: int = Field(default=3, ge=1, le=24, description="How many earlier ones may not be used again.")


class Accounts(Grammar):
    """Staff accounts (工号). Opening, changing and closing one go the same way: a department applies, ``approved_by``
    decides, ``configured_by`` carries it out. Rules TH-34, TH-35.

    ``text`` of the message with the first password: ``{account}``, ``{password}`` and ``{until}`` are filled in.
    """

    applied_by: list[Ident] = Field(min_length=1, description="Who may apply: roles, or head, of their department.")
    approved_by: list[Ident] = Field(min_length=1, description="Roles that decide, never the applicant.")
    configured_by: list[Ident] = Field(min_length=1, description="Roles that carry it out and unlock.")
    locked_by: list[Ident] = Field(default_factory=list, description="Roles that may lock one, besides configured_by.")
    grants: dict[Ident, Label] = Field(default_factory=dict, description="What an account may be allowed to do.")
    password: PasswordPolicy = Field(default=PasswordPolicy(), description="What a password has to be.")
    channel: Ident = Field(default="sms", description="Gateway of the message with the first password.")
    title: Label = Field(description="Title of that message.")
    text: Label = Field(description="Its text.")

    @model_validator(mode="after")
    def _told(self) -> Self:
        for language, text in (("zh", self.text.zh), ("en", self.text.en)):
            if "{account}" not in text or "{password}" not in text:
                raise ValueError(f"text.{language} must hold {{account}} and {{password}}: nobody could sign in else")
        return self


class People(Grammar):
    """Meetings of the staff, and staff accounts."""

    meetings: Meetings | None = Field(default=None, description="Meetings of the staff, their rooms and decisions.")
    accounts: Accounts | None = Field(default=None, description="Staff accounts and their passwords.")
