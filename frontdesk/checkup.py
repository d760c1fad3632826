"""What the doctor looks at. Every finding says what was seen and, where something is wrong, how to mend it."""

from datetime import UTC, datetime
from time import perf_counter

import nats.errors
import nats.js.errors

from chassis import migrations
from chassis.process import definition_of
from chassis.settings import Settings
from chassis.streams import Finding, check_streams
from contracts import subjects
from contracts.base import SERVICES
from contracts.playbook import Playbook, PlaybookError, Playbooks
from contracts.problems import Problem
from frontdesk.client import DeskClient
from frontdesk.letters import all_letters

OLDEST_SERVER = (2, 14)
MOST_SKEW_SECONDS = 0.5
MOST_BACKLOG = 10_000


async def checkup(settings: Settings, user: str | None = None, password: str | None = None) -> list[Finding]:
    """All findings; the databases are looked at also when the broker is away."""
    found = [_fingerprint_key(settings)]
    secret = settings.nats_password.get_secret_value() if settings.nats_password else None
    creds = str(settings.nats_creds) if settings.nats_creds else None
    try:
        client = await DeskClient.connect(
            settings.nats_url, user=user or settings.nats_user, password=password or secret, creds=creds, name="doctor"
        )
    except Problem as problem:
        remedy = "start it ('frontdesk up', or nats-server 2.14 or newer), or set FRONTDESK_NATS_URL and the login"
        found.append(Finding("broker", ok=False, detail=problem.detail, remedy=remedy))
    else:
        async with client:
            found += await _broker(client, settings)
    return found + [await _database(settings, service) for service in SERVICES]


async def _broker(client: DeskClient, settings: Settings) -> list[Finding]:
    found = [await _server(client)]
    try:
        books = Playbooks(settings.sites, settings.playbook_dirs).books
    except PlaybookError as error:
        found.append(
            Finding("playbooks", ok=False, detail=str(error), remedy="mend them; see 'frontdesk playbook check'")
        )
        return found
    streams = await check_streams(client.js, settings)
    found += streams
    present = {it.name for it in streams if "does not exist" not in it.detail}
    for service in SERVICES:
        for stream in (subjects.EVENTS_STREAM, subjects.BOX_STREAM, subjects.TIME_STREAM):
            if stream in present:
                found.append(await _consumer(client, stream, service, books))
    if subjects.DEAD_STREAM in present:
        found += [await _clock_skew(client), await _dead_letters(client)]
    return found


async def _server(client: DeskClient) -> Finding:
    began = perf_counter()
    await client.nats.flush()
    trip = (perf_counter() - began) * 1000
    version = client.nats.connected_server_version
    detail = (
        f"{client.nats.connected_url.netloc if client.nats.connected_url else ''} nats-server {version}, {trip:.1f} ms"
    )
    if (version.major, version.minor) < OLDEST_SERVER:
        return Finding("broker", ok=False, detail=detail, remedy="use nats-server 2.14 or newer: timers need it")
    return Finding("broker", ok=True, detail=detail)


async def _consumer(client: DeskClient, stream: str, service: str, books: list[Playbook]) -> Finding:
    name = f"{stream}/{service}"
    try:
        info = await client.js.consumer_info(stream, service)
    except nats.js.errors.NotFoundError:
        return Finding(
            name, ok=False, detail="does not exist", remedy=f"start the service, which creates it: {service}"
        )
    except (nats.errors.Error, nats.js.errors.Error) as error:
        return Finding(name, ok=False, detail=repr(error), remedy="look at the nats-server log")
    detail = f"{info.num_pending or 0} waiting, {info.num_ack_pending or 0} in hand"
    several = info.config.filter_subjects or ([info.config.filter_subject] if info.config.filter_subject else [])
    if wrong := _filters_differ(stream, service, set(several), books):
        return Finding(name, ok=False, detail=wrong, remedy=f"restart {service}: it brings the consumer up to date")
    if not info.num_waiting:
        return Finding(name, ok=False, detail=f"{detail}; nobody is pulling", remedy=f"start the service {service}")
    if (info.num_pending or 0) > MOST_BACKLOG:
        return Finding(name, ok=False, detail=detail, remedy=f"run more replicas of {service}, or look at its log")
    return Finding(name, ok=True, detail=detail)


def _filters_differ(stream: str, service: str, present: set[str], books: list[Playbook]) -> str:
    if stream == subjects.EVENTS_STREAM:
        wanted = set(definition_of(service).subscribers.event_subjects(books))
    elif stream == subjects.BOX_STREAM:
        wanted = {f"desk.*.box.*.{service}.>"}
    else:
        wanted = {f"desk.*.due.{service}"}
    if present == wanted:
        return ""
    missing, extra = sorted(wanted - present), sorted(present - wanted)
    return f"its subjects are not those of this version: missing {missing or 'none'}, unknown {extra or 'none'}"


async def _clock_skew(client: DeskClient) -> Finding:
    """The broker dates the consumer it makes, between two looks at this machine's clock."""
    before = datetime.now(UTC)
    async with client.events("desk.*.evt.>") as events:
        after = datetime.now(UTC)
        theirs = events.created
    if theirs is None:
        return Finding("clocks", ok=False, detail="the broker gave no time", remedy="look at the nats-server log")
    skew = (theirs - (before + (after - before) / 2)).total_seconds()
    beyond = max(0.0, abs(skew) - (after - before).total_seconds() / 2)
    detail = f"the broker's clock is {abs(skew) * 1000:.0f} ms {'ahead of' if skew > 0 else 'behind'} this machine's"
    if beyond > MOST_SKEW_SECONDS:
        return Finding(
            "clocks",
            ok=False,
            detail=detail,
            remedy="let both follow the same time server (NTP): deadlines depend on it",
        )
    return Finding("clocks", ok=True, detail=detail)


async def _dead_letters(client: DeskClient) -> Finding:
    letters = await all_letters(client)
    if not letters:
        return Finding("dead letters", ok=True, detail="none")
    services = ", ".join(sorted({letter.service for letter in letters}))
    return Finding(
        "dead letters",
        ok=False,
        detail=f"{len(letters)}, the oldest of {letters[0].parked_at:%Y-%m-%d %H:%M}, by {services}",
        remedy="'frontdesk dead list' says why; mend the cause, then 'frontdesk dead replay'",
    )


async def _database(settings: Settings, service: str) -> Finding:
    name = f"database {service}"
    try:
        revision, head = await migrations.current(settings.database_url_for(service), service)
    except (OSError, migrations.MigrationError) as error:
        return Finding(name, ok=False, detail=str(error), remedy="start the database; check FRONTDESK_DATABASE_URL")
    if revision != head:
        said = f"at {revision or 'no revision'}, the newest is {head}"
        return Finding(
            name, ok=False, detail=said, remedy=f"'frontdesk db upgrade --service {service}', or start the service"
        )
    return Finding(name, ok=True, detail=f"at {revision}, the newest")


def _fingerprint_key(settings: Settings) -> Finding:
    default = Settings.model_fields["fingerprint_key"].default
    if settings.fingerprint_key == default:
        remedy = (
            "set FRONTDESK_FINGERPRINT_KEY to a secret of your own, the same for all services, before real customers"
        )
        return Finding("fingerprint key", ok=True, detail="the public default", remedy=remedy)
    return Finding("fingerprint key", ok=True, detail="set")
