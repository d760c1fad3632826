"""What a report is built from: a running desk, asked through the broker under somebody's login."""

import calendar
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from contracts.base import Query
from contracts.dispatch import GetPlaybook
from contracts.playbook import Playbook
from contracts.playbook.grammar import Label
from contracts.playbook.load import validate
from contracts.problems import Problem
from contracts.roster import ListStaff
from frontdesk.client import DeskClient
from frontdesk.reports.model import Footer, label

LARGEST_PAGE = 200
People = dict[str, str]


class Endless(Problem):
    """A service answered a page with the cursor of an earlier one: no report is better than half of one."""


class Unusable(ValueError):
    """An option of a report cannot be used; the text says how to write it."""


@dataclass(frozen=True)
class Frame:
    """What every report knows of its desk: who asked when, and the playbook with its titles and time zone."""

    site: str
    actor: str
    asked_at: datetime
    playbook: Playbook

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.playbook.calendar.timezone)

    @property
    def today(self) -> date:
        return self.asked_at.astimezone(self.zone).date()

    def footer(self) -> Footer:
        return Footer(self.site, self.asked_at, self.actor, self.playbook.playbook, self.playbook.version, self.zone)

    def post(self, name: str) -> Label:
        """The post's title; its name where the playbook knows it no more."""
        known = self.playbook.posts.get(name)
        return known.title if known is not None else label(name, name)


@dataclass(frozen=True)
class Asking:
    """One login at one desk. Every question raises as ``DeskClient.ask`` does."""

    client: DeskClient
    frame: Frame

    @classmethod
    async def begin(cls, client: DeskClient, actor: str, now: datetime) -> Self:
        """Ask for the playbook that the site works with. Raises PlaybookError when this program cannot read it."""
        view = await client.ask(actor, GetPlaybook())
        playbook = validate(f"{view.playbook} of {client.site}", json.loads(view.document))
        return cls(client, Frame(client.site, actor, now, playbook))

    async def ask(self, query: Query) -> Any:
        return await self.client.ask(self.frame.actor, query)

    async def rows(self, query: Query) -> list[Any]:
        """The rows of all pages. Raises Endless rather than ask for ever."""
        found: list[Any] = []
        seen: set[str] = set()
        question = query.model_copy(update={"limit": LARGEST_PAGE})
        while True:
            page = await self.ask(question)
            found += page.rows
            if page.next is None:
                return found
            if page.next in seen:
                raise Endless(f"{query.key()} gives the same page again", slug="endless-pages")
            seen.add(page.next)
            question = question.model_copy(update={"cursor": page.next})

    async def people(self) -> People:
        """The name of everybody registered, by login."""
        return {row.actor: row.name for row in await self.rows(ListStaff())}


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """``2026-11-21 18:00`` in the site's time, or with an offset of its own. Raises Unusable."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"'{text}' is no moment; write for example '2026-11-21 18:00'") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def day_of(text: str) -> date:
    """``2026-11-21``. Raises Unusable."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"'{text}' is no day; write for example 2026-11-21") from None


def month_of(text: str) -> list[date]:
    """The days of ``2026-12``. Raises Unusable."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 a month has no zone
    except ValueError:
        raise Unusable(f"'{text}' is no month; write for example 2026-12") from None
    return [first + timedelta(days=number) for number in range(calendar.monthrange(first.year, first.month)[1])]


def person(people: People, actor: str | None) -> str | None:
    """``李敏 (li)``; the login where there is no name."""
    name = people.get(actor or "")
    return f"{name} ({actor})" if name and name != actor else actor
