"""Everything an installation can set, read from environment variables that begin with ``FRONTDESK_``.

Lists and dictionaries are given as JSON, for example ``FRONTDESK_SITES='{"HQ": "property-desk"}'``.
The descriptions below are the reference documentation.
"""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from contracts.subjects import SITE_PATTERN

PREFIX = "FRONTDESK_"
LOGIN = r"^[A-Za-z0-9_-]{1,32}$"
SERVICE_FIELD = "{service}"

DEFAULT_CHANNEL = "default"

GatewayKind = Literal["log", "smtp", "webhook"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Seconds = Annotated[float, Field(gt=0)]


class BadSettings(ValueError):
    """Settings that cannot be used; the message names each variable and what is wrong with it."""


def _sites(sites: dict[str, str]) -> dict[str, str]:
    if not sites:
        raise ValueError("name at least one site")
    for site in sites:
        if not SITE_PATTERN.fullmatch(site):
            raise ValueError(f"site {site!r} must be 2 to 8 capital letters and digits, beginning with a letter")
    return sites


def _database_url(url: str | None) -> str | None:
    if url is None:
        return None
    if SERVICE_FIELD not in url:
        raise ValueError("must contain {service}: each service keeps a database of its own")
    if not url.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
        raise ValueError("must begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
    return url


def _gateways(gateways: dict[str, GatewayKind]) -> dict[str, GatewayKind]:
    if DEFAULT_CHANNEL not in gateways:
        raise ValueError('name one for the channels not listed, such as "default": "log"')
    return gateways


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


class Settings(BaseSettings):
    """An installation's settings. Build with ``load_settings`` to get errors that name the variables."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    nats_url: str = Field(
        default="nats://127.0.0.1:4222",
        pattern=r"^(nats|tls|ws|wss)://",
        description="NATS server; several of a cluster separated by commas.",
    )
    nats_user: str | None = Field(default=None, description="Login of the services at NATS; goes with nats_password.")
    nats_password: SecretStr | None = Field(default=None, description="Password of nats_user.")
    fingerprint_key: SecretStr = Field(
        default=SecretStr("frontdesk"),
        description="Key of the digests by which services compare personal values; the same for all of them, secret.",
    )
    nats_creds: Path | None = Field(default=None, description="NATS credentials file, instead of user and password.")
    data_dir: Path = Field(
        default=Path(".frontdesk"), description="Folder for the SQLite files and the embedded server's store."
    )
    database_url: Annotated[str | None, AfterValidator(_database_url)] = Field(
        default=None,
        description="SQLAlchemy URL in which {service} is replaced by the service's name, for example "
        "postgresql+asyncpg://frontdesk@db/{service}. Default: one SQLite file a service in data_dir.",
    )
    sites: Annotated[dict[str, str], AfterValidator(_sites)] = Field(
        default={"HQ": "property-desk"}, description="Each site with its playbook: a name, or the path of a YAML file."
    )
    playbook_dirs: list[Path] = Field(default=[], description="Folders searched for playbooks before the shipped ones.")
    admin: str = Field(default="admin", pattern=LOGIN, description="Login that may register the first staff.")
    http_host: str = Field(default="127.0.0.1", description="Address of health, metrics and documentation.")
    http_port: int = Field(default=8080, ge=0, le=65535, description="Port of the same; 0 takes a free one.")
    clock: Literal["system", "steered"] = Field(
        default="system", description="steered: time moves only when told to, for tests and demonstrations."
    )
    clock_start: AwareDatetime | None = Field(default=None, description="What a steered clock shows at first.")
    group_max: int = Field(default=200, ge=1, le=5000, description="Most messages handled in one transaction.")
    max_attempts: int = Field(default=5, ge=1, le=100, description="Tries before a message becomes a dead letter.")
    retry_backoff: list[Seconds] = Field(
        default=[0.5, 2, 5, 15], min_length=1, description="Seconds before each further try; the last one repeats."
    )
    payload_limit: int = Field(default=262_144, ge=1024, le=1_048_576, description="Largest message body, in bytes.")
    command_timeout: Seconds = Field(default=5.0, description="Seconds within which a command is answered.")
    stream_replicas: Annotated[Literal[1, 3, 5], BeforeValidator(_number)] = Field(
        default=1, description="Copies of each stream; 3 in a cluster."
    )
    event_retention_days: int = Field(default=30, ge=1, description="Days for which announced events are kept.")
    relay_in_flight: int = Field(
        default=512, ge=1, le=20_000, description="Most messages published and unacknowledged."
    )
    sweep_interval: Seconds = Field(default=5.0, description="Seconds between looks for outbox rows left behind.")
    prepare_timeout: Seconds = Field(
        default=20.0, description="Seconds for what a message needs before its transaction, such as sending a mail."
    )
    prepare_at_once: int = Field(
        default=16, ge=1, le=1000, description="Most messages of a service prepared at the same time."
    )
    gateways: Annotated[dict[str, GatewayKind], AfterValidator(_gateways)] = Field(
        default={DEFAULT_CHANNEL: "log"},
        description="How letters of each channel go out: log (a file in data_dir), smtp or webhook. default serves "
        'the channels not named, for example {"default": "log", "email": "smtp", "sms": "webhook"}.',
    )
    gateway_timeout: Seconds = Field(
        default=10.0, description="Seconds for handing over one letter; less than prepare_timeout."
    )
    smtp_host: str | None = Field(default=None, description="Mail server; needed where gateways names smtp.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port; 465 is usual with ssl, 25 with none.")
    smtp_security: Literal["starttls", "ssl", "none"] = Field(
        default="starttls", description="How the connection is encrypted; none only to a server on the same machine."
    )
    smtp_user: str | None = Field(default=None, description="Login at the mail server; goes with smtp_password.")
    smtp_password: SecretStr | None = Field(default=None, description="Password of smtp_user.")
    smtp_from: str = Field(
        default="",
        pattern=r"^$|^[^<>@\r\n]*<[^\s@<>]+@[^\s@<>]+>$|^[^\s@<>]+@[^\s@<>]+$",
        description="Sender of mails: an address, or a name and the address in <>; needed where gateways names smtp.",
    )
    webhook_url: SecretStr | None = Field(
        default=None, description="Where letters are posted as JSON; needed where gateways names webhook."
    )
    webhook_token: SecretStr | None = Field(default=None, description="Bearer token sent along to the webhook.")
    webhook_secret: SecretStr | None = Field(
        default=None, description="Key of the HMAC by which the webhook can tell that a letter is genuine."
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="json: one object a line; console: for eyes."
    )
    log_level: LogLevel = Field(default="INFO", description="Least severe level that is logged.")

    @model_validator(mode="after")
    def _one_way_to_log_in(self) -> Self:
        if (self.nats_user is None) != (self.nats_password is None):
            raise ValueError(f"{PREFIX}NATS_USER and {PREFIX}NATS_PASSWORD go together: set both or neither")
        if self.nats_user is not None and self.nats_creds is not None:
            raise ValueError(f"set {PREFIX}NATS_CREDS or {PREFIX}NATS_USER, not both")
        return self

    @model_validator(mode="after")
    def _every_gateway_is_set_up(self) -> Self:
        named = set(self.gateways.values())
        if "smtp" in named and not (self.smtp_host and self.smtp_from):
            raise ValueError(f"{PREFIX}GATEWAYS names smtp: set {PREFIX}SMTP_HOST and {PREFIX}SMTP_FROM too")
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise ValueError(f"{PREFIX}SMTP_USER and {PREFIX}SMTP_PASSWORD go together: set both or neither")
        if "webhook" in named and self.webhook_url is None:
            raise ValueError(f"{PREFIX}GATEWAYS names webhook: set {PREFIX}WEBHOOK_URL too")
        url = self.webhook_url.get_secret_value() if self.webhook_url else "https://"
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{PREFIX}WEBHOOK_URL: must begin with https:// or http://")
        if self.gateway_timeout >= self.prepare_timeout:
            raise ValueError(f"{PREFIX}GATEWAY_TIMEOUT: must be less than {PREFIX}PREPARE_TIMEOUT")
        return self

    def database_url_for(self, service: str) -> str:
        """URL of one service's own database, for example ``sqlite+aiosqlite:///.frontdesk/intake.db``."""
        if self.database_url is not None:
            return self.database_url.replace(SERVICE_FIELD, service)
        return f"sqlite+aiosqlite:///{(self.data_dir / service).as_posix()}.db"

    def backoff_for(self, attempt: int) -> float:
        """Seconds to wait after attempt number ``attempt`` (the first is 1) has failed."""
        return self.retry_backoff[min(attempt, len(self.retry_backoff)) - 1]


def load_settings() -> Settings:
    """Settings from the environment.

    Raises BadSettings with one line for each variable that is wrong.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings("\n".join(_explain(each["loc"], each["msg"]) for each in error.errors())) from error
    except SettingsError as error:
        field = re.search(r'"(\w+)"', str(error))
        variable = PREFIX + field[1].upper() if field else PREFIX + "..."
        raise BadSettings(f"{variable}: is not valid JSON ({error.__cause__})") from error


def _explain(place: tuple[int | str, ...], message: str) -> str:
    said = message.removeprefix("Value error, ")
    if not place:
        return said
    within = "".join(f"[{key}]" for key in place[1:])
    return f"{PREFIX}{str(place[0]).upper()}{within}: {said}"
