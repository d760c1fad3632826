"""The AsyncAPI 3 documents: whole, consistent, and what the code says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chassis.asyncapi import definitions, document, stale
from chassis.service import ServiceDefinition
from contracts import subjects
from contracts.base import EVENTS

ROOT = Path(__file__).parents[2]
ALL = list(definitions())
DOCUMENTS = {definition.name: document(definition) for definition in ALL}
COMPONENT_KEY = re.compile(r"^[\w\d.\-_]+$")

each_service = pytest.mark.parametrize("definition", ALL, ids=[it.name for it in ALL])


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    if isinstance(node, list):
        for value in node:
            yield from nodes(value)


def at(found: dict[str, Any], pointer: str) -> Any:
    assert pointer.startswith("#/"), pointer
    for part in pointer[2:].split("/"):
        found = found[part]
    return found


@each_service
def test_every_reference_leads_somewhere(definition: ServiceDefinition):
    doc = DOCUMENTS[definition.name]
    references = [node["$ref"] for node in nodes(doc) if isinstance(node.get("$ref"), str)]

    assert references
    for reference in references:
        assert at(doc, reference), reference


@each_service
def test_every_channel_has_an_address_and_declares_its_parameters(definition: ServiceDefinition):
    for key, channel in DOCUMENTS[definition.name]["channels"].items():
        if key == "replies":
            assert channel["address"] is None
            continue
        assert set(re.findall(r"{(\w+)}", channel["address"])) == set(channel["parameters"]), key
        assert channel["messages"], key


@each_service
def test_addresses_are_the_public_subjects(definition: ServiceDefinition):
    for key, channel in DOCUMENTS[definition.name]["channels"].items():
        if channel["address"] is None:
            continue
        address = subjects.parse(channel["address"].replace("{site}", "HQ").replace("{actor}", "li"))
        assert key.startswith(address.kind)
        assert address.kind == "evt" or address.service == definition.name


@each_service
def test_operations_use_messages_of_their_own_channel(definition: ServiceDefinition):
    doc = DOCUMENTS[definition.name]
    for key, operation in doc["operations"].items():
        assert operation["action"] in {"send", "receive"}, key
        for part in (operation, operation.get("reply", operation)):
            prefix = part["channel"]["$ref"] + "/messages/"
            assert part["messages"], key
            assert all(message["$ref"].startswith(prefix) for message in part["messages"]), key


@each_service
def test_requests_are_answered_with_the_result_or_a_problem(definition: ServiceDefinition):
    doc = DOCUMENTS[definition.name]
    for key, operation in doc["operations"].items():
        is_request = key.startswith(("receive.cmd.", "receive.qry."))
        assert is_request == ("reply" in operation), key
        if is_request:
            asked = operation["messages"][0]["$ref"].rpartition("/")[2]
            answers = [message["$ref"].rpartition("/")[2] for message in operation["reply"]["messages"]]
            assert answers == [f"{asked}.result", "problem"]


@each_service
def test_everything_subscribed_and_announced_is_in_it(definition: ServiceDefinition):
    on, operations = definition.subscribers, DOCUMENTS[definition.name]["operations"].keys()

    boxed = [name for name, route in on.commands.items() if not route.message.secret]
    assert {f"receive.cmd.{name}" for name in on.commands} <= operations
    assert {name for name in operations if name.startswith("receive.box.")} == {f"receive.box.{it}" for it in boxed}
    assert {f"receive.qry.{name}" for name in on.queries} <= operations
    assert {f"receive.evt.{key}" for key in on.events} <= operations
    own = {f"send.evt.{key}" for key in EVENTS if key.startswith(f"{definition.name}.")}
    assert {key for key in operations if key.startswith("send.")} == own


@each_service
def test_every_message_shows_an_example_but_problems_and_timers(definition: ServiceDefinition):
    messages = DOCUMENTS[definition.name]["components"]["messages"]

    assert {name for name, message in messages.items() if "examples" not in message} <= {"problem", "timer"}


@each_service
def test_component_keys_are_allowed_ones(definition: ServiceDefinition):
    doc = DOCUMENTS[definition.name]

    assert doc["asyncapi"] == "3.0.0"
    assert doc["info"]["title"]
    assert doc["info"]["version"]
    assert doc["info"]["description"]
    for kind in doc["components"].values():
        assert [key for key in kind if not COMPONENT_KEY.match(key)] == []


@each_service
def test_messages_and_schemas_are_all_used(definition: ServiceDefinition):
    doc = DOCUMENTS[definition.name]
    used = {node["$ref"] for node in nodes(doc) if isinstance(node.get("$ref"), str)}

    defined = {f"#/components/{kind}/{key}" for kind, them in doc["components"].items() for key in them}
    assert defined - used <= {"#/components/schemas/Timer"}


def test_the_written_documents_are_what_the_code_says():
    assert stale(ROOT, ALL) == [], "run: python -m chassis.asyncapi --write"
