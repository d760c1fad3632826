"""CloudEvents 1.0 in binary mode: the envelope is the headers, the body is the message's JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from contracts.base import Event

MSG_ID = "Nats-Msg-Id"
COMMAND_ID = "Frontdesk-Command-Id"
ERROR_CODE = "Nats-Service-Error-Code"
ERROR = "Nats-Service-Error"


class Envelope(NamedTuple):
    """Who said what, when and why. ``subject`` is the request's number, empty where there is none."""

    id: str
    type: str
    source: str
    time: datetime
    subject: str
    actor: str
    correlation_id: str
    causation_id: str
    traceparent: str = ""

    def headers(self) -> dict[str, str]:
        out = {
            "ce-specversion": "1.0",
            "ce-id": self.id,
            "ce-type": self.type,
            "ce-source": self.source,
            "ce-time": self.time.isoformat(),
            "ce-dataschema": f"frontdesk:schema:{self.type}",
            "ce-actor": self.actor,
            "ce-correlationid": self.correlation_id,
            "ce-causationid": self.causation_id,
            "content-type": "application/json",
            MSG_ID: self.id,
        }
        if self.subject:
            out["ce-subject"] = self.subject
        if self.traceparent:
            out["traceparent"] = self.traceparent
        return out


def read_envelope(headers: Mapping[str, str] | None) -> Envelope:
    """Read the headers of an event. Raises ValueError naming the missing or wrong header."""
    headers = headers or {}
    for name in ("ce-id", "ce-type", "ce-source", "ce-time"):
        if not headers.get(name):
            raise ValueError(f"header {name} is missing: events are CloudEvents 1.0 in binary mode")
    try:
        time = datetime.fromisoformat(headers["ce-time"])
    except ValueError:
        raise ValueError(f"header ce-time is not an RFC 3339 time: {headers['ce-time']!r}") from None
    if time.tzinfo is None:
        raise ValueError("header ce-time has no offset; write for example 2026-11-21T09:00:00+08:00")
    return Envelope(
        id=headers["ce-id"],
        type=headers["ce-type"],
        source=headers["ce-source"],
        time=time,
        subject=headers.get("ce-subject", ""),
        actor=headers.get("ce-actor", ""),
        correlation_id=headers.get("ce-correlationid", headers["ce-id"]),
        causation_id=headers.get("ce-causationid", ""),
        traceparent=headers.get("traceparent", ""),
    )


def source_of(event: type[Event]) -> str:
    return f"/frontdesk/{event.service}"
