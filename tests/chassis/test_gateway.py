"""Letters on their way out: a file, a mail server and a webhook that are really there."""

import asyncio
import hashlib
import hmac
import json
import ssl
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from chassis.clock import SteeredClock
from chassis.gateway import Gateways, Letter, Undeliverable
from chassis.gateway.by_log import read_log
from chassis.metrics import Metrics
from chassis.settings import Settings
from tests.harness import START

CERTIFICATE = Path(__file__).parent / "certificates" / "localhost.crt"
"""Of nobody but these tests: signed by itself, for localhost. Whoever is told to trust it does; nobody else."""
LETTER = Letter(
    "letter-1", "HQ", "email", "wang@example.com", "维修 HQ-1\r\nBcc: all@example.com", "您好，\n王女士。", "HQ-1"
)


class Out:
    """Gateways with their own metrics."""

    def __init__(self, folder: Path, **values: Any) -> None:
        self.metrics = Metrics()
        self.settings = Settings(data_dir=folder, gateway_timeout=5, **values)
        self.gateways = Gateways(self.settings, SteeredClock(START), self.metrics)

    async def refused(self, letter: Letter = LETTER) -> Undeliverable:
        with pytest.raises(Undeliverable) as caught:
            await self.gateways.deliver(letter)
        return caught.value

    def counted(self, gateway: str, outcome: str) -> float | None:
        labels = {"gateway": gateway, "outcome": outcome}
        return self.metrics.registry.get_sample_value("frontdesk_letters_total", labels)


# ------------------------------------------------------------------ the log
async def test_a_letter_is_a_line_of_the_log_that_only_its_owner_may_read(tmp_path: Path) -> None:
    out = Out(tmp_path / "data")
    assert (await out.gateways.deliver(LETTER)).reference == "notifications.log"
    await out.gateways.deliver(replace(LETTER, id="letter-2", text="again"))
    first, second = read_log(tmp_path / "data")
    assert first == {
        "at": "2026-11-21T01:00:00+00:00",
        "id": "letter-1",
        "site": "HQ",
        "channel": "email",
        "address": "wang@example.com",
        "title": LETTER.title,
        "text": LETTER.text,
        "number": "HQ-1",
    }
    assert second["id"] == "letter-2"
    assert stat.S_IMODE((tmp_path / "data" / "notifications.log").stat().st_mode) == 0o600
    assert out.counted("log", "delivered") == 2


async def test_letters_of_two_services_at_once_are_whole_lines(tmp_path: Path) -> None:
    outs = [Out(tmp_path), Out(tmp_path)]
    letters = [replace(LETTER, id=f"letter-{number}", text="x" * 10_000) for number in range(40)]
    await asyncio.gather(*(outs[n % 2].gateways.deliver(letter) for n, letter in enumerate(letters)))
    assert sorted(line["id"] for line in read_log(tmp_path)) == sorted(letter.id for letter in letters)


async def test_a_log_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "notifications.log").mkdir()
    out = Out(tmp_path)
    error = await out.refused()
    assert not error.final
    assert "notifications.log cannot be written" in error.reason
    assert out.counted("log", "again") == 1


# ------------------------------------------------------------------ mail
def read(mail: Envelope) -> EmailMessage:
    assert isinstance(mail.content, bytes)
    message = message_from_bytes(mail.content, policy=modern)
    assert isinstance(message, EmailMessage)
    return message


