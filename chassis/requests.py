"""Commands and views by request-reply: FastStream subscribers in the service's queue group; any replica answers."""

import asyncio
import logging
from functools import partial
from typing import Any

import nats.errors
from faststream.nats import NatsBroker, NatsMessage
from faststream.security import SASLPlaintext
from nats.aio.client import Client
from nats.aio.msg import Msg

from chassis.decode import Decoder, problem_outcome
from chassis.items import Outcome, Status
from chassis.logs import broker_logger, get_logger
from chassis.outgoing import Outgoing
from chassis.preparing import Preparing
from chassis.settings import Settings
from chassis.tally import Tally
from chassis.transactions import Transactions, allow
from chassis.worker import Worker
from contracts import envelope
from contracts.problems import Busy, Problem, Unavailable

log = get_logger(__name__)

BACKLOG_LIMIT = 20_000
PREPARING_LIMIT = 6_000
TOO_MANY = "more commands than this service can take at the moment; send the same command again"
VIEWS_AT_ONCE = 16
RECONNECT: dict[str, Any] = {
    "max_reconnect_attempts": -1,
    "reconnect_time_wait": 0.25,
    "pending_size": 16 * 1024 * 1024,
}


class Requests:
    """What is asked of one service and wants an answer."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        decoder: Decoder,
        worker: Worker,
        preparing: Preparing,
        transactions: Transactions,
        tally: Tally,
        outgoing: Outgoing,
    ) -> None:
        self._name = name
        self._settings = settings
        self._decoder = decoder
        self._worker = worker
        self._preparing = preparing
        self._transactions = transactions
        self._tally = tally
        self._outgoing = outgoing
        self._asking = asyncio.Semaphore(VIEWS_AT_ONCE)
        self._client: Client | None = None
        self._broker: NatsBroker | None = None

    async def start(self, client: Client) -> None:
        """Listen. Answers go out on ``client``."""
        settings, self._client = self._settings, client
        password = settings.nats_password.get_secret_value() if settings.nats_password else None
        login: dict[str, Any] = {}
        if settings.nats_user:
            login["security"] = SASLPlaintext(username=settings.nats_user, password=password or "")
        if settings.nats_creds:
            login["user_credentials"] = str(settings.nats_creds)
        broker = NatsBroker(
            settings.nats_url.split(","),
            name=f"frontdesk-{self._name}-requests",
            logger=broker_logger(),
            log_level=logging.DEBUG,
            apply_types=False,
            **RECONNECT,
            **login,
        )

        async def command(message: NatsMessage) -> None:
            self._take_command(message.raw_message)

        async def view(message: NatsMessage) -> None:
            self._outgoing.spawn(self._answer_query(message.raw_message))

        options: dict[str, Any] = {"parser": _unparsed, "decoder": _as_it_came, "no_reply": True}
        broker.subscriber(f"desk.*.cmd.*.{self._name}.*", self._name, **options)(command)
        broker.subscriber(f"desk.*.qry.*.{self._name}.*", self._name, **options)(view)
        self._broker = broker
        connection = await broker.connect()
        await broker.start()
        await subscriptions_known(connection)

    async def stop(self) -> None:
        if self._broker is not None:
            await self._broker.stop()

    def _take_command(self, msg: Msg) -> None:
        done = partial(self._reply, msg)
        try:
            if self._worker.backlog > BACKLOG_LIMIT:
                raise Busy(TOO_MANY)
            item = self._decoder.request(msg.subject, msg.headers, msg.data, done)
            if item.prepare is not None and self._preparing.backlog > PREPARING_LIMIT:
                raise Busy(TOO_MANY)
            self._preparing.submit(item)
        except Problem as problem:
            self._tally.count(msg.subject, Status.REFUSED)
            done(problem_outcome(problem))

    async def _answer_query(self, msg: Msg) -> None:
        done = partial(self._reply, msg)
        try:
            if self._decoder.writes(msg.subject, msg.data):
                self._worker.submit(self._decoder.request(msg.subject, msg.headers, msg.data, done))
                return
            item = self._decoder.request(msg.subject, msg.headers, msg.data, done)
            limit = asyncio.timeout(self._settings.command_timeout)
            async with self._asking, limit, self._transactions.database.read() as store:
                work = await self._transactions.reading(item, store)
                allow(work, item.permission)
                result = await item.run(work)
            self._tally.count(msg.subject, Status.OK)
            done(Outcome(Status.OK, result.model_dump_json() if result is not None else "{}"))
        except Problem as problem:
            self._tally.count(msg.subject, Status.REFUSED)
            done(problem_outcome(problem))
        except Exception:
            log.exception("view failed", subject=msg.subject)
            self._tally.count(msg.subject, Status.FAILED)
            done(
                problem_outcome(
                    Unavailable("the view cannot be read at the moment; the reason is in the service's log")
                )
            )

    def _reply(self, msg: Msg, outcome: Outcome) -> None:
        if msg.reply:
            headers = None
            if outcome.code != 200:
                headers = {envelope.ERROR_CODE: str(outcome.code), envelope.ERROR: outcome.title}
            self._outgoing.post(self._publish_reply(msg.reply, outcome.reply.encode(), headers))

    async def _publish_reply(self, subject: str, body: bytes, headers: dict[str, str] | None) -> None:
        assert self._client is not None
        try:
            await self._client.publish(subject, body, headers=headers)
        except nats.errors.Error as error:
            log.warning("answer not sent; the same command id gets it again", error=repr(error))


async def subscriptions_known(client: Client) -> None:
    """Return when the server knows the subscriptions made so far.

    nats-py's ping overtakes what it has still to write, so the answer to the first says only that this is written now.
    """
    await client.flush()
    await client.flush()


async def _unparsed(msg: Msg) -> NatsMessage:
    """The ids are the chassis's business; FastStream would draw two random ones for every message."""
    msg._ackd = True  # core messages know no acknowledgement
    return NatsMessage(msg, msg.data, headers=msg.headers or {}, message_id="-", correlation_id="-")


async def _as_it_came(message: NatsMessage) -> NatsMessage:
    """Decoding is the chassis's own, after the size check."""
    return message
