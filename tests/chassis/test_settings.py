from __future__ import annotations

from pathlib import Path

import pytest

from chassis.settings import BadSettings, Settings, load_settings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in Settings.model_fields:
        monkeypatch.delenv(f"FRONTDESK_{variable.upper()}", raising=False)


def test_defaults_give_each_service_its_own_sqlite_file() -> None:
    settings = load_settings()
    assert settings.sites == {"HQ": "property-desk"}
    assert settings.database_url_for("intake") == "sqlite+aiosqlite:///.frontdesk/intake.db"
    assert settings.database_url_for("roster") == "sqlite+aiosqlite:///.frontdesk/roster.db"


def test_absolute_data_dir_stays_absolute_in_the_url(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert settings.database_url_for("intake") == f"sqlite+aiosqlite:///{tmp_path}/intake.db"


def test_database_template_is_filled_with_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_DATABASE_URL", "postgresql+asyncpg://u@db/frontdesk_{service}?x={service}")
    url = load_settings().database_url_for("cashdesk")
    assert url == "postgresql+asyncpg://u@db/frontdesk_cashdesk?x=cashdesk"


def test_lists_and_dictionaries_come_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_SITES", '{"HQ": "telecom-hall", "EAST2": "desks/east.yaml"}')
    monkeypatch.setenv("FRONTDESK_RETRY_BACKOFF", "[1, 4]")
    settings = load_settings()
    assert settings.sites == {"HQ": "telecom-hall", "EAST2": "desks/east.yaml"}
    assert [settings.backoff_for(attempt) for attempt in (1, 2, 3, 9)] == [1, 4, 4, 4]


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("HTTP_PORT", "eighty", "FRONTDESK_HTTP_PORT: "),
        ("HTTP_PORT", "70000", "FRONTDESK_HTTP_PORT: "),
        ("CLOCK", "sundial", "FRONTDESK_CLOCK: "),
        ("SITES", "HQ=property-desk", "FRONTDESK_SITES: is not valid JSON"),
        ("SITES", '{"h.q": "property-desk"}', "FRONTDESK_SITES: site 'h.q' must be"),
        ("SITES", "{}", "FRONTDESK_SITES: name at least one site"),
        ("DATABASE_URL", "postgresql+asyncpg://db/frontdesk", "FRONTDESK_DATABASE_URL: must contain {service}"),
        ("DATABASE_URL", "postgresql://db/{service}", "FRONTDESK_DATABASE_URL: must begin with"),
        ("RETRY_BACKOFF", "[1, 0]", "FRONTDESK_RETRY_BACKOFF[1]: "),
        ("STREAM_REPLICAS", "2", "FRONTDESK_STREAM_REPLICAS: "),
        ("NATS_USER", "desk", "FRONTDESK_NATS_USER and FRONTDESK_NATS_PASSWORD go together"),
        ("ADMIN", "a.b", "FRONTDESK_ADMIN: "),
        ("GATEWAYS", '{"email": "log"}', "FRONTDESK_GATEWAYS: name one for the channels not listed"),
        ("GATEWAYS", '{"default": "fax"}', "FRONTDESK_GATEWAYS[default]: "),
        ("GATEWAYS", '{"default": "smtp"}', "FRONTDESK_GATEWAYS names smtp: set FRONTDESK_SMTP_HOST and"),
        ("GATEWAYS", '{"default": "webhook"}', "FRONTDESK_GATEWAYS names webhook: set FRONTDESK_WEBHOOK_URL"),
        ("WEBHOOK_URL", "ftp://x", "FRONTDESK_WEBHOOK_URL: must begin with https:// or http://"),
        ("SMTP_USER", "desk", "FRONTDESK_SMTP_USER and FRONTDESK_SMTP_PASSWORD go together"),
        ("SMTP_FROM", "desk", "FRONTDESK_SMTP_FROM: "),
        ("SMTP_FROM", "Desk\nBcc: all <desk@example.com>", "FRONTDESK_SMTP_FROM: "),
        ("GATEWAY_TIMEOUT", "20", "FRONTDESK_GATEWAY_TIMEOUT: must be less than FRONTDESK_PREPARE_TIMEOUT"),
    ],
)
def test_a_bad_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str) -> None:
    monkeypatch.setenv(f"FRONTDESK_{variable}", value)
    with pytest.raises(BadSettings) as caught:
        load_settings()
    assert str(caught.value).startswith(says)


def test_every_bad_value_is_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_GROUP_MAX", "0")
    monkeypatch.setenv("FRONTDESK_LOG_LEVEL", "loud")
    with pytest.raises(BadSettings) as caught:
        load_settings()
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["FRONTDESK_GROUP_MAX", "FRONTDESK_LOG_LEVEL"]


def test_the_password_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_NATS_USER", "desk")
    monkeypatch.setenv("FRONTDESK_NATS_PASSWORD", "s3cret")
    settings = load_settings()
    assert "s3cret" not in repr(settings)
    assert settings.nats_password is not None
    assert settings.nats_password.get_secret_value() == "s3cret"


def test_secrets_of_the_gateways_do_not_show() -> None:
    secrets = {"smtp_password": "s3cret", "webhook_url": "https://x/s3cret"}
    settings = Settings(smtp_user="desk", webhook_token="s3cret", webhook_secret="s3cret", **secrets)
    assert "s3cret" not in repr(settings)


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
