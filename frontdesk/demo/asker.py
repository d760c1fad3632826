"""Asks the services as a client app of the observer would."""

from collections.abc import AsyncIterator
from typing import Any, get_args

from contracts.base import Query
from contracts.intake import ListRequests, State
from frontdesk.client import DeskClient


class Asker:
    """One person's questions."""

    def __init__(self, client: DeskClient, actor: str) -> None:
        self._client, self._actor = client, actor

    async def one(self, query: Query) -> Any:
        return await self._client.ask(self._actor, query)

    async def pages(self, query: Query) -> AsyncIterator[Any]:
        while True:
            page = await self.one(query)
            for row in page.rows:
                yield row
            if page.next is None:
                return
            query = query.model_copy(update={"cursor": page.next})

    async def requests(self) -> AsyncIterator[Any]:
        for state in get_args(State):
            async for row in self.pages(ListRequests(state=state)):
                yield row
