"""Playbooks: the shipped ones are in order, and a broken one is named by file, path and remedy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.playbook import PlaybookError, Playbooks, find, load, shipped
from contracts.playbook.load import validate

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def raw() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(find("property-desk").read_text(encoding="utf-8"))
    return loaded


def step(book: dict[str, Any], line: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(it for it in book["lines"][line]["steps"] if it["name"] == name)
    return found


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_playbook_is_in_order(name: str) -> None:
    assert load(find(name)).playbook == name


BREAKS: list[tuple[str, Change, str, str]] = [
    ("an unknown key", lambda b: b.update(colour="red"), "colour", "unknown key"),
    ("a missing key", lambda b: b.pop("currency"), "currency", "is missing"),
    ("an unknown role", lambda b: b["desk_roles"].append("butler"), "desk_roles", "unknown role 'butler'"),
    (
        "an unknown head",
        lambda b: b["departments"]["desk"].update(head="butler"),
        "departments.desk.head",
        "unknown role",
    ),
    (
        "an unknown signer",
        lambda b: step(b, "repair", "on_site").update(by=["butler"]),
        "lines.repair.steps.1.by.0",
        "unknown role 'butler'",
    ),
    (
        "steps that wait for each other",
        lambda b: step(b, "repair", "assigned").update(after=["completed"]),
        "lines.repair.steps",
        "wait for each other",
    ),
    (
        "two steps of one name",
        lambda b: step(b, "repair", "completed").update(name="on_site"),
        "lines.repair.steps",
        "same name",
    ),
    (
        "an order that nobody verifies",
        lambda b: step(b, "repair", "verified").pop("announces"),
        "lines.repair.steps",
        "order.verified",
    ),
    (
        "an unknown gate",
        lambda b: step(b, "repair", "verified").update(requires=["moon.full"]),
        "lines.repair.steps.5.requires.0",
        "unknown gate",
    ),
    (
        "a deadline from no moment",
        lambda b: step(b, "repair", "on_site")["deadline"].update(of="lunch"),
        "lines.repair.steps.1.deadline.of",
        "unknown moment",
    ),
    (
        "an escalation to nobody",
        lambda b: step(b, "repair", "on_site")["deadline"]["else"][0].update(escalate="butler"),
        "lines.repair.steps.1.deadline.else.0.escalate",
        "unknown role",
    ),
    (
        "a duration without a unit",
        lambda b: step(b, "repair", "on_site")["deadline"].update(within="20"),
        "lines.repair.steps.1.deadline.within",
        "20m",
    ),
    (
        "a condition that is not CEL",
        lambda b: step(b, "repair", "quoted").update(when="form.chargeable &&"),
        "lines.repair.steps.2.when",
        "",
    ),
    (
        "personal data told to a signer",
        lambda b: step(b, "flight", "courier_in").update(tells={"name": "form.name"}),
        "lines.flight.steps.3.tells.name",
        "personal data",
    ),
    (
        "two plans of one name",
        lambda b: b["lines"]["repair"]["follow_up"].append(b["lines"]["repair"]["follow_up"][0]),
        "lines.repair.follow_up",
        "a name of its own",
    ),
    (
        "satisfaction off the scale",
        lambda b: b["lines"]["repair"]["follow_up"][0].update(satisfied_at=9),
        "lines.repair.follow_up.0.satisfied_at",
        "outside the scale",
    ),
    (
        "a price in fractions of a cent",
        lambda b: b["prices"]["copy_a4"].update(amount={"amount": "1.005", "currency": "CNY"}),
        "prices.copy_a4.amount",
        "",
    ),
    (
        "a price in another currency",
        lambda b: b["prices"]["copy_a4"].update(amount={"amount": "1.00", "currency": "USD"}),
        "prices.copy_a4.amount",
        "currency is CNY",
    ),
    (
        "no reason why there is no receipt",
        lambda b: b["prices"]["copy_a4"].pop("no_receipt_reason"),
        "prices.copy_a4.no_receipt_reason",
        "say why",
    ),
    (
        "overlapping windows",
        lambda b: b["calendar"].update(open={"mon-sun": ["08:00-12:00", "11:00-15:00"]}),
        "calendar",
        "overlap",
    ),
    ("no open hour at all", lambda b: b["calendar"].update(open={"mon-sun": []}), "calendar", "open"),
]


@pytest.mark.parametrize(("change", "path", "says"), [b[1:] for b in BREAKS], ids=[b[0] for b in BREAKS])
def test_what_is_wrong_is_named_with_file_path_and_remedy(
    raw: dict[str, Any], change: Change, path: str, says: str
) -> None:
    change(raw)
    with pytest.raises(PlaybookError) as caught:
        validate("desk.yaml", raw)
    named = [(place, message) for place, message in caught.value.problems if place.startswith(path)]
    assert named, caught.value.problems
    assert any(says in message for _, message in named), named
    assert f"desk.yaml: {named[0][0]}: " in str(caught.value)


def test_what_is_not_yaml_is_named_by_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_text("playbook: x\nlines: {a: b,, c}\n", encoding="utf-8")
    with pytest.raises(PlaybookError, match=r"desk\.yaml:2:14: not YAML: "):
        load(file)


def test_an_unknown_name_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="property-desk"):
        find("property-disk")
    with pytest.raises(PlaybookError, match="cannot be read"):
        load(tmp_path / "nowhere.yaml")


def test_an_own_folder_comes_before_the_shipped_playbooks(tmp_path: Path, raw: dict[str, Any]) -> None:
    raw["version"] = 7
    (tmp_path / "property-desk.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    assert Playbooks({"HQ": "property-desk"}, [tmp_path]).of("HQ").version == 7
