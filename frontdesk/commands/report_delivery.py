"""What every report's command does: ask the desk as somebody, then show, pipe or write what came of it."""

import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from frontdesk.commands.messages import needs
from frontdesk.console import Broker, Failure, connect, out, print_json, reporting, run
from frontdesk.reports.as_screen import as_screen
from frontdesk.reports.asking import Asking, Unusable
from frontdesk.reports.deliver import FORMS, Form, form_of, piped, write
from frontdesk.reports.model import Report

Ask = Callable[[Asking], Awaitable[Report]]


def deliver(broker: Broker, actor: str | None, ask: Ask, named: str | None, file: Path | None, as_json: bool) -> None:
    """Ask for the report and deliver it. Exit code 0: done; 1: refused; 2: cannot be asked like this; 3: no answer."""
    with reporting(as_json):
        who = needs(actor, "--as", "who asks, for example --as wang")
        if who in FORMS:
            raise Failure("Who asks?", f"--as is the login that asks, not a form; write --format {who}")
        form = _usable(lambda: form_of("json" if as_json and named is None and file is None else named, file))
        if form == "xlsx" and file is None and sys.stdout.isatty():
            raise Failure("Not for a terminal", "a workbook is no text; name a file with --out")
    report = run(_asked(broker, who, ask), as_json)
    with reporting(as_json):
        _deliver(report, form, file, as_json)


async def _asked(broker: Broker, actor: str, ask: Ask) -> Report:
    async with await connect(broker) as client:
        asking = await Asking.begin(client, actor, datetime.now(UTC))
        try:
            return await ask(asking)
        except Unusable as error:
            raise _failure(error) from error


def _usable(choose: Callable[[], Form | None]) -> Form | None:
    try:
        return choose()
    except Unusable as error:
        raise _failure(error) from error


def _failure(error: Unusable) -> Failure:
    return Failure("No such report", str(error), "'frontdesk report NAME --help' shows what it takes")


def _deliver(report: Report, form: Form | None, file: Path | None, as_json: bool) -> None:
    if form is None:
        out.print(as_screen(report))
    elif file is None:
        sys.stdout.buffer.write(piped(report, form))
        sys.stdout.flush()
    else:
        try:
            written = write(report, form, file)
        except OSError as error:
            raise Failure("Not written", f"{file}: {error.strerror}", "name a file in a folder that exists") from error
        names = [str(path) for path in written]
        if as_json:
            print_json({"written": names})
        else:
            out.print(f"Written: {', '.join(names)}", soft_wrap=True)
