"""From a message on the wire to an item for the worker. Whatever cannot be read is refused here, before any
transaction, with a problem that names the place."""

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from chassis.aid import Aid
from chassis.ids import NewId
from chassis.items import Item, Kind, Outcome, Status
from chassis.subscribers import RecordFn, Route, Subscribers
from chassis.work import SYSTEM, Timer, Work
from contracts import subjects
from contracts.base import EVENTS, Command, Event, Query
from contracts.envelope import COMMAND_ID, MSG_ID, Envelope, read_envelope
from contracts.playbook import Playbooks
from contracts.problems import Invalid, NotFound, Problem, ProblemDocument, TooLarge, Unreadable

LONGEST_ID = 128
NUL = b"\\u0000"
BY_REQUEST = "send it as a request, which is stored nowhere"
Done = Callable[[Outcome], None]


class Undecodable(Exception):
    """An event or timer nobody can ever read: parked at once, with this reason."""


class Decoder:
    """Knows the messages of one service."""

    def __init__(self, on: Subscribers, playbooks: Playbooks, new_id: NewId, *, payload_limit: int) -> None:
        self._on = on
        self._playbooks = playbooks
        self._new_id = new_id
        self._payload_limit = payload_limit
        books = {site: playbooks.of(site) for site in playbooks.sites}
        self._wanted = {site: frozenset(on.wanted(book)) for site, book in books.items()}
        self._needed = frozenset(
            (site, key)
            for key, route in on.events.items()
            for site, book in books.items()
            if route.needed_by is not None and route.needed_by(book)
        )

    def request(self, subject: str, headers: Mapping[str, str] | None, body: bytes, done: Done) -> Item:
        """A command, boxed command or query. Raises Problem; of a boxed command only when its address is wrong,
        since nobody waits for the answer: what else is wrong with it is announced like any refusal."""
        headers = headers or {}
        address = self._address(subject)
        route = self._route(address)
        key = f"{address.service}.{address.name}"
        given = headers.get(COMMAND_ID) or headers.get(MSG_ID) or headers.get("ce-id") or ""
        if len(given) > LONGEST_ID:
            raise Invalid("the command id is too long", errors={COMMAND_ID: f"at most {LONGEST_ID} characters"})
        command_id = given or self._new_id()
        kind = Kind(address.kind) if address.kind == "box" else Kind.QUERY if address.kind == "qry" else Kind.COMMAND
        actor = str(address.actor)
        prepare = message = None
        try:
            self._check_type(headers, route.message)
            if kind is Kind.BOX and route.message.secret:
                raise Invalid("this command carries a secret and is not taken from the box", errors={"": BY_REQUEST})
            message = self._parse(route.message, body)
            run = partial(_call, route.function, message)
            if route.prepare is not None:
                prepare = partial(_prepare, route.prepare, message)
        except Problem as problem:
            if kind is not Kind.BOX:
                raise
            run = partial(_refuse, problem)
        return Item(
            kind=kind,
            label=address.pattern,
            site=address.site,
            actor=actor,
            id=f"{address.site}:{actor}:{command_id}" if given and kind is not Kind.QUERY else "",
            run=run,
            done=done,
            permission=f"qry.{key}" if kind is Kind.QUERY else key,
            digest=_digest(key, b"" if kind is not Kind.QUERY and route.message.secret else body),
            correlation_id=headers.get("ce-correlationid") or command_id,
            traceparent=headers.get("traceparent", ""),
            refusal=self._refusal(address.name, command_id) if kind is Kind.BOX else None,
            prepare=prepare,
            message=message,
            log={"site": address.site, "actor": actor},
        )

    def _route_of(self, key: str, site: str) -> Route[Event] | None:
        """The event's own subscriber, unless the site's playbook has no need of it."""
        route = self._on.events.get(key)
        if route is None or route.needed_by is None or (site, key) in self._needed:
            return route
        return None

    def knows(self, label: str) -> bool:
        """Whether a metrics label is one of this service's, so that strangers cannot make up new ones."""
        kind, _, rest = label.partition(".")
        name = rest.removeprefix(f"{self._on.service}.")
        if kind in ("cmd", "box"):
            return name in self._on.commands
        if kind == "qry":
            return name in self._on.queries
        return kind == "due" or rest in EVENTS

    def writes(self, subject: str, body: bytes) -> bool:
        """Whether a query leaves a trace and therefore goes through the worker. Raises Problem."""
        route = self._route(self._address(subject))
        return route.writes is not None and route.writes(self._parse(route.message, body))

    def event(self, subject: str, headers: Mapping[str, str] | None, body: bytes, done: Done) -> Item:
        """An event of any service. Raises Undecodable."""
        try:
            address = subjects.parse(subject)
            envelope = read_envelope(headers)
        except ValueError as error:
            raise Undecodable(str(error)) from error
        if address.site not in self._playbooks:
            raise Undecodable(f"site {address.site} is not served here")
        key = f"{address.service}.{address.name}"
        known = EVENTS.get(key)
        if known is not None and envelope.type != known.type_name():
            raise Undecodable(f"unknown version: {envelope.type}; this service reads {known.type_name()}")
        if NUL in body:
            raise Undecodable("a text contains the character NUL, which no database stores")
        try:
            raw = from_json(body)
            route = self._route_of(key, address.site)
            event = route.message.model_validate(raw, extra="ignore") if route else None
        except (ValueError, ValidationError) as error:
            raise Undecodable(f"body of {envelope.type} is not valid: {error}") from error
        recorders = []
        if self._on.recorder is not None and address.service in self._on.recorded_services:
            recorders.append(self._on.recorder)
        if self._on.hearer is not None and key in self._wanted[address.site]:
            recorders.append(self._on.hearer)
        return Item(
            kind=Kind.EVENT,
            label=address.pattern,
            site=address.site,
            actor=envelope.actor or SYSTEM,
            id=envelope.id if recorders or route is not None else "",
            run=partial(_take_event, recorders, envelope, raw, route, event),
            done=done,
            correlation_id=envelope.correlation_id,
            traceparent=envelope.traceparent,
            message=event,
            log={"site": address.site, "actor": envelope.actor, "request": envelope.subject},
        )

    def timer(self, subject: str, body: bytes, done: Done) -> Item:
        """A timer that fired. Raises Undecodable."""
        try:
            address = subjects.parse(subject)
            content = json.loads(body)
            timer_id, kind = content["timer"], content.get("kind")
        except (ValueError, KeyError, TypeError) as error:
            raise Undecodable(f"not a timer: {error}") from error
        if address.site not in self._playbooks or not isinstance(timer_id, str):
            raise Undecodable(f"not a timer of a site served here: {subject}")
        return Item(
            kind=Kind.TIMER,
            label=f"due.{address.service}",
            site=address.site,
            actor=SYSTEM,
            id=timer_id,
            run=_no_run,
            done=done,
            timer_id=timer_id,
            fire=self._fire,
            prepare=self._prepare_timer if self._may_need_preparation(kind) else None,
            log={"site": address.site},
        )

    def _may_need_preparation(self, kind: str | None) -> bool:
        """Schedules published by earlier releases do not name the kind."""
        known = self._on.timer_preparations
        return bool(known) and (kind is None or kind in known)

    async def _prepare_timer(self, timer: Timer | None, aid: Aid) -> Any:
        prepare = self._on.timer_preparations.get(timer.kind) if timer is not None else None
        return await prepare(timer, aid) if prepare is not None and timer is not None else None

    async def _fire(self, timer: Timer, work: Work) -> None:
        function = self._on.timers.get(timer.kind)
        if function is None:
            raise LookupError(f"no subscriber for timers of kind {timer.kind}")
        await function(timer, work)

    def _address(self, subject: str) -> subjects.Address:
        try:
            address = subjects.parse(subject)
        except ValueError as error:
            raise Unreadable(str(error), errors={"subject": "desk.<site>.cmd.<actor>.<service>.<action>"}) from error
        if address.site not in self._playbooks:
            raise NotFound(
                f"there is no site '{address.site}' here",
                errors={"subject": f"the site is one of {', '.join(self._playbooks.sites)}"},
                slug="unknown-site",
            )
        return address

    def _route(self, address: subjects.Address) -> Route[Any]:
        table: Mapping[str, Route[Any]] = self._on.queries if address.kind == "qry" else self._on.commands
        route = table.get(address.name)
        if route is None:
            kind = "view" if address.kind == "qry" else "command"
            raise NotFound(
                f"{address.service} has no {kind} '{address.name}'",
                errors={"subject": f"one of {', '.join(sorted(table))}"},
                slug=f"unknown-{kind}",
            )
        return route

    def _check_type(self, headers: Mapping[str, str], message: type[Command] | type[Query]) -> None:
        named = headers.get("ce-type")
        if named and named != message.type_name():
            raise Invalid(
                f"'{named}' is not understood here",
                errors={"ce-type": f"write {message.type_name()}"},
                slug="unknown-version",
            )

    def _parse(self, message: type[BaseModel], body: bytes) -> Any:
        if len(body) > self._payload_limit:
            raise TooLarge(
                f"{len(body)} bytes; at most {self._payload_limit}", errors={"": "send documents to the object store"}
            )
        if NUL in body:
            raise Invalid("a text contains the character NUL", errors={"": "take \\u0000 out"})
        try:
            return message.model_validate_json(body or b"{}")
        except ValidationError as error:
            errors = error.errors(include_url=False, include_context=False, include_input=False)
            if errors[0]["type"] == "json_invalid":
                raise Unreadable(
                    f"the body is not JSON: {errors[0]['msg']}", errors={"": "send one JSON object"}
                ) from error
            found = {".".join(map(str, e["loc"])): _say(e["type"], e["msg"], message) for e in errors}
            raise Invalid(f"{len(found)} field(s) are missing or wrong", errors=found) from error

    def _refusal(self, action: str, command_id: str) -> Callable[[ProblemDocument, Work], None] | None:
        announced = EVENTS.get(f"{self._on.service}.command.refused")
        if announced is None:
            return None

        def announce(problem: ProblemDocument, work: Work) -> None:
            values = {"action": action, "command_id": command_id, "problem": problem.model_dump(mode="json")}
            work.announce(announced.model_validate(values), number="")

        return announce


