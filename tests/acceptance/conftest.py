"""A desk of its own for every acceptance test, on one shared installation a topology and database.

The tests speak only through the broker. ``desk`` is a fresh site with its people; time stands at 09:00 until moved.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.desk import PEOPLE, Desk, People, Recorder
from tests.conftest import service_databases
from tests.stack import Stack

TOPOLOGIES = ["one-sqlite", "one-postgres", "replicas-sqlite", "replicas-postgres"]
ONE_EACH = {
    "test_bad_input": "one-sqlite replicas-postgres",
    "information_relay": "one-sqlite",
    "product_care": "one-sqlite",
    "hotel_housekeeping": "one-postgres",
    "furniture_store": "one-postgres",
    "telecom_hall": "one-sqlite",
    "workshop": "one-postgres",
}
"""The property desk runs everywhere; each other desk on one, and only its tests marked ``everywhere`` on all."""
ALONE = frozenset(
    {
        "test_accounts",
        "test_call_list",
        "test_care_calls",
        "test_findings",
        "test_group_watch",
        "test_hot_topics",
        "test_key_accounts",
        "test_meetings",
        "test_month_roster",
        "test_quota",
        "test_retention_offers",
        "test_written_opinions",
    }
)
"""Files whose tests leap over days and months: each has an installation of its own with as many sites as it has tests,
since with every leap the recurring work of all sites falls due."""
TOGETHER = {"telecom_hall": "hall"}
"""Folders whose other files share one installation, kept apart for the same reason."""
WORKSHOP = str(Path(__file__).parent / "workshop" / "workshop.yaml")
SITES = {
    "property-desk": 100,
    "information-relay": 50,
    "product-care": 50,
    "hotel-housekeeping": 60,
    "furniture-store": 70,
    "telecom-hall": 12,
    WORKSHOP: 65,
}
ELSEWHERE = 12
"""Sites of a desk on the topologies that only its tests marked ``everywhere`` visit."""


def sites(topology: str, *, chosen: bool) -> dict[str, str]:
    """Fresh sites for every desk: PD001, PD002, ..., FS060. ``chosen``: all tests run on this topology."""
    out: dict[str, str] = {}
    for playbook, most in SITES.items():
        name = Path(playbook).stem
        at_home = chosen or ONE_EACH.get(name.replace("-", "_"), topology) == topology
        prefix = "".join(word[0] for word in name.split("-")).upper()
        out |= {f"{prefix}{number:03}": playbook for number in range(1, (most if at_home else ELSEWHERE) + 1)}
    return out


def _sites_alone(request: pytest.FixtureRequest) -> dict[str, str]:
    """One site for each test that runs on this installation alone."""
    tests = [
        item
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and getattr(item, "callspec", None) is not None
        and item.callspec.params.get("stack") == request.param
    ]
    return {f"TH{number:03}": "telecom-hall" for number in range(1, len(tests) + 1)}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stack" not in metafunc.fixturenames:
        return
    path = metafunc.definition.path
    home = (ONE_EACH.get(path.stem) or ONE_EACH.get(path.parent.name) or " ".join(TOPOLOGIES)).split()
    everywhere = metafunc.definition.get_closest_marker("everywhere")
    chosen = metafunc.config.getoption("--topology")
    wanted = chosen or (TOPOLOGIES if everywhere else home)
    apart = path.stem if path.stem in ALONE else TOGETHER.get(path.parent.name)
    if apart:
        wanted = [f"{it}+{apart}" if it in home or chosen else it for it in wanted]
    metafunc.parametrize("stack", wanted, indirect=True, scope="session")


def _stack_of(item: pytest.Item | None) -> str | None:
    """Which installation the test runs on."""
    return item.callspec.params.get("stack") if item is not None and hasattr(item, "callspec") else None


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """An installation ends with its last test: its processes would go on working beside tests that do not need it."""
    if isinstance(item, pytest.Function) and _stack_of(item) not in (None, _stack_of(nextitem)):
        (definition,) = item._fixtureinfo.name2fixturedefs["stack"]
        definition.finish(item._request)


@pytest.fixture(scope="session")
async def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    name, _, alone = str(request.param).partition("+")
    topology, database = name.split("-")
    folder: Path = tmp_path_factory.mktemp(f"stack-{name}{alone and f'-{alone}'}")
    template = f"sqlite+aiosqlite:///{folder}/{{service}}.db"
    if database == "postgres":
        template = await service_databases(request.getfixturevalue("postgres_url"))
    chosen = bool(request.config.getoption("--topology"))
    wanted = _sites_alone(request) if alone else sites(name, chosen=chosen)
    stack = Stack(topology, template, folder, wanted)
    await stack.start()
    yield stack
    await stack.stop()


@pytest.fixture(scope="session")
async def recorder(stack: Stack) -> AsyncIterator[Recorder]:
    recorder = Recorder(stack)
    await recorder.start()
    yield recorder
    await recorder.stop()


@pytest.fixture
def playbook() -> str:
    """The desk that the tests of this folder are about."""
    return "property-desk"


@pytest.fixture
def people() -> People:
    """Whom the desk employs: login to name, roles, department."""
    return PEOPLE


@pytest.fixture
async def desk(stack: Stack, recorder: Recorder, playbook: str, people: People) -> Desk:
    """A desk with everybody hired and nobody on duty, on Saturday 21 November 2026, 09:00 in Shanghai."""
    desk = Desk(stack, recorder, stack.free_sites[playbook].pop())
    await desk.open(people)
    return desk
