"""Record a repair and follow it to its end, with nothing but nats-py.

    DESK_URL=nats://127.0.0.1:4222 DESK_SITE=HQ DESK_LOGIN=li DESK_PASSWORD=... python follow_request.py

Prints one line an event and ends with code 0 when the request is archived, with 1 when it is refused.
"""
# ruff: noqa: T201 the lines it prints are what this program is for

from __future__ import annotations

import asyncio
import json
import os
import sys
import uuid
from collections.abc import AsyncIterator
from typing import Any

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NoAnswer
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

URL = os.environ.get("DESK_URL", "nats://127.0.0.1:4222")
SITE = os.environ.get("DESK_SITE", "HQ")
LOGIN = os.environ.get("DESK_LOGIN", "li")
PASSWORD = os.environ.get("DESK_PASSWORD")

STREAM = "DESK_EVENTS"
TRIES = 20
TRY_AGAIN = {"429", "503"}  # too busy, or without its database: nothing was changed

REPAIR = {
    "line": "repair",
    "form": {
        "reporter": "赵丽",
        "phone": "13987654321",
        "place": "5号楼1201",
        "problem": "厨房水龙头漏水",
        "by_department": "security",
        "chargeable": False,
    },
    "confirmed": True,
}


class Refused(Exception):
    """The service's problem document; nothing was changed."""


async def command(nc: Client, key: str, body: dict[str, Any]) -> Any:
    """Send a command until it is answered. The id stays the same, so it takes effect once however often it is sent."""
    subject = f"desk.{SITE}.cmd.{LOGIN}.{key}"
    data = json.dumps(body, ensure_ascii=False).encode()
    headers = {"Frontdesk-Command-Id": str(uuid.uuid4())}
    for _ in range(TRIES):
        try:
            answer = await nc.request(subject, data, timeout=5, headers=headers)
        except (NoRespondersError, NoAnswer):
            await asyncio.sleep(0.5)
            continue
        status = (answer.headers or {}).get("Nats-Service-Error-Code")
        if status is None:
            return json.loads(answer.data)
        if status not in TRY_AGAIN:
            raise Refused(json.loads(answer.data))
        await asyncio.sleep(0.5)
    raise TimeoutError(f"{key} was not answered {TRIES} times; it may be sent again with the same id")


async def events(js: JetStreamContext, consumer: str) -> AsyncIterator[Msg]:
    """Every event of the site, in order. The broker remembers how far this consumer has come."""
    pull = await js.pull_subscribe_bind(consumer, STREAM)
    while True:
        try:
            (msg,) = await pull.fetch(1, timeout=5)
        except NoAnswer:
            continue
        yield msg
        await msg.ack()


async def follow(nc: Client) -> None:
    js = nc.jetstream()
    consumer = f"{LOGIN}-{uuid.uuid4()}"
    # Made before the request exists, so that not even its first event can be missed.
    config = ConsumerConfig(
        name=consumer,
        durable_name=consumer,
        filter_subject=f"desk.{SITE}.evt.>",
        deliver_policy=DeliverPolicy.NEW,
        ack_policy=AckPolicy.EXPLICIT,
        inactive_threshold=3600,  # forgotten when unread for an hour
    )
    await js.add_consumer(STREAM, config)
    try:
        receipt = await command(nc, "intake.record_request", REPAIR)
        print("recorded", receipt["number"], flush=True)
        seen: set[str] = set()  # an acknowledgement may be lost, then the event comes again
        async for msg in events(js, consumer):
            headers = msg.headers or {}
            if headers.get("ce-subject") != receipt["number"] or headers["ce-id"] in seen:
                continue
            seen.add(headers["ce-id"])
            fact = msg.subject.split(".evt.")[1]
            print(headers["ce-time"], fact, "by", headers["ce-actor"], msg.data.decode(), flush=True)
            if fact == "intake.request.archived":
                return
    finally:
        await js.delete_consumer(STREAM, consumer)


async def main() -> int:
    login = {"user": LOGIN, "password": PASSWORD} if PASSWORD else {}
    # A login may listen to answers in its own inbox only.
    nc = await nats.connect(URL, name=f"follow-{LOGIN}", inbox_prefix=f"_INBOX.{LOGIN}", **login)
    try:
        await follow(nc)
    except Refused as refused:
        print("refused", refused, file=sys.stderr)
        return 1
    finally:
        await nc.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
