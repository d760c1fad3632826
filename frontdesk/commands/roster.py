"""``frontdesk roster``: propose a month's roster."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from chassis.settings import load_settings
from contracts.playbook import PlaybookError
from contracts.roster import MonthReceipt
from frontdesk.commands.messages import needs
from frontdesk.commands.roster_progress import watching
from frontdesk.commands.roster_view import show
from frontdesk.console import (
    REFUSED,
    URL,
    AsJson,
    Broker,
    Failure,
    Password,
    Site,
    Url,
    User,
    connect,
    err,
    out,
    print_json,
    reporting,
    run,
)
from frontdesk.planning.desk import DeskMonth, ask_month, save_draft
from frontdesk.planning.problem import Problem
from frontdesk.planning.proposal import Proposal
from frontdesk.planning.propose import propose
from frontdesk.planning.read_hall import read_hall
from frontdesk.planning.solution import Options
from frontdesk.planning.write import write_proposal
from frontdesk.reports.asking import Unusable
from frontdesk.reports.deliver import form_of

SHORT = 2
"""Exit code: a month is proposed that falls short of something, which is named."""
HELP = "The month's roster: propose one that keeps what the playbook asks for."
EXAMPLE = """
Examples:
frontdesk roster plan --file hall.yaml --out plan.xlsx
frontdesk roster plan --as wang --month 2026-12
frontdesk roster plan --as wang --month 2026-12 --seconds 120 --save
"""
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def roster() -> None:
    """The month's roster."""


@app.command("plan", short_help="Propose a month: coverage, rest, hours, fairness, wishes.")
def plan(
    *,
    file: Annotated[
        Path | None, typer.Option("--file", help="A month to plan, YAML or JSON; else the desk is asked.")
    ] = None,
    month: Annotated[str | None, typer.Option(help="Of the desk: which month, 2026-12.")] = None,
    actor: Annotated[str | None, typer.Option("--as", help="Of the desk: the manager who plans.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Make it the month's draft; nothing is published.")] = False,
    seconds: Annotated[float, typer.Option(min=1, max=86_400, help="How long to search at most.")] = 50,
    workers: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0: as many as processors.")] = 0,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**31 - 1, help="Search in a way that can be repeated.")
    ] = None,
    file_out: Annotated[Path | None, typer.Option("--out", help="Keep it: .json, .csv, .xlsx or .html.")] = None,
    site: Site = "HQ",
    url: Url = URL,
    user: User = None,
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Propose a month's roster with OR-Tools and say by name what it falls short of.

    Exit code 0: every least number is reached and no rule broken; 2: something falls short, or cannot be used like
    this; 1: the file or the desk refused; 3: nobody answered.
    """
    with reporting(as_json):
        _has_solver()
        _check_form(file_out)
        options = Options(seconds, workers, seed)
        if file is not None:
            if save or month is not None:
                raise Failure("Of the desk or of a file?", "--save and --month belong to a desk; leave out --file")
            proposal = _propose(_read(file), options)
            _deliver(proposal, file_out, as_json)
            raise typer.Exit(0 if proposal.met else SHORT)
        who = needs(actor, "--as", "who plans, for example --as wang")
        which = needs(month, "--month", "the month to plan, for example --month 2026-12")
    broker = Broker(url, site, user, password)
    asked = run(_asked(broker, who, which), as_json)
    with reporting(as_json):
        proposal = _propose(asked.problem, options)
        _deliver(proposal, file_out, as_json)
    if save:
        _said(run(_saved(broker, who, asked, proposal), as_json), as_json)
    raise typer.Exit(0 if proposal.met else SHORT)


def _has_solver() -> None:
    if find_spec("ortools") is None:
        raise Failure(
            "OR-Tools is not installed", "planning a month needs it", "pip install 'frontdesk[plan]'", REFUSED
        )


def _check_form(file: Path | None) -> None:
    """Before the search, not after it."""
    try:
        form_of(None, file)
    except Unusable as error:
        raise Failure("Not a form", str(error), "name a file such as plan.json") from error


def _read(file: Path) -> Problem:
    try:
        return read_hall(file, load_settings().playbook_dirs)
    except PlaybookError as error:
        remedy = "name a playbook that 'frontdesk playbook check' finds sound"
        raise Failure("The file's playbook cannot be used", str(error), remedy, REFUSED) from error


def _propose(problem: Problem, options: Options) -> Proposal:
    from frontdesk.planning.solve import solve  # noqa: PLC0415 the solver is an extra, and slow to load

    with watching(err, options.seconds) as watch:
        return propose(problem, solve(problem, options, watch), options.seed)


def _deliver(proposal: Proposal, file: Path | None, as_json: bool) -> None:
    written = []
    if file is not None:
        try:
            written = write_proposal(proposal, file)
        except OSError as error:
            raise Failure("Not written", f"{file}: {error.strerror}", "name a file in a folder that exists") from error
    if as_json:
        print_json(proposal.model_dump(mode="json"))
        return
    show(proposal)
    if written:
        out.print(f"Written: {', '.join(map(str, written))}", soft_wrap=True)


async def _asked(broker: Broker, actor: str, month: str) -> DeskMonth:
    async with await connect(broker) as client:
        return await ask_month(client, actor, month)


async def _saved(broker: Broker, actor: str, asked: DeskMonth, proposal: Proposal) -> MonthReceipt:
    async with await connect(broker) as client:
        return await save_draft(client, actor, asked, proposal)


def _said(receipt: MonthReceipt, as_json: bool) -> None:
    if as_json:
        return
    out.print(f"Draft of {receipt.month}, revision {receipt.revision}: {receipt.shifts} shifts; nothing is published.")
    for path, fault in receipt.faults.items():
        out.print(f"  {path}: {fault}", style="red")