class Mailbox:
    """A mail server that keeps what it takes; ``answers`` replaces its answer to RCPT or DATA."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.sessions: list[Session] = []
        self.answers: dict[str, str] = {}
        self.port = 0

    async def handle_RCPT(  # noqa: N802 the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" not in self.answers:
            self.mails.append(envelope)
            self.sessions.append(session)
        return self.answers.get("DATA", "250 OK")


def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (b"desk", b"secret"), handled=False)


@pytest.fixture
async def mailbox(request: pytest.FixtureRequest) -> AsyncIterator[Mailbox]:
    """Takes mail with a login over STARTTLS, unless the test asks for ``ssl`` from the first byte, or ``plain``."""
    box, kind = Mailbox(), getattr(request, "param", "starttls")
    options: dict[str, Any] = {}
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_suffix(".key"))
    if kind != "plain":
        options = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": kind == "starttls"}
    if kind == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(box, hostname="localhost", **options),
        "127.0.0.1",
        0,
        ssl=context if kind == "ssl" else None,
    )
    box.port = server.sockets[0].getsockname()[1]
    yield box
    server.close()
    await server.wait_closed()


def by_mail(folder: Path, mailbox: Mailbox, **values: Any) -> Out:
    login = {"smtp_user": "desk", "smtp_password": "secret"}
    smtp = {"smtp_host": "localhost", "smtp_port": mailbox.port, "smtp_from": "Desk <desk@example.com>"}
    return Out(folder, gateways={"default": "log", "email": "smtp"}, **(smtp | login | values))


PLAIN = {"smtp_security": "none", "smtp_user": None, "smtp_password": None}


@pytest.mark.parametrize(("mailbox", "security"), [("starttls", "starttls"), ("ssl", "ssl")], indirect=["mailbox"])
async def test_a_letter_goes_by_mail_encrypted_and_with_a_login(
    mailbox: Mailbox, security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    out = by_mail(tmp_path, mailbox, smtp_security=security)
    delivered = await out.gateways.deliver(LETTER)
    (mail,) = mailbox.mails
    assert mailbox.sessions[0].authenticated
    assert (mail.mail_from, mail.rcpt_tos) == ("desk@example.com", ["wang@example.com"])
    assert delivered.reference == "<letter-1.HQ@example.com>"
    assert out.counted("smtp", "delivered") == 1


@pytest.mark.parametrize("mailbox", ["plain"], indirect=True)
async def test_a_mail_says_what_the_letter_says_and_nothing_else(mailbox: Mailbox, tmp_path: Path) -> None:
    """A title cannot add headers, and a letter tried again carries the same Message-ID."""
    out = by_mail(tmp_path, mailbox, **PLAIN)
    for _ in range(2):
        await out.gateways.deliver(LETTER)
    first, second = map(read, mailbox.mails)
    assert first["From"] == "Desk <desk@example.com>"
    assert first["To"] == "wang@example.com"
    assert first["Subject"] == "维修 HQ-1 Bcc: all@example.com"
    assert first["Bcc"] is None
    assert first["Date"].datetime == START
    assert first["Message-ID"] == second["Message-ID"] == "<letter-1.HQ@example.com>"
    assert first.get_content().splitlines() == ["您好，", "王女士。"]


@pytest.mark.parametrize("mailbox", ["plain"], indirect=True)
@pytest.mark.parametrize("address", ["", "wang", "a@example.com,b@example.com", "a@example.com\nBcc: b@example.com"])
async def test_what_is_not_one_mail_address_is_refused_for_good(mailbox: Mailbox, tmp_path: Path, address: str) -> None:
    error = await by_mail(tmp_path, mailbox, **PLAIN).refused(replace(LETTER, address=address))
    assert error.final
    assert mailbox.mails == []


@pytest.mark.parametrize("mailbox", ["plain"], indirect=True)
@pytest.mark.parametrize(
    ("at", "answer", "final", "reason"),
    [
        ("RCPT", "550 5.1.1 <wang@example.com> unknown", True, "refused the address: 550 5.1.1 <<address>> unknown"),
        ("RCPT", "451 4.7.1 greylisted", False, "refused the address: 451 4.7.1 greylisted"),
        ("DATA", "554 5.7.1 spam", True, "refused the letter: 554 5.7.1 spam"),
        ("DATA", "452 4.3.1 full", False, "refused the letter: 452 4.3.1 full"),
    ],
)
async def test_a_refusal_of_the_mail_server_is_final_when_it_says_so(
    mailbox: Mailbox, tmp_path: Path, at: str, answer: str, final: bool, reason: str
) -> None:
    mailbox.answers[at] = answer
    out = by_mail(tmp_path, mailbox, **PLAIN)
    error = await out.refused()
    assert error.final is final
    assert error.reason == f"the mail server {reason}"
    assert out.counted("smtp", "undeliverable" if final else "again") == 1


async def test_a_wrong_password_is_for_the_operator_to_mend(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    error = await by_mail(tmp_path, mailbox, smtp_password="wrong").refused()
    assert not error.final
    assert error.reason.startswith("the mail server does not let this installation in: 535")


async def test_an_unknown_certificate_is_not_trusted(mailbox: Mailbox, tmp_path: Path) -> None:
    error = await by_mail(tmp_path, mailbox).refused()
    assert (error.final, mailbox.mails) == (False, [])


@pytest.mark.parametrize("mailbox", ["plain"], indirect=True)
async def test_a_server_without_encryption_gets_no_mail_when_it_is_asked_for(mailbox: Mailbox, tmp_path: Path) -> None:
    await by_mail(tmp_path, mailbox).refused()
    assert mailbox.mails == []


@pytest.mark.parametrize("mailbox", ["plain"], indirect=True)
async def test_a_mail_server_that_is_away_is_tried_again_later(mailbox: Mailbox, tmp_path: Path) -> None:
    error = await by_mail(tmp_path, mailbox, **PLAIN | {"smtp_port": 1}).refused()
    assert not error.final
    assert error.reason.startswith("the mail server did not answer")


@pytest.mark.parametrize("mailbox", ["plain"], indirect=True)
async def test_channels_without_a_gateway_of_their_own_take_the_default(mailbox: Mailbox, tmp_path: Path) -> None:
    out = by_mail(tmp_path, mailbox, **PLAIN)
    await out.gateways.deliver(replace(LETTER, channel="sms"))
    assert (len(read_log(tmp_path)), mailbox.mails) == (1, [])
    assert (out.gateways.kind_of("sms"), out.gateways.kind_of("email")) == ("log", "smtp")


# ------------------------------------------------------------------ the webhook
class Hook:
    """An endpoint that keeps what it is sent."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.status = 202
        self.answer = b'{"reference": "sms-77"}'
        self.headers: dict[str, str] = {}
        self.url = ""
        self.drop = False

    def take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        self.requests.append((dict(request.headers), body))
        if self.drop:
            request.close_connection = True
            return
        request.send_response(self.status)
        for name, value in {**self.headers, "Content-Length": str(len(self.answer))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(self.answer)


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.take(self)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 as http.server names it
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    hook.url = f"http://127.0.0.1:{server.server_port}/letters"
    serving = Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    yield hook
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
async def by_hook(hook: Hook, tmp_path: Path) -> AsyncIterator[Out]:
    values = {"webhook_url": hook.url, "webhook_token": "token", "webhook_secret": "key"}
    out = Out(tmp_path, gateways={"default": "webhook"}, **values)
    yield out
    await out.gateways.close()


async def test_a_letter_is_posted_with_its_id_a_token_and_a_signature(hook: Hook, by_hook: Out) -> None:
    assert (await by_hook.gateways.deliver(LETTER)).reference == "sms-77"
    ((headers, body),) = hook.requests
    assert json.loads(body) == asdict(LETTER)
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"] == "letter-1"
    assert headers["Authorization"] == "Bearer token"
    assert headers["Frontdesk-Signature"] == "sha256=" + hmac.new(b"key", body, hashlib.sha256).hexdigest()
    assert by_hook.counted("webhook", "delivered") == 1


async def test_without_secrets_none_is_sent(hook: Hook, tmp_path: Path) -> None:
    out = Out(tmp_path, gateways={"default": "webhook"}, webhook_url=hook.url)
    await out.gateways.deliver(LETTER)
    await out.gateways.close()
    ((headers, _),) = hook.requests
    assert not {"Authorization", "Frontdesk-Signature"} & set(headers)


@pytest.mark.parametrize(
    ("answer", "reference"), [(b"", "HTTP 202"), (b"[1]", "HTTP 202"), (b"{", "HTTP 202"), (b'{"id": 7}', "7")]
)
async def test_the_reference_is_what_the_endpoint_calls_the_letter(
    hook: Hook, by_hook: Out, answer: bytes, reference: str
) -> None:
    hook.answer = answer
    assert (await by_hook.gateways.deliver(LETTER)).reference == reference


@pytest.mark.parametrize(
    ("status", "final"),
    [(301, False), (400, True), (404, True), (408, False), (422, True), (429, False), (500, False), (503, False)],
)
async def test_a_refusal_of_the_webhook_is_final_when_the_letter_is_at_fault(
    hook: Hook, by_hook: Out, status: int, final: bool
) -> None:
    hook.status, hook.answer = status, b"no wang@example.com here"
    hook.headers = {"Location": hook.url}
    error = await by_hook.refused()
    assert error.final is final
    assert error.reason == f"the webhook answered {status}: no <address> here"
    assert len(hook.requests) == 1


async def test_a_webhook_that_hangs_up_is_tried_again_later(hook: Hook, by_hook: Out) -> None:
    hook.drop = True
    error = await by_hook.refused()
    assert not error.final
    assert error.reason.startswith("the webhook did not answer")


async def test_a_webhook_that_is_away_is_tried_again_later(tmp_path: Path) -> None:
    out = Out(tmp_path, gateways={"default": "webhook"}, webhook_url="http://127.0.0.1:1/")
    error = await out.refused()
    await out.gateways.close()
    assert not error.final


async def test_a_closed_gateway_is_built_anew(hook: Hook, by_hook: Out) -> None:
    await by_hook.gateways.deliver(LETTER)
    await by_hook.gateways.close()
    await by_hook.gateways.deliver(LETTER)
    assert len(hook.requests) == 2


def test_what_is_not_configured_is_not_loaded() -> None:
    code = "import sys, chassis.app; print([m for m in sys.modules if m in ('aiosmtplib', 'urllib3') or '.by_' in m])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"