async def _call(function: Callable[[Any, Work], Any], message: Any, work: Work) -> Any:
    return await function(message, work)


async def _prepare(function: Callable[[Any, Aid], Awaitable[Any]], message: Any, _timer: Timer | None, aid: Aid) -> Any:
    return await function(message, aid)


async def _refuse(problem: Problem, _work: Work) -> Any:
    raise problem


async def _take_event(
    recorders: list[RecordFn],
    envelope: Envelope,
    raw: dict[str, Any],
    route: Route[Event] | None,
    event: Event | None,
    work: Work,
) -> None:
    for recorder in recorders:
        await recorder(envelope, raw, work)
    if route is not None:
        await route.function(event, work)


async def _no_run(work: Work) -> None:
    raise AssertionError("timers are fired, not run")


def _digest(key: str, body: bytes) -> str:
    return blake2b(key.encode() + b"\0" + body, digest_size=16).hexdigest()


def _say(kind: str, message: str, model: type[BaseModel]) -> str:
    if kind == "extra_forbidden":
        return f"unknown field; known are {', '.join(model.model_fields)}"
    if kind == "missing":
        return "required"
    return message.removeprefix("Value error, ")


def problem_outcome(problem: Problem) -> Outcome:
    """The outcome of a message that was refused before it reached a transaction."""
    document = problem.document()
    return Outcome(Status.REFUSED, document.model_dump_json(), document.status, document.title)
