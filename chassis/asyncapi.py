"""The AsyncAPI 3 document of a service, from its subscriptions and the contracts.

Usage::

    python -m chassis.asyncapi --write    # docs/asyncapi/<service>.json, all five
    python -m chassis.asyncapi --check    # exit code 1 when one of them is not what the code says
"""

import importlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import contracts
from chassis.asyncapi_parts import EVENT_HEADERS, PARAMETERS, REPLY_HEADERS, REQUEST_HEADERS, TIMER_PAYLOAD
from chassis.service import ServiceDefinition
from contracts.base import EVENTS, SERVICES, Command, Event, Query
from contracts.problems import ProblemDocument

Document = dict[str, Any]
Asked = type[Command] | type[Query]
Mode = Literal["validation", "serialization"]
FOLDER = Path("docs") / "asyncapi"
SAMPLES = Path(contracts.__file__ or "").parent / "samples"
REPLIES = "replies"
PROBLEM = "problem"
TIMER = "timer"


def document(definition: ServiceDefinition) -> Document:
    """The AsyncAPI 3.0 document of one service: what it receives, answers and announces, with examples."""
    for service in SERVICES:
        importlib.import_module(f"contracts.{service}")
    return _Writer(definition).document()


class _Writer:
    def __init__(self, definition: ServiceDefinition) -> None:
        self.name = definition.name
        on = definition.subscribers
        self.commands: list[type[Command]] = [route.message for _, route in sorted(on.commands.items())]
        self.queries: list[type[Query]] = [route.message for _, route in sorted(on.queries.items())]
        self.asked: list[Asked] = [*self.commands, *self.queries]
        every = {*on.events, *(key for key, event in EVENTS.items() if event.service in on.recorded_services)}
        self.received: list[type[Event]] = [EVENTS[key] for key in sorted(every)]
        self.announced = [event for _, event in sorted(EVENTS.items()) if event.service == self.name]
        self.has_timers = bool(on.timers)
        self.channels: Document = {}
        self.operations: Document = {}
        self.messages: Document = {}

    def document(self) -> Document:
        self._schemas()
        for command in self.commands:
            self._request(command, "cmd", command.action)
            if not command.secret:
                self._request(command, "box", command.action)
        for query in self.queries:
            self._request(query, "qry", query.view)
        for event in self.announced:
            self._event(event, "send")
        for event in self.received:
            self._event(event, "receive")
        if self.has_timers:
            self._timers()
        self._replies()
        return {
            "asyncapi": "3.0.0",
            "id": f"urn:frontdesk:{self.name}",
            "info": {
                "title": f"Frontdesk {self.name}",
                "version": "1.0.0",
                "description": _text(importlib.import_module(f"contracts.{self.name}")),
            },
            "defaultContentType": "application/json",
            "channels": self.channels,
            "operations": self.operations,
            "components": {"messages": self.messages, "schemas": self.schemas, "parameters": PARAMETERS},
        }

    def _schemas(self) -> None:
        models: dict[tuple[type[BaseModel], Mode], None] = dict.fromkeys((it, "validation") for it in self.asked)
        results = [it.result for it in self.asked]
        read: list[type[BaseModel]] = [*self.announced, *self.received, *results, ProblemDocument]
        models |= dict.fromkeys((it, "serialization") for it in read)
        self.references, defined = models_json_schema(list(models), ref_template="#/components/schemas/{model}")
        own = {"EventHeaders": EVENT_HEADERS, "RequestHeaders": REQUEST_HEADERS, "ReplyHeaders": REPLY_HEADERS}
        self.schemas: Document = defined["$defs"] | own | {"Timer": TIMER_PAYLOAD}

    def _replies(self) -> None:
        names = [PROBLEM]
        self._message(PROBLEM, ProblemDocument, "serialization", "ReplyHeaders", None)
        for message in self.asked:
            names.append(f"{message.type_name()}.result")
            sample = _sample(message, f"result.{_short(message)}")
            self._message(names[-1], message.result, "serialization", "ReplyHeaders", sample)
        self.channels[REPLIES] = {
            "address": None,
            "description": "The request's reply subject: the result, or a problem after which nothing was changed.",
            "messages": {name: _component(name) for name in names},
        }

    def _request(self, message: Asked, kind: str, short: str) -> None:
        word = "query" if kind == "qry" else "command"
        name = message.type_name()
        self._message(name, message, "validation", "RequestHeaders", _sample(message, f"{word}.{short}"))
        channel = f"{kind}.{short}"
        self._channel(channel, f"desk.{{site}}.{kind}.{{actor}}.{self.name}.{short}", name)
        operation = self._operation("receive", channel, name, _text(message))
        if kind == "box":
            operation["description"] = "From JetStream. The outcome is announced as an event, a refusal too."
        else:
            answers = [{"$ref": f"#/channels/{REPLIES}/messages/{it}"} for it in (f"{name}.result", PROBLEM)]
            operation["reply"] = {"channel": {"$ref": f"#/channels/{REPLIES}"}, "messages": answers}
            operation["bindings"] = {"nats": {"queue": self.name, "bindingVersion": "0.1.0"}}

    def _event(self, event: type[Event], action: str) -> None:
        name = event.type_name()
        if name not in self.messages:
            self._message(name, event, "serialization", "EventHeaders", _sample(event, f"event.{event.fact}"))
            self._channel(f"evt.{event.key()}", f"desk.{{site}}.evt.{event.key()}", name)
        self._operation(action, f"evt.{event.key()}", name, _text(event))

    def _timers(self) -> None:
        self.messages[TIMER] = {"name": TIMER, "title": "Timer", "payload": {"$ref": "#/components/schemas/Timer"}}
        self._channel("due", f"desk.{{site}}.due.{self.name}", TIMER)
        self._operation("receive", "due", TIMER, "A timer of this service fell due.")

    def _channel(self, key: str, address: str, message: str) -> None:
        named = [name for name in PARAMETERS if f"{{{name}}}" in address]
        parameters = {name: {"$ref": f"#/components/parameters/{name}"} for name in named}
        self.channels[key] = {"address": address, "parameters": parameters, "messages": {message: _component(message)}}

    def _operation(self, action: str, channel: str, message: str, summary: str) -> Document:
        made: Document = {"action": action, "channel": {"$ref": f"#/channels/{channel}"}}
        if summary:
            made["summary"] = summary.partition("\n")[0]
        made["messages"] = [{"$ref": f"#/channels/{channel}/messages/{message}"}]
        self.operations[f"{action}.{channel}"] = made
        return made

    def _message(self, name: str, model: type[BaseModel], mode: Mode, headers: str, sample: Document | None) -> None:
        made: Document = {
            "name": name,
            "title": model.__name__,
            "headers": {"$ref": f"#/components/schemas/{headers}"},
            "payload": self.references[(model, mode)],
        }
        if sample is not None:
            made["examples"] = [{"name": "golden", "payload": sample}]
        self.messages[name] = made


