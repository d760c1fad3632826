"""``frontdesk report``: what a hall keeps on paper or in a spreadsheet, from the running desk."""

from pathlib import Path
from typing import Annotated

import typer

from frontdesk.commands.report_delivery import deliver
from frontdesk.console import URL, AsJson, Broker, Password, Site, Url, User
from frontdesk.reports import deposit_slip, handover_log, promotion, roster, roster_month, trial_balance
from frontdesk.reports.asking import Asking, Unusable, day_of, moment_of, month_of
from frontdesk.reports.deliver import FORMS
from frontdesk.reports.model import Report

HELP = "Reports: on the screen, as JSON, CSV or XLSX, or as an HTML page to print."
EXAMPLE = """
Examples:
frontdesk report trial-balance --as wang
frontdesk report roster --as wang --month 2026-12 --out roster.html
frontdesk report handover-log --as wang --staff li --out handover.xlsx
"""
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def _example(command: str) -> str:
    """Never wrapped, so that it can be copied."""
    return f"Example:\n\n\b\n{command}"


Who = Annotated[str | None, typer.Option("--as", help="Who asks.")]
As = Annotated[str | None, typer.Option("--format", help=f"{', '.join(FORMS)}; default: by the ending of --out.")]
Out = Annotated[Path | None, typer.Option("--out", help="The file to write; CSV: one a table.")]
Staff = Annotated[str | None, typer.Option(help="Of this person only.")]


@app.command(
    "trial-balance",
    short_help="试算平衡表: every account up to a moment.",
    epilog=_example("frontdesk report trial-balance --as wang --out tb.xlsx"),
)
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
    """Debits, credits and balance of every account."""

    async def ask(asking: Asking) -> Report:
        moment = moment_of(at, asking.frame.zone) if at is not None else None
        return await trial_balance.ask_trial_balance(asking, moment)

    deliver(Broker(url, site, user, password), actor, ask, form, file, as_json)


@app.command(
    "roster",
    short_help="排班表: the shifts of a day or a month.",
    epilog=_example("frontdesk report roster --as wang --month 2026-12"),
)
def roster_command(
    *,
    day: Annotated[str | None, typer.Option(help="2026-12-01; default: today.")] = None,
    month: Annotated[str | None, typer.Option(help="2026-12: people by days.")] = None,
    version: Annotated[int | None, typer.Option(help="Of a month: as it was published then.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Of a month: what is planned, not yet published.")] = False,
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
    """A day shift by shift, or a month as people by days."""

    async def ask(asking: Asking) -> Report:
        if day is not None and month is not None:
            raise Unusable("give --day or --month, not both")
        if month is not None and version is not None and draft:
            raise Unusable("give --version or --draft, not both")
        if month is not None:
            return await roster_month.ask_month(asking, month_of(month), staff, version, draft=draft)
        if version is not None or draft:
            raise Unusable("--version and --draft are of a month; name it with --month")
        return await roster.ask_day(asking, day_of(day) if day is not None else asking.frame.today, staff)

    deliver(Broker(url, site, user, password), actor, ask, form, file, as_json)


@app.command(
    "handover-log",
    short_help="交接班日志: what one handover handed over.",
    epilog=_example("frontdesk report handover-log --as wang --staff li --out log.html"),
)
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
    """Names, times, items, signatures."""

    async def ask(asking: Asking) -> Report:
        return await handover_log.ask_handover_log(asking, handover_id, staff)

    deliver(Broker(url, site, user, password), actor, ask, form, file, as_json)


@app.command(
    "deposit-slip",
    short_help="交款单: takings and the three signatures under them.",
    epilog=_example("frontdesk report deposit-slip --as zhou --staff li --out s.html"),
)
def deposit_slip_command(
    *,
    slip_id: Annotated[str | None, typer.Option("--id", help="The slip.")] = None,
    staff: Annotated[str | None, typer.Option(help="The latest slip of this clerk.")] = None,
    actor: Who = None,
    form: As = None,
    file: Out = None,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Figures, capital figures, signatures."""

    async def ask(asking: Asking) -> Report:
        return await deposit_slip.ask_deposit_slip(asking, slip_id, staff)

    deliver(Broker(url, site, user, password), actor, ask, form, file, as_json)


@app.command(
    "promotion",
    short_help="促销效果报告: participants, response, sales, cost.",
    epilog=_example("frontdesk report promotion --as wang --id new_year --out p.xlsx"),
)
def promotion_command(
    *,
    name: Annotated[str, typer.Option("--id", help="The promotion's name.")],
    actor: Who = None,
    form: As = None,
    file: Out = None,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """One promotion's effect, up to now."""

    async def ask(asking: Asking) -> Report:
        return await promotion.ask_promotion(asking, name)

    deliver(Broker(url, site, user, password), actor, ask, form, file, as_json)
