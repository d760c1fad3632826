"""What a message's preparation is given: everything but a transaction. See ADR 9."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from nats.js import JetStreamContext

from chassis.database import is_outage
from chassis.gateway import Gateways
from chassis.settings import Settings
from chassis.store import Store
from contracts.playbook import Playbook


class DatabaseAway(OSError):
    """The database is out of reach: the message waits for it, and its tries are not counted."""


@dataclass(frozen=True)
class Aid:
    """The facts around one message that is being prepared. ``now`` is the moment its preparation began; the handler
    has a later one. What is done here may be done again for the same message (after a crash, for one that comes
    twice): give the outside an id by which to know a repetition."""

    site: str
    actor: str
    message_id: str
    now: datetime
    playbook: Playbook
    settings: Settings
    gateway: Gateways
    read: Callable[[], AbstractAsyncContextManager[Store]]
    broker: Callable[[], JetStreamContext | None]

    @property
    def js(self) -> JetStreamContext:
        """JetStream, for the object store."""
        js = self.broker()
        if js is None:
            raise RuntimeError("there is no connection to the broker yet")
        return js

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Store]:
        """A view of what is committed. Ask the database only, and leave the block before waiting for anything else:
        readers are few. Raises DatabaseAway."""
        try:
            async with self.read() as store:
                yield store
        except Exception as error:
            if is_outage(error):
                raise DatabaseAway(str(error)) from error
            raise
