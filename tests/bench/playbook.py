"""The bench's desk: the shipped property desk with two deadlines of other lengths."""

import copy
from pathlib import Path

import yaml

from contracts.playbook.load import find

FAR = "repair"
SOON = "bench_soon"


def bench_playbook(folder: Path, *, within: str, business: bool = False, closes: str = "20:00") -> str:
    """Path of a playbook whose repairs have thirty days, so that no deadline falls due while others are measured,
    and whose line ``bench_soon`` is a repair with the deadline ``within``. ``business``: the thirty days are open
    hours of a desk that ``closes`` at that time."""
    book = yaml.safe_load(find("property-desk").read_text(encoding="utf-8"))
    book["playbook"] = "bench-desk"
    lines = book["lines"]
    lines[SOON] = copy.deepcopy(lines[FAR])
    _deadline(lines[FAR])["within"] = "30d"
    _deadline(lines[SOON])["within"] = within
    if business:
        _deadline(lines[FAR])["clock"] = "business"
        book["calendar"]["open"] = {"mon-sun": ["08:00-12:00", f"13:30-{closes}"]}
    path = folder / "bench-desk.yaml"
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return str(path)


def _deadline(line: dict[str, list[dict[str, dict[str, str]]]]) -> dict[str, str]:
    return next(step["deadline"] for step in line["steps"] if "deadline" in step)
