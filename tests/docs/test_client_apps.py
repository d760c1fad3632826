"""The two programs of docs/client-apps.md, run as a reader would run them: a login of their own, a real desk."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.dispatch import OrderRouted, TakeStep
from contracts.roster import RegisterStaff
from frontdesk.logins import SERVICES_LOGIN, authorization_block, passwords_for
from tests.stack import Stack

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "examples"
PASSWORDS = passwords_for(["li", "stranger"])
STAFF = {
    "li": (["clerk"], "desk"),
    "sun": (["engineering_supervisor"], "engineering"),
    "liu": (["technician"], "engineering"),
}
WHOLE_STORY = [
    "intake.request.recorded",
    "intake.request.confirmed",
    "dispatch.order.routed",
    "dispatch.order.assigned",
    "dispatch.order.arrived",
    "dispatch.order.completed",
    "dispatch.order.verified",
    "followup.follow_up.completed",
    "intake.request.closed",
    "intake.request.archived",
]
NO_NETWORK = ("ENOTFOUND", "ECONNREFUSED", "EAI_AGAIN", "ETIMEDOUT", "ENETUNREACH")

Program = Callable[[str], Any]


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """All five services behind a broker that knows each login; whoever names none is a service or this test."""
    folder = tmp_path_factory.mktemp("client-apps")
    stack = Stack("one", f"sqlite+aiosqlite:///{folder}/{{service}}.db", folder, {"HQ": "property-desk"})
    stack.server.authorization = authorization_block(PASSWORDS, ["HQ"]) + f'\nno_auth_user: "{SERVICES_LOGIN}"'
    await stack.start()
    for actor, (roles, department) in STAFF.items():
        await stack.client.send("admin", RegisterStaff(actor=actor, name=actor, roles=roles, department=department))
    await stack.settle()
    yield stack
    await stack.stop()


@pytest.fixture(scope="module")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that starts the JavaScript program, its packages installed."""
    return _install(tmp_path_factory.mktemp("javascript"))


def _install(folder: Path) -> list[str]:
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed, so the JavaScript program cannot be run")
    for name in ("package.json", "follow_request.mjs"):
        shutil.copy(EXAMPLES / name, folder)
    command = ["npm", "install", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode and any(code in done.stderr for code in NO_NETWORK):
        pytest.skip("npm cannot reach its registry, so the JavaScript program cannot be run")
    assert done.returncode == 0, done.stderr
    return ["node", str(folder / "follow_request.mjs")]


@pytest.fixture(params=["python", "javascript"])
def program(request: pytest.FixtureRequest, stack: Stack) -> Program:
    """Starts the program under a login."""
    if request.param == "python":
        command = [sys.executable, str(EXAMPLES / "follow_request.py")]
    else:
        command = request.getfixturevalue("javascript")

    async def start(login: str) -> asyncio.subprocess.Process:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONIOENCODING": "utf-8",
            "DESK_URL": stack.server.url,
            "DESK_LOGIN": login,
            "DESK_PASSWORD": PASSWORDS[login],
        }
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(*command, env=environment, stdout=pipe, stderr=pipe)

    return start


@pytest.mark.parametrize("broker_restarts", [False, True])
async def test_a_client_app_follows_a_repair_to_its_end(program: Program, stack: Stack, broker_restarts: bool) -> None:
    app = await program("li")
    try:
        async with asyncio.timeout(60):
            first = (await app.stdout.readline()).decode().split()
            if first[:1] != ["recorded"]:
                pytest.fail((await app.stderr.read()).decode())
            if broker_restarts:
                await stack.server.kill()
                await stack.server.start()
            await _repair(stack, first[1])
            said, complaints = (part.decode() for part in await app.communicate())
    finally:
        if app.returncode is None:
            app.kill()
    assert app.returncode == 0, complaints
    facts = [line.split()[1] for line in said.splitlines()]
    assert sorted(facts) == sorted(WHOLE_STORY)
    assert facts[-1] == "intake.request.archived"
    assert facts.index("dispatch.order.routed") < facts.index("dispatch.order.assigned")
    assert "by sun" in next(line for line in said.splitlines() if "order.assigned" in line)
    assert "赵丽" not in said, "events carry personal data masked"


async def test_a_client_app_is_refused_with_a_problem(program: Program) -> None:
    app = await program("stranger")
    async with asyncio.timeout(30):
        said, complaints = (part.decode() for part in await app.communicate())
    assert app.returncode == 1, complaints
    assert "403" in complaints
    assert said == ""


async def _repair(stack: Stack, number: str) -> None:
    """What the other roles do, each under their own name."""
    client = stack.client
    await client.wait_for(OrderRouted, number=number)
    steps = [("sun", "assigned", {"assignee": "liu"}), ("liu", "on_site", {}), ("liu", "completed", {})]
    for actor, step, records in [*steps, ("li", "verified", {})]:
        await client.send(actor, TakeStep(number=number, step=step, records=records), patience=30)


@pytest.mark.parametrize("name", ["follow_request.py", "follow_request.mjs", "package.json"])
def test_the_guide_shows_the_programs_as_they_are(name: str) -> None:
    guide = (DOCS / "client-apps.md").read_text(encoding="utf-8")
    shown = re.search(rf"^<!-- examples/{re.escape(name)} -->\n```\w+\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    assert shown is not None, f"client-apps.md does not show {name}"
    assert shown[1] == (EXAMPLES / name).read_text(encoding="utf-8")
