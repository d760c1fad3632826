"""Speaking with a desk: commands, views and events over NATS, as any client app would.

    client = await DeskClient.connect("nats://127.0.0.1:4222", site="HQ")
    receipt = await client.send("li", RecordRequest(line="repair", form={...}))
    request = await client.ask("li", GetRequest(number=receipt.number))
    async with client.events(since="all") as events:
        async for received in events: ...
    await client.close()

A refusal raises ``RemoteProblem`` with the status, text and field errors that the service sent.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

import nats.errors
import nats.js.errors
from nats.aio.client import Client
from pydantic import BaseModel, ValidationError

import contracts.cashdesk
import contracts.dispatch
import contracts.followup
import contracts.intake
import contracts.roster  # noqa: F401 each module registers its messages
from chassis.ids import new_id
from contracts import subjects
from contracts.base import COMMANDS, QUERIES, Command, Event, Query
from contracts.envelope import COMMAND_ID, ERROR_CODE, MSG_ID
from contracts.intake import AttachmentReceipt
from contracts.problems import Forbidden, Invalid, Problem, ProblemDocument, Unavailable
from frontdesk import attachments
from frontdesk.event_stream import EventStream, Received, Since

__all__ = ["DeskClient", "EventStream", "Received", "RemoteProblem", "Since"]

EventT = TypeVar("EventT", bound=Event)
AGAIN = 0.25
RECONNECT: dict[str, Any] = {"connect_timeout": 2, "max_reconnect_attempts": -1, "reconnect_time_wait": 0.1}


class RemoteProblem(Problem):
    """A refusal that came back from a service; nothing was changed."""

    def __init__(self, document: ProblemDocument) -> None:
        errors = {error.path: error.message for error in document.errors}
        super().__init__(document.detail, errors=errors, slug=document.type.removeprefix("frontdesk:problem:"))
        self.title = document.title
        self.status = document.status


class DeskClient:
    """One connection. ``site`` is the default of every call."""

    def __init__(self, client: Client, site: str, timeout: float) -> None:
        self.nats = client
        self.js = client.jetstream(timeout=timeout)
        self.site = site
        self._timeout = timeout
        self._denials: dict[str, asyncio.Future[None]] = {}

    @classmethod
    async def connect(
        cls,
        url: str = "nats://127.0.0.1:4222",
        site: str = "HQ",
        user: str | None = None,
        password: str | None = None,
        *,
        creds: str | None = None,
        name: str = "frontdesk-client",
        timeout: float = 5.0,  # noqa: ASYNC109 default of each later call
    ) -> Self:
        """``timeout`` is how many seconds each answer may take.

        Raises Unavailable when the broker cannot be reached, Forbidden when it does not know the login.
        """
        client = Client()
        self = cls(client, site, timeout)
        login: dict[str, Any] = {"user": user, "password": password} if user else {}
        if creds:
            login["user_credentials"] = creds
        if user:
            login["inbox_prefix"] = subjects.inbox_prefix(user)
        servers = url.split(",")
        failures: asyncio.Queue[Exception] = asyncio.Queue()

        async def on_error(error: Exception) -> None:
            failures.put_nowait(error)
            self._denied(str(error))

        async def all_failed() -> Exception:
            return [await failures.get() for _ in servers][-1]

        connecting = asyncio.ensure_future(
            client.connect(servers=servers, name=name, error_cb=on_error, **RECONNECT, **login)
        )
        # nats-py tries for ever; whoever types a command wants to know at once.
        failing = asyncio.ensure_future(all_failed())
        await asyncio.wait({connecting, failing}, return_when=asyncio.FIRST_COMPLETED)
        failed = failing.result() if failing.done() else connecting.exception()
        failing.cancel()
        if failed is not None:
            connecting.cancel()
            await asyncio.wait({connecting})
            raise _no_connection(url, failed) from failed
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        if not self.nats.is_closed:
            await self.nats.close()

    # ------------------------------------------------------------------ commands and views
    async def send(
        self,
        actor: str,
        command: Command | Mapping[str, Any],
        command_id: str | None = None,
        *,
        key: str | None = None,
        site: str | None = None,
        patience: float = 0.0,
    ) -> Any:
        """Send a command on behalf of ``actor``; the command's result model.

        A mapping needs ``key`` (``intake.record_request``) and goes out as it is. Without an answer the same command is
        sent again, with the same id, for ``patience`` seconds; the same id never has a second effect.
        Raises RemoteProblem; Unavailable when no service answered; Forbidden when the broker refuses the login.
        """
        key, body = _key_and_body(command, key)
        subject = subjects.command(site or self.site, actor, key)
        answer = await self._request(subject, body, {COMMAND_ID: command_id or new_id()}, patience)
        return _result(COMMANDS, key, answer)

    async def ask(
        self,
        actor: str,
        query: Query | Mapping[str, Any],
        *,
        key: str | None = None,
        site: str | None = None,
        patience: float = 0.0,
    ) -> Any:
        """Ask for a view; the query's result model. Raises as ``send`` does."""
        key, body = _key_and_body(query, key)
        answer = await self._request(subjects.query(site or self.site, actor, key), body, None, patience)
        return _result(QUERIES, key, answer)

    async def box(
        self,
        actor: str,
        command: Command | Mapping[str, Any],
        command_id: str | None = None,
        *,
        key: str | None = None,
        site: str | None = None,
    ) -> str:
        """Store a command for when its service is there; the command's id, which the outcome's events carry as
        correlation id. Raises Unavailable when the broker has not stored it, Invalid for one that carries a secret."""
        key, body = _key_and_body(command, key)
        known = COMMANDS.get(key)
        if known is not None and known.secret:
            raise Invalid(f"{key} carries a secret, which must not be stored", errors={"": "send it as a request"})
        command_id = command_id or new_id()
        headers = {COMMAND_ID: command_id, MSG_ID: f"{actor}-{command_id}"}
        site = site or self.site
        await self._stored(subjects.box(site, actor, key), body, headers)
        return command_id

    # ------------------------------------------------------------------ files
    async def attach(
        self, actor: str, number: str, path: Path, title: str | None = None, *, media_type: str | None = None
    ) -> AttachmentReceipt:
        """Upload a file and keep it with a request; ``title`` defaults to its name, ``media_type`` to what the name
        says. Raises Invalid for what the desk does not take, else as ``send`` does."""
        return await attachments.attach(self, actor, number, path, title, media_type)

    async def fetch_attachment(self, actor: str, number: str, attachment_id: str) -> bytes:
        """The content of an attachment. Raises NotFound, else as ``ask`` does."""
        return (await attachments.fetch(self, actor, number, attachment_id))[1]

    # ------------------------------------------------------------------ events
    def events(
        self, subject_filter: str | None = None, *, since: Since = None, number: str | None = None
    ) -> EventStream:
        """Events of this site (or of ``subject_filter``), from now on or from ``since``; see EventStream."""
        return EventStream(self.nats, self.js, subject_filter or f"{subjects.ROOT}.{self.site}.evt.>", since, number)

    async def wait_for(
        self,
        event: type[EventT],
        *,
        number: str | None = None,
        where: Callable[[EventT], bool] | None = None,
        since: Since = "all",
        timeout: float = 10.0,  # noqa: ASYNC109 says which event was missing, which asyncio.timeout cannot
    ) -> EventT:
        """The first such event, also one from before the call. Raises TimeoutError naming what did not come."""
        try:
            async with self.events(subjects.event(self.site, event.key()), since=since, number=number) as stream:
                async with asyncio.timeout(timeout):
                    async for received in stream:
                        if isinstance(received.event, event) and (where is None or where(received.event)):
                            return received.event
        except TimeoutError:
            pass
        raise TimeoutError(f"no {event.key()} for {number or 'any request'} within {timeout} s")

    # ------------------------------------------------------------------ the wire
    async def _request(self, subject: str, body: bytes, headers: dict[str, str] | None, patience: float) -> Any:
        loop = asyncio.get_running_loop()
        limit = loop.time() + patience
        while True:
            try:
                return await self._request_once(subject, body, headers)
            except Unavailable:
                if loop.time() >= limit:
                    raise
            await asyncio.sleep(AGAIN)

    async def _request_once(self, subject: str, body: bytes, headers: dict[str, str] | None) -> Any:
        service = subject.split(".")[4]
        try:
            answer = await self._unless_denied(
                subject, self.nats.request(subject, body, self._timeout, headers=headers)
            )
        except nats.errors.NoRespondersError:
            raise Unavailable(f"no service answers for {service}; is it running?", slug="no-service") from None
        except (nats.errors.Error, TimeoutError) as error:
            said = f"no answer within {self._timeout:g} s" if isinstance(error, TimeoutError) else str(error)
            raise Unavailable(f"{service}: {said}; the same command id may be sent again", slug="no-answer") from error
        if answer.headers and ERROR_CODE in answer.headers:
            raise _remote(answer.data, answer.headers)
        return json.loads(answer.data)

    async def _stored(self, subject: str, body: bytes, headers: dict[str, str]) -> None:
        try:
            await self._unless_denied(subject, self.js.publish(subject, body, headers=headers))
        except (nats.js.errors.Error, nats.errors.Error, TimeoutError) as error:
            said = getattr(error, "description", None) or str(error) or type(error).__name__
            raise Unavailable(f"the broker has not stored the command: {said}", slug="not-stored") from error

    async def _unless_denied(self, subject: str, work: Any) -> Any:
        """The broker answers a forbidden publish on a side channel only; without this a denial looks like silence."""
        denial = self._denials.setdefault(subject, asyncio.get_running_loop().create_future())
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, denial}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise Forbidden(f"the broker does not let this login publish on {subject}", slug="not-your-subject")
            return task.result()
        finally:
            task.cancel()
            self._denials.pop(subject, None)

    def _denied(self, said: str) -> None:
        if "permissions violation" in said.lower():
            for subject, denial in self._denials.items():
                if f'"{subject.lower()}"' in said.lower() and not denial.done():
                    denial.set_result(None)


