"""The commands, as somebody would type them, against a broker with the toy service behind it."""

import asyncio
import json
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chassis.app import ServiceApp
from chassis.embedded import EmbeddedNats
from contracts import subjects
from contracts.base import COMMANDS, QUERIES
from frontdesk.cli import app
from frontdesk.client import DeskClient

Cli = Callable[..., Awaitable[Result]]
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def cli(server: EmbeddedNats, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setenv("FRONTDESK_NATS_URL", server.url)
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path))
    return typed


async def typed(*words: str, answer: str | None = None) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, list(words), answer)


def open_drawer(name: str) -> list[str]:
    return ["send", "cashdesk.open_drawer", "--as", "li", f"drawer={name}", "counted=100.00 CNY"]


async def test_send_and_ask(toy: ServiceApp, cli: Cli) -> None:
    sent = await cli(*open_drawer("front"))
    assert (sent.exit_code, sent.stdout.strip()) == (0, "cashdesk.open_drawer: done")
    asked = await cli("ask", "cashdesk.drawer", "--as", "li", "drawer=front")
    assert asked.exit_code == 0
    assert "drawer         front" in asked.stdout
    as_json = await cli("ask", "cashdesk.drawer", "--as", "li", "drawer=front", "--json")
    assert json.loads(as_json.stdout)["open"] is True


async def test_the_same_command_id_is_done_once(toy: ServiceApp, cli: Cli, client: DeskClient) -> None:
    for _ in range(2):
        assert (await cli(*open_drawer("once"), "--command-id", "c-1", "--json")).exit_code == 0
    asked = await client.ask("li", {"drawer": "once"}, key="cashdesk.drawer")
    assert asked.opening_float.amount * 100 == 1


async def test_a_refusal_names_every_field_and_the_exit_code_is_1(toy: ServiceApp, cli: Cli) -> None:
    refused = await cli("send", "cashdesk.open_drawer", "--as", "li", "drawr=front")
    assert refused.exit_code == 1
    assert "Not valid (422)" in refused.stderr
    assert "unknown field; known are drawer" in refused.stderr
    as_json = await cli("send", "cashdesk.open_drawer", "--as", "li", "drawr=front", "--json")
    assert as_json.exit_code == 1
    assert {error["path"] for error in json.loads(as_json.stdout)["errors"]} == {"drawer", "counted", "drawr"}


async def test_box_stores_and_says_under_which_id(toy: ServiceApp, cli: Cli, client: DeskClient) -> None:
    stored = await cli(*open_drawer("boxed"), "--box", "--json")
    async with client.events("desk.HQ.evt.cashdesk.>", since="all") as events:
        assert (await events.next(5)).envelope.correlation_id == json.loads(stored.stdout)["command_id"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["send", "cashdesk.open_drawr", "--as", "li"], 2, "did you mean cashdesk.open_drawer"),
        (["send", "cashdesk.open_drawer", "drawer=a"], 2, "--as is missing"),
        (["send", "cashdesk.open_drawer", "--as", "li", "front"], 2, "'front' is not key=value"),
        (["send"], 2, "frontdesk send --list"),
        (["send", "intake.add_note", "--as", "li", "text=x"], 3, "no service answers for intake"),
        (["ask", "cashdesk.drawer", "--as", "nobody", "drawer=a"], 1, "Not allowed (403)"),
        (["ask", "cashdesk.drawer", "--as", "li", "drawer=a", "--site", "XX"], 1, "there is no site 'XX'"),
        (["ask", "cashdesk.drawer", "--as", "li", "--url", "nats://127.0.0.1:9"], 3, "frontdesk up"),
        (["tail", "--since", "yesterday"], 2, "--since all"),
        (["dead", "show", "7"], 1, "there is no dead letter 7"),
        (["dead", "replay"], 2, "name one SEQ, or --all"),
        (["logins", "Li"], 2, "lower-case letters"),
        (["logins", "frontdesk"], 2, "the services' own login"),
        (["logins", "li", "--site", "hq"], 2, "capital letters"),
        (["serve", "kitchen"], 2, "one of intake, dispatch"),
        (["db", "current", "--service", "kitchen"], 2, "one of intake, dispatch"),
        (["playbook", "show", "moon-desk"], 2, "no such playbook"),
    ],
)
async def test_what_cannot_be_done_is_said_with_the_next_step(
    toy: ServiceApp, cli: Cli, words: list[str], code: int, said: str
) -> None:
    result = await cli(*words)
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert result.exit_code == code


async def test_tail_shows_one_line_an_event(toy: ServiceApp, cli: Cli) -> None:
    await cli(*open_drawer("front"))
    lines = (
        await cli("tail", "--site", "HQ", "--service", "cashdesk", "--since", "10m", "--no-follow")
    ).stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("09:00:00 cashdesk drawer.opened")
    assert "drawer front · opening float 100.00 CNY" in lines[0]
    as_json = await cli("tail", "--request", "front", "--since", "all", "--no-follow", "--json")
    document = json.loads(as_json.stdout)
    assert (document["type"], document["actor"]) == ("frontdesk.cashdesk.drawer.opened.v1", "li")


