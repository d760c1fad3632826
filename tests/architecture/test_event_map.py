"""Where is X handled? has one answer, and the written map gives it."""

from pathlib import Path
from typing import get_args

import pytest

from chassis.asyncapi import definitions
from chassis.event_map import FILE, main, render
from contracts.base import EVENTS, SERVICES
from contracts.playbook.grammar import Announcement
from tests.architecture.source import ROOT, called_names, sources

ALL = list(definitions())


def test_the_map_is_what_the_code_says():
    assert (ROOT / FILE).read_text(encoding="utf-8") == render(ALL), "run: python -m chassis.event_map --write"


def test_every_handler_in_the_map_is_a_file_with_that_function():
    text = render(ALL)
    links = {part.partition(")")[0] for part in text.split("](")[1:]}

    assert links
    assert [link for link in links if not (ROOT / "docs" / link).is_file()] == []


def test_a_stale_map_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)
    assert main(["--check"]) == 1
    assert main(["--write"]) == 0
    assert main(["--check"]) == 0

    (tmp_path / FILE).write_text("# Event map\n", encoding="utf-8")

    assert main(["--check"]) == 1
    assert "stale: docs/event-map.md" in capsys.readouterr().out


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_announces_only_its_own_events(service: str):
    foreign = {event.__name__ for event in EVENTS.values() if event.service != service}

    made = {it.name: called_names(it.tree) & foreign for it in sources(f"services/{service}")}

    assert {name: events for name, events in made.items() if events} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_every_event_of_a_service_is_announced_somewhere(service: str):
    """By its class, or named by a playbook's step; the refusal of boxed commands is announced by the chassis."""
    text = "\n".join(it.text for it in sources(f"services/{service}"))
    elsewhere = {"command.refused", *get_args(Announcement)}
    own = {event.__name__ for event in EVENTS.values() if event.service == service and event.fact not in elsewhere}

    assert [name for name in sorted(own) if name not in text] == []
