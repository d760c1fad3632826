"""The order of a line's steps: which come first, which wait for each other."""

from contracts.playbook.grammar import Line, Step

VERIFIED = "order.verified"


def predecessors(line: Line) -> dict[str, list[str]]:
    """For each step the steps that come first: ``after`` where it is given, else the one written above."""
    out: dict[str, list[str]] = {}
    above: list[str] = []
    for step in line.steps:
        out[step.name] = above if step.after is None else step.after
        above = [step.name]
    return out


def ancestors(line: Line) -> dict[str, set[str]]:
    """For each step all that come first, near or far; a step in a circle is among its own."""
    direct = {name: set(before) for name, before in predecessors(line).items()}
    while True:
        wider = {name: before.union(*(direct.get(each, set()) for each in before)) for name, before in direct.items()}
        if wider == direct:
            return direct
        direct = wider


def waiting_for_each_other(line: Line) -> list[str]:
    """Steps that wait for themselves over any number of others, and those that wait for them."""
    before = ancestors(line)
    circle = {name for name, earlier in before.items() if name in earlier}
    return [name for name, earlier in before.items() if name in circle or earlier & circle]


def verifies(step: Step) -> bool:
    """Whether taking the step can settle the order."""
    return VERIFIED in {step.announces, *(choice.announces for choice in step.choices.values())}