def definitions() -> Iterator[ServiceDefinition]:
    """The five services."""
    for service in SERVICES:
        yield importlib.import_module(f"services.{service}.main").definition


def rendered(definition: ServiceDefinition) -> str:
    """The text of ``docs/asyncapi/<service>.json``."""
    return json.dumps(document(definition), ensure_ascii=False, indent=2) + "\n"


def stale(root: Path, services: Iterable[ServiceDefinition]) -> list[str]:
    """Names of the services whose written document differs from the code."""
    return [it.name for it in services if _written(root / FOLDER / f"{it.name}.json") != rendered(it)]


def _written(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _component(message: str) -> Document:
    return {"$ref": f"#/components/messages/{message}"}


def _short(message: Asked) -> str:
    return message.action if issubclass(message, Command) else message.view


def _sample(message: type[Event] | Asked, name: str) -> Document | None:
    file = SAMPLES / message.service / f"{name}.v{message.version}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def _text(thing: Any) -> str:
    """The docstring of its own, not of a parent class."""
    return (vars(thing).get("__doc__") or "").strip()


def main(arguments: Sequence[str]) -> int:
    root = Path.cwd()
    if list(arguments) == ["--check"]:
        found = stale(root, definitions())
        sys.stdout.writelines(f"stale: {FOLDER / name}.json\n" for name in found)
        return int(bool(found))
    if list(arguments) == ["--write"]:
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
        for definition in definitions():
            (root / FOLDER / f"{definition.name}.json").write_text(rendered(definition), encoding="utf-8")
        return 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
