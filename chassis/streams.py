"""The four streams and the consumers on them: created, updated, checked. Safe when several processes do it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from contracts.subjects import BOX_STREAM, DEAD_STREAM, EVENTS_STREAM, TIME_STREAM

if TYPE_CHECKING:
    from nats.js import JetStreamContext

    from chassis.settings import Settings

DUPLICATE_WINDOW_SECONDS = 20.0
"""How long the server remembers message ids. It covers the relay's next try; later copies are dropped by the inbox.
At 1,000 requests a second the server's default of two minutes held half a million ids, a third of its memory."""
SECONDS_A_DAY = 86_400.0
NAME_IN_USE = 10058
# What this module decides. Placement, size limits and the like stay as an operator has set them.
OWNED = (
    "description",
    "subjects",
    "retention",
    "storage",
    "discard",
    "max_age",
    "num_replicas",
    "duplicate_window",
    "allow_msg_schedules",
)


class StreamError(RuntimeError):
    """A stream or consumer cannot be made what it must be; the message says why and what to do."""


@dataclass(frozen=True)
class StreamSpec:
    """One stream as data."""

    name: str
    description: str
    subjects: tuple[str, ...]
    work_queue: bool = False
    keeps_for_retention: bool = False
    schedules: bool = False

    def config(self, *, replicas: int, retention_days: int) -> StreamConfig:
        """The configuration for the server."""
        return StreamConfig(
            name=self.name,
            description=self.description,
            subjects=list(self.subjects),
            retention=RetentionPolicy.WORK_QUEUE if self.work_queue else RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            # A queue that an operator has bounded must refuse new work, not forget accepted work; the server knows
            # no such mode for schedules, so the stream of timers must stay unbounded.
            discard=DiscardPolicy.NEW if self.work_queue and not self.schedules else DiscardPolicy.OLD,
            max_age=retention_days * SECONDS_A_DAY if self.keeps_for_retention else 0,
            num_replicas=replicas,
            duplicate_window=DUPLICATE_WINDOW_SECONDS,
            allow_msg_schedules=self.schedules,
        )


STREAMS: tuple[StreamSpec, ...] = (
    StreamSpec(EVENTS_STREAM, "What happened at each desk", ("desk.*.evt.>",), keeps_for_retention=True),
    StreamSpec(BOX_STREAM, "Commands stored until their service has handled them", ("desk.*.box.>",), work_queue=True),
    StreamSpec(
        TIME_STREAM, "Timers, and what they fire", ("desk.*.at.>", "desk.*.due.>"), work_queue=True, schedules=True
    ),
    StreamSpec(DEAD_STREAM, "Messages given up on, kept until removed by hand", ("desk.*.dead.>",)),
)


@dataclass(frozen=True)
class Finding:
    """One line of ``frontdesk doctor``: what was looked at, whether it is well, what was seen, what to do."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


async def ensure_streams(js: JetStreamContext, settings: Settings) -> None:
    """Create the four streams, or bring them to these settings; does nothing when they are right already.

    Raises StreamError when a stream of that name exists and cannot be changed into what is needed.
    """
    for spec in STREAMS:
        await _ensure_stream(js, _wanted(spec, settings))


async def ensure_consumer(
    js: JetStreamContext,
    stream: str,
    durable: str,
    filter_subjects: Sequence[str],
    ack_wait: float,
    max_ack_pending: int,
) -> None:
    """Create or update a durable pull consumer that acknowledges each message by itself.

    ``ack_wait`` is in seconds. Delivery is repeated without limit: the chassis counts attempts, since only it can
    store a dead letter before it lets go of the message. On a work queue no two consumers may share a subject.
    Raises StreamError when the server refuses.
    """
    config = ConsumerConfig(
        name=durable,
        durable_name=durable,
        filter_subjects=list(filter_subjects),
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ack_wait,
        max_deliver=-1,
        max_ack_pending=max_ack_pending,
    )
    try:
        await js.add_consumer(stream, config)
    except APIError as error:
        raise StreamError(f"consumer {durable} on {stream}: {error.description}") from error


async def check_streams(js: JetStreamContext, settings: Settings | None = None) -> list[Finding]:
    """What ``frontdesk doctor`` says of JetStream and each stream.

    With ``settings`` the streams are compared with them too; without, replicas and retention are left out.
    """
    try:
        account = await js.account_info()
    except (APIError, NatsError, TimeoutError) as error:
        remedy = "start nats-server 2.14 or newer with JetStream enabled for this login"
        return [Finding("jetstream", ok=False, detail=_said(error), remedy=remedy)]
    found = [Finding("jetstream", ok=True, detail=f"{account.streams} streams, {account.storage} bytes stored")]
    return found + [await _check_stream(js, spec, settings) for spec in STREAMS]


async def _ensure_stream(js: JetStreamContext, wanted: StreamConfig) -> None:
    name = str(wanted.name)
    try:
        present = (await js.stream_info(name)).config
    except NotFoundError:
        present = await _create(js, wanted)
    if not _differences(present, wanted):
        return
    try:
        changed = present.evolve(**{field: getattr(wanted, field) for field in OWNED})
        present = (await js.update_stream(changed)).config
    except APIError as error:
        raise StreamError(
            f"stream {name} cannot be changed: {error.description}; when it holds nothing of value, delete it with "
            f"'nats stream rm {name}' and start again"
        ) from error
    # An old server takes a configuration and silently drops what it does not know.
    if ignored := _differences(present, wanted):
        raise StreamError(f"stream {name}: the server ignores {', '.join(ignored)}; use nats-server 2.14 or newer")


async def _create(js: JetStreamContext, wanted: StreamConfig) -> StreamConfig:
    try:
        return (await js.add_stream(wanted)).config
    except APIError as error:
        if error.err_code != NAME_IN_USE:
            raise StreamError(f"stream {wanted.name} cannot be created: {error.description}") from error
        # Another process was faster, with other settings.
        return (await js.stream_info(str(wanted.name))).config


async def _check_stream(js: JetStreamContext, spec: StreamSpec, settings: Settings | None) -> Finding:
    try:
        info = await js.stream_info(spec.name)
    except NotFoundError:
        return Finding(spec.name, ok=False, detail="does not exist", remedy="start any service, which creates it")
    except (APIError, NatsError, TimeoutError) as error:
        return Finding(spec.name, ok=False, detail=_said(error), remedy="look at the nats-server log")
    wanted = _wanted(spec, settings) if settings else spec.config(replicas=0, retention_days=0)
    differing = _differences(info.config, wanted)
    if settings is None:
        differing = [field for field in differing if field not in {"num_replicas", "max_age"}]
    if differing:
        shown = ", ".join(f"{field} is {getattr(info.config, field)!r}" for field in differing)
        return Finding(spec.name, ok=False, detail=shown, remedy="start any service, which brings it up to date")
    return Finding(spec.name, ok=True, detail=f"{info.state.messages} messages, {info.state.bytes} bytes")


def _wanted(spec: StreamSpec, settings: Settings) -> StreamConfig:
    return spec.config(replicas=settings.stream_replicas, retention_days=settings.event_retention_days)


def _differences(present: StreamConfig, wanted: StreamConfig) -> list[str]:
    return [field for field in OWNED if _plain(getattr(present, field)) != _plain(getattr(wanted, field))]


def _plain(value: object) -> object:
    """Enumerations come back from the server as text, unset switches as None."""
    return getattr(value, "value", value) or None


def _said(error: Exception) -> str:
    return str(getattr(error, "description", None) or error or type(error).__name__)
