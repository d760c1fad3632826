"""Every message has its one subscriber, and nothing is acknowledged before it is committed."""

import ast

import pytest

from chassis.asyncapi import definitions
from chassis.service import ServiceDefinition
from contracts.base import COMMANDS, EVENTS, QUERIES
from tests.architecture.source import called_names, sources

ALL = list(definitions())
each_service = pytest.mark.parametrize("definition", ALL, ids=[it.name for it in ALL])
JETSTREAM_OPTIONS = {"stream", "durable", "pull_sub", "config", "deliver_policy", "ack_policy", "ordered_consumer"}
HOME = "services/"


def _listens(name: str) -> bool:
    """Whether this file is a service's ``subscribers.py``, or in its package of that name."""
    return name.endswith("/subscribers.py") or "/subscribers/" in name


def _decorated(tree: ast.Module) -> list[ast.AsyncFunctionDef]:
    """The functions that ``on`` is told of."""
    functions = (node for node in tree.body if isinstance(node, ast.AsyncFunctionDef))
    return [it for it in functions if any(ast.unparse(one).startswith("on.") for one in it.decorator_list)]


@each_service
def test_each_command_and_view_of_a_service_has_its_subscriber(definition: ServiceDefinition):
    on = definition.subscribers
    commands = {command.action: command for command in COMMANDS.values() if command.service == definition.name}
    views = {query.view: query for query in QUERIES.values() if query.service == definition.name}

    assert {name: route.message for name, route in on.commands.items()} == commands
    assert {name: route.message for name, route in on.queries.items()} == views


@each_service
def test_subscribed_events_are_events_of_the_contracts(definition: ServiceDefinition):
    for key, route in definition.subscribers.events.items():
        assert EVENTS[key] is route.message


@each_service
def test_a_message_is_subscribed_to_in_subscribers_alone(definition: ServiceDefinition):
    every = list(sources(f"services/{definition.name}"))
    makers = [source.name for source in every if called_names(source.tree) & {"Subscribers"}]
    assert makers in ([f"{HOME}{definition.name}/{name}"] for name in ("subscribers.py", "subscribers/base.py"))
    decorated = [source.name for source in every if _decorated(source.tree)]
    assert decorated
    assert all(map(_listens, decorated)), decorated


@each_service
def test_a_subscriber_calls_one_handler_and_does_nothing_more(definition: ServiceDefinition):
    modules = [it for it in sources(f"services/{definition.name}") if _listens(it.name)]
    functions = [function for module in modules for function in _decorated(module.tree)]

    assert functions
    for function in functions:
        awaited = [node for node in ast.walk(function) if isinstance(node, ast.Await)]
        statements = function.body[1:] if ast.get_docstring(function) else function.body
        assert (len(statements), len(awaited)) == (1, 1), function.name


def test_consumers_are_made_in_one_place_and_acknowledge_by_hand():
    makers = [it for it in sources("chassis", "services") if called_names(it.tree) & {"ConsumerConfig", "add_consumer"}]

    assert [it.name for it in makers] == ["chassis/streams.py"]
    configs = [
        {word.arg: ast.unparse(word.value) for word in node.keywords}
        for node in ast.walk(makers[0].tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ConsumerConfig"
    ]
    assert [(it["ack_policy"], it["max_deliver"]) for it in configs] == [("AckPolicy.EXPLICIT", "-1")]


def test_faststream_serves_requests_only_never_a_stream():
    """Its default acknowledgement drops what failed; the chassis pulls and acknowledges by itself."""
    found = []
    for source in sources("chassis", "services"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "subscriber":
                found.append(source.name)
                assert not {word.arg for word in node.keywords} & JETSTREAM_OPTIONS, source.name
                assert ast.unparse(node.args[0]).startswith(("f'desk.*.cmd.", "f'desk.*.qry.")), source.name

    assert found == ["chassis/requests.py"] * 2


def test_nothing_else_subscribes_to_a_stream():
    for source in sources("chassis", "services"):
        assert not called_names(source.tree) & {"pull_subscribe", "pull_subscribe_bind", "NatsRouter", "NatsRoute"}