def _no_connection(url: str, error: BaseException) -> Problem:
    said = str(error).removeprefix("nats: ").strip("'") or type(error).__name__
    if "authorization" in said.lower():
        return Forbidden(f"the broker at {url} refuses this login: {said}", slug="login-refused")
    return Unavailable(f"cannot reach the broker at {url}: {said}", slug="no-broker")


def _key_and_body(message: Command | Query | Mapping[str, Any], key: str | None) -> tuple[str, bytes]:
    if isinstance(message, BaseModel):
        return key or message.key(), message.model_dump_json(exclude_unset=True).encode()
    if key is None:
        raise TypeError("a mapping needs key, for example key='intake.record_request'")
    return key, json.dumps(message, ensure_ascii=False, default=str).encode()


def _result(table: Mapping[str, type[Command]] | Mapping[str, type[Query]], key: str, answer: Any) -> Any:
    known = table.get(key)
    return known.result.model_validate(answer) if known is not None else answer


def _remote(body: bytes, headers: Mapping[str, str]) -> RemoteProblem:
    try:
        return RemoteProblem(ProblemDocument.model_validate_json(body))
    except ValidationError:
        status = int(headers[ERROR_CODE])
        title = headers.get("Nats-Service-Error", "Refused")
        return RemoteProblem(
            ProblemDocument(
                type="frontdesk:problem:unknown", title=title, status=status, detail=body.decode(errors="replace")
            )
        )
