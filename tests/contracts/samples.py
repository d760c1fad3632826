"""The messages of the contracts and where the golden sample of each lies."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from contracts.base import COMMANDS, EVENTS, QUERIES, SERVICES

for _service in SERVICES:
    importlib.import_module(f"contracts.{_service}")

SAMPLES = Path(__file__).parents[2] / "contracts" / "samples"


def messages() -> Iterator[tuple[Path, type[BaseModel]]]:
    """Each message with its sample's path; a command or query is followed by its result."""
    for event in EVENTS.values():
        yield SAMPLES / event.service / f"event.{event.fact}.v{event.version}.json", event
    for command in COMMANDS.values():
        yield SAMPLES / command.service / f"command.{command.action}.v{command.version}.json", command
        yield SAMPLES / command.service / f"result.{command.action}.v{command.version}.json", command.result
    for query in QUERIES.values():
        yield SAMPLES / query.service / f"query.{query.view}.v{query.version}.json", query
        yield SAMPLES / query.service / f"result.{query.view}.v{query.version}.json", query.result


def sample(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
