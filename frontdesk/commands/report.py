"""``frontdesk report``: what a hall keeps on paper or in a spreadsheet, from the running desk."""

import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from frontdesk.commands.messages import needs
from frontdesk.console import (
    URL,
    AsJson,
    Broker,
    Failure,
    Password,
    Site,
    Url,
    User,
    connect,
    out,
    print_json,
    reporting,
    run,
)
from frontdesk.reports import handover_log, roster, trial_balance
from frontdesk.reports.as_screen import as_screen
from frontdesk.reports.asking import Asking, Unusable, day_of, moment_of, month_of
from frontdesk.reports.deliver import FORMS, Form, form_of, piped, write
from frontdesk.reports.model import Report

HELP = "Reports: on the screen, as JSON, CSV or XLSX, or as an HTML page to print."
EXAMPLE = """
Examples:
frontdesk report trial-balance --as wang
frontdesk report roster --as wang --month 2026-12 --out roster.html
frontdesk report handover-log --as wang --staff li --out handover.xlsx
"""
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Who = Annotated[str | None, typer.Option("--as", help="Who asks.")]
As = Annotated[str | None, typer.Option("--format", help=f"{', '.join(FORMS)}; default: by the ending of --out.")]
Out = Annotated[Path | None, typer.Option("--out", help="The file to write; CSV: one a table.")]
Staff = Annotated[str | None, typer.Option(help="Of this person only.")]
Ask = Callable[[Asking], Awaitable[Report]]


@app.command("trial-balance", short_help="试算平衡表: every account up to a moment.")
def trial_balance_command(
    *,
    at: Annotated[str | None, typer.Option(help="Up to this moment, '2026-11-21 18:00'; default: now.")] = None,
    actor: Who = None,
    form: As = None,
    file: Out = None,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Debits, credits and balance of every account. Example: frontdesk report trial-balance --as wang --out tb.xlsx"""

    async def ask(asking: Asking) -> Report:
        moment = moment_of(at, asking.frame.zone) if at is not None else None
        return await trial_balance.ask_trial_balance(asking, moment)

    _report(Broker(url, site, user, password), actor, ask, form, file, as_json)


@app.command("roster", short_help="排班表: the shifts of a day or a month.")
def roster_command(
    *,
    day: Annotated[str | None, typer.Option(help="2026-12-01; default: today.")] = None,
    month: Annotated[str | None, typer.Option(help="2026-12: people by days.")] = None,
    staff: Staff = None,
    actor: Who = None,
    form: As = None,
    file: Out = None,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """A day shift by shift, or a month as people by days. Example: frontdesk report roster --as wang --month 2026-12"""

    async def ask(asking: Asking) -> Report:
        if day is not None and month is not None:
            raise Unusable("give --day or --month, not both")
        if month is not None:
            return await roster.ask_month(asking, month_of(month), staff)
        return await roster.ask_day(asking, day_of(day) if day is not None else asking.frame.today, staff)

    _report(Broker(url, site, user, password), actor, ask, form, file, as_json)


@app.command("handover-log", short_help="交接班日志: what one handover handed over.")
def handover_log_command(
    *,
    handover_id: Annotated[str | None, typer.Option("--id", help="The handover.")] = None,
    staff: Annotated[str | None, typer.Option(help="The latest handover of this outgoing person.")] = None,
    actor: Who = None,
    form: As = None,
    file: Out = None,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Names, times, items, signatures. Example: frontdesk report handover-log --as wang --staff li --out log.html"""

    async def ask(asking: Asking) -> Report:
        return await handover_log.ask_handover_log(asking, handover_id, staff)

    _report(Broker(url, site, user, password), actor, ask, form, file, as_json)


def _report(broker: Broker, actor: str | None, ask: Ask, named: str | None, file: Path | None, as_json: bool) -> None:
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
