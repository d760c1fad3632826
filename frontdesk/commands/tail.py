"""``frontdesk tail``: events as they happen."""

import asyncio
from datetime import timedelta
from typing import Annotated, Any

import typer

from contracts import subjects
from contracts.durations import parse_duration
from frontdesk.client import EventStream, Received, Since
from frontdesk.console import URL, Broker, Failure, Password, Url, User, connect, out, print_json_line, reporting
from frontdesk.known_playbook import known_playbook
from frontdesk.render import render_event

EXAMPLE = """
Examples:
frontdesk tail
frontdesk tail --site HQ --service dispatch --since 10m
frontdesk tail --request HQ-20261121-0001 --since all --no-follow --json
"""


def tail(
    *,
    site: Annotated[str | None, typer.Option(envvar="FRONTDESK_SITE", help="One desk; all of them without it.")] = None,
    service: Annotated[str | None, typer.Option(help="Events of one service.")] = None,
    request: Annotated[str | None, typer.Option(metavar="NUMBER", help="Events of one request.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="10m|all", help="Begin that long ago, or with the first.")
    ] = None,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Wait for more, until Ctrl-C.")] = True,
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show events, one readable line each: time, service, what happened, request, who, and what matters of it.

    Exit code 0, also after Ctrl-C; 2: not understood; 3: the broker or its stream of events is not there.
    """
    with reporting(as_json):
        start = since_of(since)
        if request is not None and start is None and not follow:
            start = "all"
        subject = f"{subjects.ROOT}.{site or '*'}.evt.{service or '*'}.>"
        broker = Broker(url, site or "HQ", user, password)
        try:
            asyncio.run(_tail(broker, subject, start, request, follow=follow, show_site=site is None, as_json=as_json))
        except KeyboardInterrupt:
            raise typer.Exit(0) from None


def since_of(text: str | None) -> Since:
    """``all``, a span such as ``10m``, or None. Raises Failure."""
    if text is None:
        return None
    if text == "all":
        return "all"
    try:
        span: timedelta = parse_duration(text)
    except ValueError as error:
        raise Failure(
            "--since is not understood", str(error), "write for example --since 10m, or --since all"
        ) from error
    return span


async def _tail(
    broker: Broker,
    subject: str,
    since: Since,
    request: str | None,
    *,
    follow: bool,
    show_site: bool,
    as_json: bool,
) -> None:
    async with await connect(broker) as client, client.events(subject, since=since, number=request) as events:
        async for received in _chosen(events, follow):
            if as_json:
                print_json_line(as_document(received))
            else:
                out.print(render_event(received, known_playbook(received.site), site=show_site))


def _chosen(events: EventStream, follow: bool) -> Any:
    return events if follow else events.until_now()


def as_document(received: Received) -> dict[str, Any]:
    """An event as a CloudEvents document in structured mode, with the site and its place in the stream."""
    envelope = received.envelope
    return {
        "specversion": "1.0",
        "id": envelope.id,
        "source": envelope.source,
        "type": envelope.type,
        "time": envelope.time.isoformat(),
        "subject": envelope.subject,
        "actor": envelope.actor,
        "correlationid": envelope.correlation_id,
        "causationid": envelope.causation_id,
        "site": received.site,
        "sequence": received.sequence,
        "data": received.data,
    }
