"""A desk with one line that a test makes up: the property desk's people, and steps and deadlines of its own."""

from pathlib import Path
from typing import Any

import yaml

from contracts.playbook import Playbooks, shipped
from tests.dispatch.desk import people
from tests.harness import Desk

TITLE = {"zh": "步骤", "en": "Step"}


def line(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    last = {"name": "verified", "by": ["clerk"], "announces": "order.verified"}
    return {
        "title": TITLE,
        "form": {"reporter": "person!", "place": "text!", "problem": "text!", "phone": "phone", "wish": "time"},
        "route": {"to": "'engineering'"},
        "severities": ["minor", "serious"],
        "steps": [{"title": TITLE, **s} for s in [*steps, last]],
        "hold_causes": {"dnd": {"title": {"zh": "请勿打扰", "en": "Do not disturb"}}},
        **more,
    }


def book_of(
    *steps: dict[str, Any], version: int = 1, book: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """``book`` replaces parts of the playbook, ``more`` parts of its only line."""
    raw: dict[str, Any] = yaml.safe_load(shipped()["property-desk"].read_text(encoding="utf-8"))
    return raw | {"lines": {"repair": line(*steps, **more)}, "version": version} | (book or {})


def write(raw: dict[str, Any], folder: Path) -> str:
    path = folder / f"desk{raw['version']}.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return str(path)


async def started(desk_for: Any, raw: dict[str, Any], folder: Path) -> Desk:
    desk: Desk = people(await desk_for("dispatch", write(raw, folder)))
    await desk.run_start()
    return desk


def use(desk: Desk, raw: dict[str, Any], folder: Path) -> None:
    """From now on the desk works with another playbook, as after a restart."""
    desk.playbooks._by_site = Playbooks({"HQ": write(raw, folder)})._by_site
