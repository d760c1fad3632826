"""The configurations of nats-server are taken by the real one, and keep people to their own names."""

import asyncio
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.embedded import EmbeddedNats
from chassis.nats_binary import find_binary
from contracts.cashdesk import GetDrawer
from contracts.problems import Forbidden, Unavailable
from frontdesk.client import DeskClient

DEPLOY = Path(__file__).parents[2] / "deploy"
ENVIRONMENT = {
    "FRONTDESK_NATS_PASSWORD": "services1",
    "LI_PASSWORD": "li1",
    "WANG_PASSWORD": "wang1",
    "NATS_NAME": "frontdesk_1",
    "POD_NAME": "nats-0",
}


def checked(folder: Path) -> None:
    command = [str(find_binary()), "--config", str(folder / "nats.conf"), "-t"]
    done = subprocess.run(command, env=os.environ | ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["nats.conf", "cluster.conf"])
def test_nats_server_takes_the_configuration(name: str, tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "nats" / name, tmp_path / "nats.conf")
    shutil.copy(DEPLOY / "nats" / "logins.conf", tmp_path)
    checked(tmp_path)


def test_nats_server_takes_the_configuration_of_kubernetes(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = list(
        yaml.safe_load_all((DEPLOY / "kubernetes" / "base" / "nats.yaml").read_text())
    )
    (config,) = [each["data"]["nats.conf"] for each in documents if each["kind"] == "ConfigMap"]
    (brokers,) = [each["spec"]["replicas"] for each in documents if each["kind"] == "StatefulSet"]
    assert len(re.findall(r"nats://nats-\d\.nats-peers:6222", config)) == brokers
    (tmp_path / "nats.conf").write_text(config)
    (tmp_path / "logins").mkdir()
    shutil.copy(DEPLOY / "nats" / "logins.conf", tmp_path / "logins")
    checked(tmp_path)


async def test_the_example_logins_act_under_their_own_name_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    block = (DEPLOY / "nats" / "logins.conf").read_text(encoding="utf-8")
    async with EmbeddedNats(tmp_path / "nats", authorization=block) as server, asyncio.timeout(20):
        async with await DeskClient.connect(server.url, "HQ", "li", "li1", timeout=2) as li:
            with pytest.raises(Unavailable, match="no service answers"):
                await li.ask("li", GetDrawer(drawer="front"))
            with pytest.raises(Forbidden, match="does not let this login"):
                await li.ask("wang", GetDrawer(drawer="front"))
        with pytest.raises(Forbidden):
            await DeskClient.connect(server.url, "HQ", "li", "wang1")