async def test_dead_letters_are_listed_shown_dropped_and_replayed(
    toy: ServiceApp, cli: Cli, client: DeskClient
) -> None:
    event = subjects.event("HQ", "intake.request.noted")
    assert (await cli("dead", "list")).stdout.strip() == "No dead letters."
    for body in (b"no json", b"{}"):
        await client.js.publish(event, body)
    letters = await two_letters(cli)
    assert [letter["body"] for letter in letters] == ["no json", "{}"]
    assert "ce-id is missing" in (await cli("dead", "list")).stdout
    assert "no json" in (await cli("dead", "show", "1")).stdout
    assert (await cli("dead", "drop", "1", answer="n\n")).exit_code == 1
    assert (await cli("dead", "drop", "1", answer="y\n")).exit_code == 0
    assert [letter["sequence"] for letter in json.loads((await cli("dead", "list", "--json")).stdout)] == [2]
    async with client.events(event) as events:
        assert (await cli("dead", "replay", "--all", "--yes", "--json")).stdout.split() == [
            "{",
            '"replayed":',
            "[",
            "2",
            "]",
            "}",
        ]
        async with asyncio.timeout(5):
            await events.advance()


async def two_letters(cli: Cli) -> list[dict[str, object]]:
    async with asyncio.timeout(10):
        while len(found := json.loads((await cli("dead", "list", "--json")).stdout)) < 2:
            pass
    return list(found)


async def test_lists_and_fields_of_messages(cli: Cli) -> None:
    assert set(json.loads((await cli("send", "--list", "--json")).stdout)) == set(COMMANDS)
    assert set(json.loads((await cli("ask", "--list", "--json")).stdout)) == set(QUERIES)
    listed = (await cli("send", "--list")).stdout
    assert all(key in listed for key in COMMANDS)
    fields = (await cli("send", "intake.record_request", "--fields", "line=repair")).stdout
    assert "happened_at" in fields
    assert "报修人 Reporter" in fields


async def test_logins_are_a_block_for_nats_server(cli: Cli, tmp_path: Path) -> None:
    block = (await cli("logins", "li", "wang", "--site", "HQ", "--site", "BJ")).stdout
    async with EmbeddedNats(tmp_path / "other", authorization=block) as guarded:
        password = json_password(block, "wang")
        async with await DeskClient.connect(guarded.url, "BJ", "wang", password) as wang:
            assert wang.nats.is_connected


def json_password(block: str, login: str) -> str:
    return block.split(f'user: "{login}", password: "')[1].split('"', maxsplit=1)[0]


async def test_playbooks_are_listed_and_shown(cli: Cli) -> None:
    assert "property-desk" in json.loads((await cli("playbook", "list", "--json")).stdout)
    shown = (await cli("playbook", "show", "property-desk")).stdout
    for part in ("维修 Repair", "工程主管 Engineering supervisor", "20m of routed", "1.00 CNY", "复印 A4 Copy A4"):
        assert part in shown


async def test_databases_are_brought_up_to_date(cli: Cli) -> None:
    assert (await cli("db", "current", "--service", "intake")).exit_code == 1
    upgraded = json.loads((await cli("db", "upgrade", "--service", "intake", "--json")).stdout)
    current = await cli("db", "current", "--service", "intake", "--json")
    assert current.exit_code == 0
    assert json.loads(current.stdout)["intake"]["revision"] == upgraded["intake"]


async def test_the_doctor_says_what_is_missing_and_how_to_mend_it(toy: ServiceApp, cli: Cli) -> None:
    result = await cli("doctor", "--json")
    found = {finding["name"]: finding for finding in json.loads(result.stdout)}
    assert result.exit_code == 1
    assert all(found[name]["ok"] for name in ("broker", "jetstream", "DESK_EVENTS", "clocks", "dead letters"))
    assert found["DESK_BOX/cashdesk"]["ok"]
    assert found["DESK_EVENTS/cashdesk"]["detail"].startswith("its subjects are not those of this version")
    assert found["DESK_EVENTS/intake"]["remedy"] == "start the service, which creates it: intake"
    assert found["database intake"]["remedy"].startswith("'frontdesk db upgrade --service intake'")
    assert "FRONTDESK_FINGERPRINT_KEY" in found["fingerprint key"]["remedy"]


async def test_the_doctor_without_a_broker(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_NATS_URL", "nats://127.0.0.1:9")
    result = await cli("doctor")
    assert result.exit_code == 1
    assert "cannot reach the broker at nats://127.0.0.1:9" in result.stdout


@pytest.mark.parametrize(
    "words",
    [[], ["up"], ["send"], ["ask"], ["report"], ["tail"], ["doctor"], ["logins"], ["serve"], ["dead"], ["db"]],
)
async def test_help_shows_an_example(words: list[str]) -> None:
    result = await typed(*words, "--help")
    assert result.exit_code == 0
    assert not words or f"frontdesk {words[0]}" in result.stdout.split("Example")[1]


def test_the_console_script_is_this_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"frontdesk": "frontdesk.cli:main"}
