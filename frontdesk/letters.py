"""All dead letters of an installation."""

from nats.js.errors import NotFoundError

from chassis import deadletters
from chassis.deadletters import DeadLetter
from frontdesk.client import DeskClient


async def all_letters(client: DeskClient) -> list[DeadLetter]:
    """Every letter. An installation without the stream has none."""
    try:
        return [letter async for letter in deadletters.letters(client.js)]
    except NotFoundError:
        return []
