"""The public subjects. ``<site>`` is one desk of the organisation; no id ever stands in a subject."""

import re
from typing import NamedTuple

ROOT = "desk"
SITE_PATTERN = re.compile(r"^[A-Z][A-Z0-9]{1,7}$")

EVENTS_STREAM = "DESK_EVENTS"
BOX_STREAM = "DESK_BOX"
TIME_STREAM = "DESK_TIME"
DEAD_STREAM = "DESK_DEAD"


class Address(NamedTuple):
    """A parsed subject: ``kind`` is cmd, box, qry, evt, at, due or dead; ``name`` what follows the service."""

    site: str
    kind: str
    actor: str | None
    service: str
    name: str

    @property
    def pattern(self) -> str:
        """A label of low cardinality for metrics, for example ``cmd.intake.record_request``."""
        return f"{self.kind}.{self.service}.{self.name}" if self.name else f"{self.kind}.{self.service}"


def command(site: str, actor: str, key: str) -> str:
    """``desk.<site>.cmd.<actor>.<service>.<action>``; ``key`` is ``<service>.<action>``."""
    return f"{ROOT}.{site}.cmd.{actor}.{key}"


def box(site: str, actor: str, key: str) -> str:
    return f"{ROOT}.{site}.box.{actor}.{key}"


def query(site: str, actor: str, key: str) -> str:
    return f"{ROOT}.{site}.qry.{actor}.{key}"


def event(site: str, key: str) -> str:
    """``desk.<site>.evt.<service>.<entity>.<fact>``; ``key`` is ``<service>.<entity>.<fact>``."""
    return f"{ROOT}.{site}.evt.{key}"


def timer(site: str, service: str, timer_id: str) -> str:
    return f"{ROOT}.{site}.at.{service}.{timer_id}"


def due(site: str, service: str) -> str:
    return f"{ROOT}.{site}.due.{service}"


def dead(site: str, service: str) -> str:
    return f"{ROOT}.{site}.dead.{service}"


def files_bucket(site: str) -> str:
    """The object store bucket of the files that are kept with requests."""
    return f"files-{site}"


def files_stream(site: str) -> str:
    """The stream behind ``files_bucket``."""
    return f"OBJ_{files_bucket(site)}"


def file_chunks(site: str, name: str) -> str:
    """Where the content of the object ``<login>.<object>`` lies; only that login may write there."""
    return f"$O.{files_bucket(site)}.C.{name}"


def parse(subject: str) -> Address:
    """Take a subject apart. Raises ValueError for anything that is not one of the forms above."""
    parts = subject.split(".")
    if len(parts) < 4 or parts[0] != ROOT:
        raise ValueError(f"not a desk subject: {subject}")
    site, kind = parts[1], parts[2]
    if kind in ("cmd", "box", "qry"):
        if len(parts) != 6:
            raise ValueError(f"expected desk.<site>.{kind}.<actor>.<service>.<name>, got {subject}")
        return Address(site, kind, parts[3], parts[4], parts[5])
    if kind in ("evt", "at", "due", "dead"):
        return Address(site, kind, None, parts[3], ".".join(parts[4:]))
    raise ValueError(f"unknown kind '{kind}' in subject {subject}")


def inbox_prefix(login: str) -> str:
    """Where answers for a login arrive: its own place, which no other login may listen to."""
    return f"_INBOX.{login}"


def client_permissions(site: str, actor: str) -> dict[str, dict[str, list[str]]]:
    """What the login of one person may publish and subscribe to, in the terms of a nats-server configuration.

    Commands and views go out under its own name only, and answers come back to its own inbox only, so that nobody
    reads what was answered to somebody else. Events of the site are read through consumers of the login's own making;
    the services' consumers are out of reach, since whoever could read or change those could make events vanish.

    Files are uploaded in the login's own name, where nobody else can add to them; that an object exists is written by
    the service which has looked at it. They are read message by message in the broker's JSON: by a consumer or a
    direct get a login could have content of its own making delivered to any subject, another person's commands too.
    """
    api = "$JS.API.CONSUMER"
    services = ("intake", "dispatch", "followup", "cashdesk", "roster")
    own = [f"{ROOT}.{site}.{kind}.{actor}.>" for kind in ("cmd", "box", "qry")]
    reading = [
        f"$JS.API.STREAM.INFO.{EVENTS_STREAM}",
        f"{api}.CREATE.{EVENTS_STREAM}.*.{ROOT}.{site}.evt.>",
        *(f"{api}.{verb}.{EVENTS_STREAM}.*" for verb in ("INFO", "DELETE", "MSG.NEXT")),
        f"$JS.ACK.{EVENTS_STREAM}.>",
        f"$JS.FC.{EVENTS_STREAM}.>",
    ]
    files = [file_chunks(site, f"{actor}.*"), f"$JS.API.STREAM.MSG.GET.{files_stream(site)}"]
    others = [
        subject
        for service in services
        for subject in (
            f"{api}.CREATE.{EVENTS_STREAM}.{service}.>",
            f"{api}.DELETE.{EVENTS_STREAM}.{service}",
            f"{api}.MSG.NEXT.{EVENTS_STREAM}.{service}",
            f"$JS.ACK.{EVENTS_STREAM}.{service}.>",
        )
    ]
    return {
        "publish": {"allow": own + reading + files, "deny": others},
        "subscribe": {"allow": [f"{ROOT}.{site}.evt.>", f"{inbox_prefix(actor)}.>"]},
    }
