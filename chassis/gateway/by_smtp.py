"""Letters as mail."""

import re
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import aiosmtplib

from chassis.clock import Clock
from chassis.gateway.letter import Delivered, Letter, Undeliverable
from chassis.settings import Settings

ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\"]+")
PERMANENT = 500
NOT_LET_IN = (aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPConnectResponseError, aiosmtplib.SMTPHeloError)
"""Says nothing about the letter: an operator can mend it."""


class SmtpGateway:
    """One connection a letter. The Message-ID is derived from the letter's id, so a repetition is recognised."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    async def deliver(self, letter: Letter) -> Delivered:
        if not ADDRESS.fullmatch(letter.address):
            raise Undeliverable("the address is not one mail address; correct it with the customer", final=True)
        message = self._write(letter)
        try:
            await self._send(message, letter.address)
        except NOT_LET_IN as error:
            raise _refused("the mail server does not let this installation in", error, final=False) from error
        except aiosmtplib.SMTPRecipientsRefused as refused:
            (one,) = refused.recipients
            raise _refused("the mail server refused the address", one, one.code >= PERMANENT) from one
        except aiosmtplib.SMTPResponseException as error:
            raise _refused("the mail server refused the letter", error, error.code >= PERMANENT) from error
        except aiosmtplib.SMTPNotSupported as error:
            raise _refused("the mail server cannot take such a letter", error, final=True) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise _refused("the mail server did not answer", error, final=False) from error
        return Delivered(message["Message-ID"])

    async def close(self) -> None:
        """Connections last one letter."""

    async def _send(self, message: EmailMessage, address: str) -> None:
        settings = self._settings
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        await aiosmtplib.send(
            message,
            recipients=[address],
            sender=parseaddr(settings.smtp_from)[1],
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user,
            password=password,
            use_tls=settings.smtp_security == "ssl",
            start_tls=settings.smtp_security == "starttls",
            timeout=settings.gateway_timeout,
        )

    def _write(self, letter: Letter) -> EmailMessage:
        sender = self._settings.smtp_from
        name = re.sub(r"[^A-Za-z0-9.-]", "-", f"{letter.id}.{letter.site}")
        message = EmailMessage()
        message["From"] = sender
        message["To"] = letter.address
        message["Subject"] = " ".join(letter.title.split())
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{name}@{parseaddr(sender)[1].rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message


def _refused(what: str, error: Exception, final: bool) -> Undeliverable:
    said = " ".join(str(part) for part in (getattr(error, "code", ""), getattr(error, "message", "") or error) if part)
    return Undeliverable(f"{what}: {said or type(error).__name__}", final)


def build(settings: Settings, clock: Clock) -> SmtpGateway:
    return SmtpGateway(settings, clock)
