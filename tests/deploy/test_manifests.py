"""Image, compose and Kubernetes files: they parse, name settings that exist, and agree on images, ports and users."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.settings import PREFIX, Settings
from contracts.base import SERVICES
from contracts.playbook import Playbooks
from frontdesk.logins import permissions_at

DEPLOY = Path(__file__).parents[2] / "deploy"
BASE = DEPLOY / "kubernetes" / "base"
TEXTS = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]
NOT_SETTINGS = {"FRONTDESK_VERSION"}
"""Read by compose itself, to name the image."""


def manifests() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in kustomization()["resources"]:
        found += list(yaml.safe_load_all((BASE / name).read_text(encoding="utf-8")))
    return found


def kustomization() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))
    return document


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in manifests() if each["kind"] == kind}


def compose(name: str = "compose.yaml") -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / name).read_text(encoding="utf-8"))
    return document


def defaults() -> dict[str, str]:
    """What .env.example sets."""
    lines = (DEPLOY / "compose" / ".env.example").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value.strip("'") for name, _, value in pairs}


def filled(value: str) -> str:
    """A value of compose with the variables of .env.example put in."""
    return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: defaults().get(found[1], found[2] or ""), value)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_variable_that_is_named_is_a_setting(path: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | NOT_SETTINGS
    named = set(re.findall(r"\bFRONTDESK_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8")))
    assert named <= known, f"{path.name} names {named - known}"


def test_compose_starts_a_broker_a_database_and_each_service_once() -> None:
    services = compose()["services"]
    assert set(services) == {"nats", "postgres", "prometheus", *SERVICES}
    for name in SERVICES:
        assert services[name]["command"] == [name]
        assert services[name]["image"] == services["nats"]["image"]
        assert set(services[name]["depends_on"]) == {"nats", "postgres"}
        assert services[name]["ports"][0].endswith(":8080")
    ports = [port.rpartition(":")[0] for each in services.values() for port in each.get("ports", [])]
    assert len(ports) == len(set(ports))


def test_the_services_of_compose_get_settings_that_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in compose()["services"]["intake"]["environment"].items():
        monkeypatch.setenv(name, filled(str(value)))
    settings = Settings()
    assert settings.database_url_for("roster").endswith("@postgres/roster")
    assert Playbooks(settings.sites, [DEPLOY / "compose" / "playbooks"]).sites == list(settings.sites)


def test_three_brokers_know_each_other_and_keep_three_copies() -> None:
    services = compose("compose.cluster.yaml")["services"]
    config = (DEPLOY / "nats" / "cluster.conf").read_text(encoding="utf-8")
    brokers = {name for name in services if name.startswith("nats")}
    assert set(re.findall(r"nats://([\w-]+):6222", config)) == brokers
    for name in SERVICES:
        environment = services[name]["environment"]
        assert environment["FRONTDESK_STREAM_REPLICAS"] == str(len(brokers))
        assert set(re.findall(r"nats://([\w-]+):4222", environment["FRONTDESK_NATS_URL"])) == brokers
    named = {
        services[name].get("environment", compose()["services"]["nats"]["environment"])["NATS_NAME"] for name in brokers
    }
    assert len(named) == len(brokers)


def test_every_secret_that_compose_needs_is_in_the_example() -> None:
    text = "".join((DEPLOY / "compose" / name).read_text() for name in ("compose.yaml", "compose.cluster.yaml"))
    needed = set(re.findall(r"\$\{(\w+):\?", text)) | set(re.findall(r"\$([A-Z]+_PASSWORD)", logins()))
    assert needed <= set(defaults())


def test_there_is_a_database_for_each_service() -> None:
    made = re.findall(r"CREATE DATABASE (\w+);", (DEPLOY / "compose" / "databases.sql").read_text())
    assert sorted(made) == sorted(SERVICES)


def logins() -> str:
    return (DEPLOY / "nats" / "logins.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize("person", ["li", "wang"])
def test_the_example_logins_may_do_what_a_written_login_may(person: str) -> None:
    block = logins().partition(f'user: "{person}"')[2].partition("{ user:")[0]
    for direction, rules in permissions_at(["HQ"], person).items():
        for rule, subjects in rules.items():
            part = block.partition(f"{direction}: {{")[2].partition(f"{rule}: [")[2].partition("]")[0]
            assert re.findall(r'"([^"]+)"', part) == subjects


def test_kubernetes_runs_each_service_with_probes_room_to_drain_and_a_budget() -> None:
    deployments, services, budgets = of_kind("Deployment"), of_kind("Service"), of_kind("PodDisruptionBudget")
    assert set(deployments) == set(SERVICES)
    for name, deployment in deployments.items():
        pod = deployment["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert container["args"] == [name]
        assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
        assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert container["resources"]["limits"]["memory"]
        assert pod["terminationGracePeriodSeconds"] > 20
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        for selector in (
            deployment["spec"]["selector"]["matchLabels"],
            budgets[name]["spec"]["selector"]["matchLabels"],
        ):
            assert selector == labels
        assert services[name]["spec"]["selector"] == labels
        port = str(container["ports"][0]["containerPort"])
        assert services[name]["metadata"]["annotations"]["prometheus.io/port"] == port
        assert deployment["spec"]["replicas"] > budgets[name]["spec"]["minAvailable"]


def test_what_kubernetes_mounts_and_reads_exists() -> None:
    generated = {each["name"] for each in kustomization()["configMapGenerator"]}
    template = yaml.safe_load((BASE / "secrets.example.yaml").read_text(encoding="utf-8"))
    for pod in [
        each["spec"]["template"]["spec"] for each in manifests() if each["kind"] in {"Deployment", "StatefulSet"}
    ]:
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        (container,) = pod["containers"]
        assert {mount["name"] for mount in container["volumeMounts"]} <= volumes.keys() | {"store"}
        for volume in volumes.values():
            if "configMap" in volume:
                assert volume["configMap"]["name"] in generated | of_kind("ConfigMap").keys()
        for source in container.get("envFrom", []):
            reference = source.get("configMapRef") or source["secretRef"]
            assert reference["name"] in generated | {template["metadata"]["name"]}
    for scaler in of_kind("HorizontalPodAutoscaler").values():
        target = scaler["spec"]["scaleTargetRef"]["name"]
        assert scaler["spec"]["minReplicas"] == of_kind("Deployment")[target]["spec"]["replicas"]


def test_kubernetes_settings_and_secrets_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    (literals,) = [each["literals"] for each in kustomization()["configMapGenerator"] if "literals" in each]
    template = yaml.safe_load((BASE / "secrets.example.yaml").read_text(encoding="utf-8"))
    values = dict(each.split("=", 1) for each in literals) | template["stringData"] | {"FRONTDESK_NATS_PASSWORD": "x"}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    brokers = of_kind("StatefulSet")["nats"]["spec"]["replicas"]
    assert settings.stream_replicas == brokers
    assert len(settings.nats_url.split(",")) == brokers
    for name in kustomization()["configMapGenerator"][1]["files"]:
        assert Playbooks({"KEYS": str(BASE / name)}).of("KEYS").playbook == Path(name).stem


def test_the_image_is_the_same_everywhere_and_runs_as_nobody_in_particular() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    user = re.search(r"^USER (\d+):(\d+)$", dockerfile, re.MULTILINE)
    assert user is not None
    assert "--require-hashes" in dockerfile
    assert "/readyz" in dockerfile
    for each in manifests():
        if each["kind"] in {"Deployment", "StatefulSet"}:
            pod = each["spec"]["template"]["spec"]
            assert pod["containers"][0]["image"] == kustomization()["images"][0]["name"]
            assert str(pod["securityContext"]["runAsUser"]) == user[1]
    assert compose()["services"]["nats"]["user"] == f"{user[1]}:{user[2]}"
    tag = kustomization()["images"][0]["newTag"]
    assert defaults()["FRONTDESK_VERSION"] == tag
    for folder in re.findall(r"^COPY (\w+) /app", dockerfile, re.MULTILINE):
        assert (DEPLOY.parent / folder).is_dir()
