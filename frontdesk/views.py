"""Views and message descriptions for eyes: tables for pages, panels with nested tables for single things."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from contracts.base import Command, Query
from contracts.money import Money
from contracts.playbook.grammar import FieldSpec
from frontdesk.render import both, value_text

EMPTY: tuple[Any, ...] = (None, "", [], {})
PLAIN: dict[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "true | false",
    float: "number",
    date: "date",
    AwareDatetime: "moment with offset",
    Money: "money, 12.50 CNY",
}


def view(model: BaseModel, title: str, zone: ZoneInfo | None = None) -> RenderableType:
    """A page of rows as a table, anything else as a panel of its fields."""
    values = _fields(model)
    rows = values.get("rows")
    if isinstance(rows, list):
        rest = {name: value for name, value in values.items() if name not in ("rows", "next")}
        parts: list[RenderableType] = [_pairs(rest, zone)] if any(each not in EMPTY for each in rest.values()) else []
        parts.append(rows_table(rows, zone, title) if rows else Text(f"{title}: nothing", style="dim"))
        return Group(*parts)
    if all(value in EMPTY for value in values.values()):
        return Text(title)
    return Panel(Group(*_nested(values, zone)), title=title, title_align="left", expand=False)


def rows_table(rows: Sequence[Any], zone: ZoneInfo | None = None, title: str | None = None) -> Table:
    """Columns that are empty in every row are left out."""
    table = Table(title=title, title_justify="left", header_style="bold")
    shown = [_fields(row) for row in rows]
    names = [name for name in shown[0] if any(row.get(name) not in EMPTY for row in shown)]
    if "summary" in names:
        # A summary says in words what the data of a record's line hold.
        names = [name for name in names if name not in ("type", "data")]
    for name in names:
        table.add_column(name.replace("_", " "), no_wrap=name == "number")
    for row in shown:
        table.add_row(*(Text(_cell(row.get(name), zone)) for name in names))
    return table


def message_fields(model: type[Command] | type[Query]) -> RenderableType:
    """Fields of a message with type, whether they must be given, and what they mean."""
    table = Table(title=model.key(), title_justify="left", header_style="bold")
    for heading in ("field", "type", "required", "meaning"):
        table.add_column(heading)
    for name, field in model.model_fields.items():
        needed = "yes" if field.is_required() else _default(field)
        table.add_row(Text(name, style="cyan"), Text(type_name(field.annotation)), needed, Text(_meaning(field)))
    return Group(Text(" ".join((model.__doc__ or "").split())), table)


def playbook_fields(title: str, fields: Mapping[str, FieldSpec]) -> Table:
    """Fields of a form or of a step's records."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for heading in ("field", "title", "type", "required", "choices"):
        table.add_column(heading)
    for name, spec in fields.items():
        needed = "yes" if spec.required else f"when {spec.when.source}" if spec.when is not None else ""
        table.add_row(
            Text(name, style="cyan"), both(spec.title) if spec.title else "", spec.type, needed, ", ".join(spec.choices)
        )
    return table


def catalogue(models: Mapping[str, type[Command]] | Mapping[str, type[Query]]) -> Table:
    """All messages of a kind; fields that may be left out stand in brackets."""
    table = Table(header_style="bold")
    for heading in ("message", "fields", "what it does"):
        table.add_column(heading)
    for key, model in sorted(models.items()):
        names = [name if field.is_required() else f"[{name}]" for name, field in model.model_fields.items()]
        table.add_row(Text(key, style="cyan", no_wrap=True), Text(" ".join(names)), Text(first_sentence(model)))
    return table


def first_sentence(model: type[BaseModel]) -> str:
    own = model.__dict__.get("__doc__") or ""
    return " ".join(own.split()).partition(". ")[0].removesuffix(".")


def type_name(annotation: Any) -> str:
    """``text``, ``list of Recipient``, ``a | b | c``: a type as the reader of a help page would say it."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_name(args[0])
    if origin is Literal:
        return " | ".join(map(str, args))
    if origin is list:
        return f"list of {type_name(args[0])}"
    if origin is dict:
        return "object"
    if args:
        return " | ".join(type_name(each) for each in args if each is not NoneType)
    return PLAIN.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _fields(row: Any) -> dict[str, Any]:
    if isinstance(row, BaseModel):
        return {name: getattr(row, name) for name in type(row).model_fields}
    return dict(row) if isinstance(row, Mapping) else {"value": row}


def _nested(values: Mapping[str, Any], zone: ZoneInfo | None) -> list[RenderableType]:
    plain = {name: value for name, value in values.items() if not _is_rows(value)}
    parts: list[RenderableType] = [_pairs(plain, zone)]
    for name, value in values.items():
        if _is_rows(value):
            rows = getattr(value, "rows", value)
            parts += [Text(), rows_table(rows, zone, name.replace("_", " "))]
    return parts


def _is_rows(value: Any) -> bool:
    if isinstance(value, BaseModel):
        return bool(getattr(value, "rows", None))
    return isinstance(value, list) and bool(value) and isinstance(value[0], BaseModel)


def _pairs(values: Mapping[str, Any], zone: ZoneInfo | None) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    for name, value in values.items():
        if value not in EMPTY:
            table.add_row(name.replace("_", " "), Text(_cell(value, zone)))
    return table


def _cell(value: Any, zone: ZoneInfo | None) -> str:
    if isinstance(value, list) and value and isinstance(value[0], BaseModel):
        return "\n".join(value_text(each, zone) for each in value)
    return value_text(value, zone)


def _default(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True, validated_data={})
    return "no" if default in EMPTY or default is PydanticUndefined else f"no ({default})"


def _meaning(field: FieldInfo) -> str:
    said = field.description or ""
    examples = f"For example {', '.join(map(str, field.examples))}." if field.examples else ""
    return f"{said} {examples}".strip()
