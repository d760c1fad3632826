"""Alerts and dashboard speak of metrics that exist, and the dashboard of all of them."""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import Counter, Gauge, Histogram

from chassis.metrics import Metrics

ROOT = Path(__file__).parents[2]
OBSERVABILITY = ROOT / "deploy" / "observability"
SERIES = {Counter: ["_total"], Gauge: [""], Histogram: ["_bucket", "_sum", "_count"]}
SELECTED = re.compile(r"(frontdesk_\w+)(?:\{([^}]*)\})?")
GROUPED = re.compile(r"\bby \(([^)]*)\)")


def metrics() -> dict[str, Any]:
    """Every metric of the product by its name."""
    return {each._name: each for each in vars(Metrics()).values() if isinstance(each, tuple(SERIES))}


def series() -> dict[str, set[str]]:
    """Every time series that Prometheus stores, with its labels."""
    return {
        name + suffix: set(metric._labelnames) | ({"le"} if suffix == "_bucket" else set())
        for name, metric in metrics().items()
        for suffix in SERIES[type(metric)]
    }


def rules() -> list[dict[str, Any]]:
    document = yaml.safe_load((OBSERVABILITY / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    document = json.loads((OBSERVABILITY / "grafana" / "frontdesk.json").read_text(encoding="utf-8"))
    return [panel for panel in document["panels"] if panel["type"] != "row"]


def expressions() -> list[str]:
    return [rule["expr"] for rule in rules()] + [target["expr"] for panel in panels() for target in panel["targets"]]


def test_every_series_and_label_that_is_asked_for_exists() -> None:
    known = series()
    for expression in expressions():
        asked = SELECTED.findall(expression)
        assert asked or "up{" in expression, expression
        labels = {"instance", "job"}
        for name, matchers in asked:
            assert name in known, f"{name} in: {expression}"
            labels |= known[name]
            matched = set(re.findall(r"(\w+)\s*[=!]", matchers))
            assert matched <= known[name] | {"job"}, f"labels {matched - known[name]} in: {expression}"
        grouped = {label.strip() for by in GROUPED.findall(expression) for label in by.split(",")}
        assert grouped <= labels, f"labels {grouped - labels} in: {expression}"


def test_expressions_are_balanced() -> None:
    for expression in expressions():
        for opening, closing in ("()", "{}", "[]"):
            assert expression.count(opening) == expression.count(closing), expression


def test_outcomes_that_are_asked_for_are_counted_somewhere() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("chassis/**/*.py"))
    sources += "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("services/dispatch/**/*.py"))
    for expression in expressions():
        for outcome in re.findall(r'outcome="(\w+)"', expression):
            assert f'"{outcome}"' in sources, f"no code counts outcome {outcome}: {expression}"


def test_the_dashboard_shows_every_metric() -> None:
    shown = " ".join(target["expr"] for panel in panels() for target in panel["targets"])
    missing = [name for name in metrics() if name not in shown]
    assert not missing, f"no panel shows {missing}"


def test_every_alert_has_a_severity_a_summary_and_a_runbook_that_exists() -> None:
    headings = re.findall(r"^#+ (.+)$", (ROOT / "docs" / "sre.md").read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}, rule["alert"]
        assert rule["annotations"]["summary"], rule["alert"]
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        assert page == "docs/sre.md", rule["alert"]
        assert anchor in anchors, f"{rule['alert']}: no section #{anchor} in {page}"


def test_the_guide_names_every_alert() -> None:
    guide = (ROOT / "docs" / "sre.md").read_text(encoding="utf-8")
    missing = [rule["alert"] for rule in rules() if f"`{rule['alert']}`" not in guide]
    assert not missing, f"docs/sre.md does not explain {missing}"


def test_prometheus_scrapes_the_five_services_and_reads_the_rules() -> None:
    config = yaml.safe_load((OBSERVABILITY / "prometheus.yml").read_text(encoding="utf-8"))
    (job,) = config["scrape_configs"]
    targets = {target for group in job["static_configs"] for target in group["targets"]}
    assert targets == {f"{service}:8080" for service in ("intake", "dispatch", "followup", "cashdesk", "roster")}
    assert config["rule_files"] == ["alerts.yml"]
    assert job["job_name"] == "frontdesk"
    assert all('job="frontdesk"' in rule["expr"] for rule in rules() if "up{" in rule["expr"])


def test_the_table_of_metrics_is_the_codes_own() -> None:
    guide = (ROOT / "docs" / "sre.md").read_text(encoding="utf-8")
    shown = guide.partition("<!-- metrics -->\n")[2].partition("<!-- end of metrics -->")[0]
    assert shown == table(), f"put this between the marks in docs/sre.md:\n{table()}"


def table() -> str:
    lines = ["| metric | kind | labels | meaning |", "|---|---|---|---|"]
    for name, metric in metrics().items():
        kind = type(metric).__name__.lower()
        labels = ", ".join(metric._labelnames) or "none"
        series_name = f"{name}_total" if kind == "counter" else name
        lines.append(f"| `{series_name}` | {kind} | {labels} | {metric._documentation} |")
    return "\n".join(lines) + "\n"
