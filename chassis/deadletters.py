"""Messages given up on: parked with the reason, listed, shown, replayed or dropped."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from chassis.columns import to_micros
from chassis.publisher import JetStreamPublisher, Message
from contracts import subjects


@dataclass(frozen=True)
class DeadLetter:
    """``sequence`` names it on the command line."""

    sequence: int
    service: str
    site: str
    reason: str
    detail: str
    subject: str
    headers: dict[str, str]
    body: bytes
    parked_at: datetime

    def public(self) -> dict[str, Any]:
        return asdict(self) | {"body": self.body.decode(errors="replace"), "parked_at": self.parked_at.isoformat()}


async def park(publisher: JetStreamPublisher, service: str, msg: Msg, reason: str, detail: str) -> None:
    """Store the message in DESK_DEAD. Raises PublishError when the broker does not confirm."""
    try:
        site = subjects.parse(msg.subject).site
    except ValueError:
        site = "UNKNOWN"
    document = {
        "reason": reason,
        "detail": detail[:2000],
        "subject": msg.subject,
        "headers": dict(msg.headers or {}),
        "body": base64.b64encode(msg.data).decode(),
        "parked_at": datetime.now(UTC).isoformat(),
    }
    sequence = msg.metadata.sequence.stream
    msg_id = f"dead-{service}-{msg.metadata.stream}-{sequence}-{to_micros(datetime.now(UTC)) // 60_000_000}"
    letter = Message(subjects.dead(site, service), json.dumps(document).encode(), {"Nats-Msg-Id": msg_id})
    await publisher.publish(letter)


def read(sequence: int, subject: str, data: bytes) -> DeadLetter:
    document = json.loads(data)
    address = subjects.parse(subject)
    return DeadLetter(
        sequence=sequence,
        service=address.service,
        site=address.site,
        reason=document["reason"],
        detail=document["detail"],
        subject=document["subject"],
        headers=document["headers"],
        body=base64.b64decode(document["body"]),
        parked_at=datetime.fromisoformat(document["parked_at"]),
    )


async def letters(js: JetStreamContext) -> AsyncIterator[DeadLetter]:
    """All parked messages, oldest first."""
    state = (await js.stream_info(subjects.DEAD_STREAM)).state
    sequence = state.first_seq
    while state.messages and sequence <= state.last_seq:
        try:
            raw = await js.get_msg(subjects.DEAD_STREAM, seq=sequence, next=True, subject="desk.*.dead.>")
        except NotFoundError:
            return
        assert raw.seq is not None
        yield read(raw.seq, raw.subject or "", raw.data or b"")
        sequence = raw.seq + 1


async def letter(js: JetStreamContext, sequence: int) -> DeadLetter:
    """One parked message. Raises nats.js.errors.NotFoundError."""
    raw = await js.get_msg(subjects.DEAD_STREAM, seq=sequence)
    return read(sequence, raw.subject or "", raw.data or b"")


async def replay(js: JetStreamContext, dead: DeadLetter) -> None:
    """Publish the original message again and drop the letter. An event goes back as it was: services that have
    handled it drop it by its id, the one that parked it takes it up."""
    headers = {k: v for k, v in dead.headers.items() if not k.startswith("Nats-")}
    await js.publish(dead.subject, dead.body, headers=headers or None)
    await drop(js, dead.sequence)


async def drop(js: JetStreamContext, sequence: int) -> None:
    await js.delete_msg(subjects.DEAD_STREAM, sequence)
