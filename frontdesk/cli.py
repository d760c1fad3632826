"""The program ``frontdesk``: what is typed, and which module does it."""

import typer

from frontdesk.commands import ask, attach, db, dead, doctor, ledger, logins, playbook, report, roster, send, tail, up
from frontdesk.demo import command as demo


def examples(text: str) -> str:
    """One command a line, never wrapped, so that it can be copied."""
    heading, *commands = [line for line in text.splitlines() if line]
    return "\n".join([heading, "", "\b", *commands])


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,
    help="Frontdesk, the software behind a service desk. Begin with 'frontdesk up'.",
)
app.command("up", short_help="Start a broker and all five services here.", epilog=examples(up.UP_EXAMPLE))(up.up)
app.command("demo", short_help="Play one day at a desk, live.", epilog=examples(demo.EXAMPLE))(demo.demo)
app.command("send", short_help="Send a command on behalf of an actor.", epilog=examples(send.EXAMPLE))(send.send)
app.command("ask", short_help="Ask for a view.", epilog=examples(ask.EXAMPLE))(ask.ask)
app.command("attach", short_help="Keep a file with a request.", epilog=examples(attach.EXAMPLE))(attach.attach)
app.add_typer(report.app, name="report", help=report.HELP, epilog=examples(report.EXAMPLE))
app.add_typer(roster.app, name="roster", help=roster.HELP, epilog=examples(roster.EXAMPLE))
app.command("tail", short_help="Show events as they happen.", epilog=examples(tail.EXAMPLE))(tail.tail)
app.command("doctor", short_help="Look whether all is well.", epilog=examples(doctor.EXAMPLE))(doctor.doctor)
app.add_typer(dead.app, name="dead", help=dead.HELP, epilog=examples(dead.EXAMPLE))
app.add_typer(playbook.app, name="playbook", help=playbook.HELP, epilog=examples(playbook.EXAMPLE))
app.add_typer(db.app, name="db", help=db.HELP, epilog=examples(db.EXAMPLE))
app.add_typer(ledger.app, name="ledger", help=ledger.HELP, epilog=examples(ledger.EXAMPLE))
app.command("logins", short_help="Write logins for nats-server.", epilog=examples(logins.EXAMPLE))(logins.logins)
app.command("serve", short_help="Run one service, as a container does.", epilog=examples(up.SERVE_EXAMPLE))(up.serve)


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
