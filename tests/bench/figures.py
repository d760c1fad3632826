"""A measured figure, its target, and the table of all of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from rich.table import Table


@dataclass
class Figure:
    """``ratio`` in the table is how many times better than the target: 1.0 meets it exactly."""

    name: str
    value: float
    unit: str
    target: float | None = None
    better: Literal["higher", "lower"] = "higher"
    samples: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def ratio(self) -> float | None:
        if self.target is None or self.value == 0:
            return None
        return self.value / self.target if self.better == "higher" else self.target / self.value

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio}


def table_of(figures: list[Figure], previous: Mapping[str, float]) -> Table:
    """``previous``: the figures of an earlier run by name."""
    table = Table(title="Measured", title_justify="left")
    for name in ("figure", "value", "target", "ratio", "before", "change", "samples"):
        table.add_column(name, justify="left" if name in ("figure", "samples") else "right")
    for figure in figures:
        sign = {"higher": ">=", "lower": "<="}[figure.better]
        target = "" if figure.target is None else f"{sign} {_short(figure.target)}"
        ratio = "" if figure.ratio is None else f"[{'green' if figure.ratio >= 1 else 'red'}]{figure.ratio:.2f}[/]"
        before = previous.get(figure.name)
        change = f"{(figure.value / before - 1) * 100:+.0f} %" if before else ""
        table.add_row(
            figure.name,
            f"{_short(figure.value)} {figure.unit}",
            target,
            ratio,
            "" if before is None else _short(before),
            change,
            ", ".join(map(_short, figure.samples)),
        )
    return table


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
