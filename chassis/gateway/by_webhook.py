"""Letters as JSON to an HTTP endpoint that the installation names: a text message provider, a chat, a push service."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import asdict

import urllib3

from chassis.clock import Clock
from chassis.gateway.letter import Delivered, Letter, Undeliverable
from chassis.settings import Settings

SIGNATURE = "Frontdesk-Signature"
LONGEST_ANSWER = 65_536
NOT_FINAL = frozenset({408, 429})


class WebhookGateway:
    """Posts the letter's fields. ``Idempotency-Key`` is the letter's id; ``Frontdesk-Signature`` is ``sha256=`` and the
    HMAC of the body in hexadecimal, when a secret is set. Redirects are not followed: they would take the letter and
    the token to another place."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        timeout = urllib3.Timeout(total=settings.gateway_timeout)
        self._pool = urllib3.PoolManager(maxsize=settings.prepare_at_once, timeout=timeout, retries=False)

    async def deliver(self, letter: Letter) -> Delivered:
        body = json.dumps(asdict(letter), ensure_ascii=False).encode()
        try:
            status, said = await asyncio.to_thread(self._post, body, self._headers(letter, body))
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Undeliverable(f"the webhook did not answer: {type(error).__name__}", final=False) from error
        if not 200 <= status < 300:
            final = 400 <= status < 500 and status not in NOT_FINAL
            raise Undeliverable(f"the webhook answered {status}: {said[:200].decode(errors='replace')}", final)
        return Delivered(_reference(said) or f"HTTP {status}")

    async def close(self) -> None:
        self._pool.clear()

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        url = self._settings.webhook_url
        assert url is not None
        answer = self._pool.request(
            "POST", url.get_secret_value(), body=body, headers=headers, redirect=False, preload_content=False
        )
        try:
            return answer.status, answer.read(LONGEST_ANSWER)
        finally:
            answer.close()

    def _headers(self, letter: Letter, body: bytes) -> dict[str, str]:
        settings = self._settings
        headers = {"Content-Type": "application/json", "Idempotency-Key": letter.id}
        if settings.webhook_token is not None:
            headers["Authorization"] = f"Bearer {settings.webhook_token.get_secret_value()}"
        if settings.webhook_secret is not None:
            key = settings.webhook_secret.get_secret_value().encode()
            headers[SIGNATURE] = f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"
        return headers


def _reference(said: bytes) -> str:
    """What the endpoint calls the letter: ``reference`` or ``id`` of the JSON object it answered with, if any."""
    try:
        answer = json.loads(said)
    except ValueError:
        return ""
    if not isinstance(answer, dict):
        return ""
    return str(answer.get("reference") or answer.get("id") or "")[:200]


def build(settings: Settings, _clock: Clock) -> WebhookGateway:
    return WebhookGateway(settings)
