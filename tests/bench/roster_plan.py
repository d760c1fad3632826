"""``python -m tests.bench.roster_plan [--people N] [--seconds S]``: plan a hall's month and show the figures.

The hall is made from ``--hall``, a seed; the search is the one of ``frontdesk roster plan``, its model built anew.
"""

import argparse
import time

from rich.console import Console
from rich.table import Table

from frontdesk.planning.propose import propose
from frontdesk.planning.solution import Options
from frontdesk.planning.solve import solve
from tests.bench.hall import sample_hall


def main() -> None:
    """Plan one hall for each ``--hall`` and print a row for each."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.roster_plan", description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--hall", type=int, action="append", help="the hall's seed; may be repeated")
    parser.add_argument("--seed", type=int, help="of the search")
    given = parser.parse_args()
    console = Console(width=160)
    table = Table("hall", "people", "short h", "proved", "points", "bound", "gap", "seconds", "wishes", "variables")
    for hall in given.hall or [1]:
        began = time.monotonic()
        problem = sample_hall(given.people, seed=hall)
        solution = solve(problem, Options(given.seconds, given.workers, given.seed))
        proposal = propose(problem, solution)
        coverage, quality = solution.stages
        table.add_row(
            *(str(hall), str(given.people), f"{coverage.objective:g}", str(coverage.proved)),
            *(f"{quality.objective:,.1f}", f"{quality.bound:,.1f}", f"{quality.gap:.2%}"),
            f"{time.monotonic() - began:.1f}",
            f"{sum(wish.granted for wish in proposal.wishes)} of {len(proposal.wishes)}",
            f"{solution.variables:,}",
        )
    console.print(table)


if __name__ == "__main__":
    main()
