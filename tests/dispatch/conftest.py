"""Small desks made for one test: the property desk's people with other lines."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.playbook import shipped
from tests.dispatch.desk import people
from tests.harness import Desk

DeskOf = Callable[..., Awaitable[Desk]]


@pytest.fixture
def desk_of(desk_for, tmp_path: Path) -> DeskOf:
    """``await desk_of({"repair": line(...)}, digests={...})``: a desk with these lines; once more is a replica."""

    async def make(lines: dict[str, Any], **more: Any) -> Desk:
        book = yaml.safe_load(shipped()["property-desk"].read_text(encoding="utf-8")) | more
        book["lines"] = lines
        path = tmp_path / "desk.yaml"
        path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
        desk = people(await desk_for("dispatch", str(path)))
        await desk.run_start()
        return desk

    return make
