"""Whether everything one JSON Schema allows is also allowed by another; says where not, and why.

Covers the schemas pydantic makes from the contracts: objects, lists, unions, references, enumerations and limits.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Schema = dict[str, Any]
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
SAME = ("pattern", "format", "multipleOf", "prefixItems", "uniqueItems")


@dataclass(frozen=True)
class Misfit:
    """``path`` is dotted from the message's root, ``[]`` stands for every element, ``{}`` for every value."""

    path: str
    kind: Literal["type", "null", "values", "limit", "missing", "optional", "unknown"]
    detail: str


@dataclass
class Fit:
    """Collects where ``inner`` schemas allow more than ``outer`` ones. Each side keeps its own definitions."""

    inner_root: Schema
    outer_root: Schema
    closed: bool
    """A strict ``outer`` refuses fields it does not know and does without the optional ones it knows; a tolerant
    one ignores the former and misses any of the latter."""
    misfits: list[Misfit] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def check(self, inner: Schema, outer: Schema, path: str = "") -> None:
        pair = (str(inner.get("$ref")), str(outer.get("$ref")))
        if pair in self._seen and "None" not in pair:
            return
        self._seen.add(pair)
        outer_choices = list(_choices(outer, self.outer_root))
        if any(not _says(choice) for choice in outer_choices):
            return
        for choice in _choices(inner, self.inner_root):
            self._check_choice(choice, outer_choices, path)

    def _check_choice(self, inner: Schema, outers: list[Schema], path: str) -> None:
        if not _says(inner):
            self._add(path, "type", "may be anything")
            return
        if inner.get("type") == "null":
            if all(outer.get("type") != "null" for outer in outers):
                self._add(path, "null", "may be null")
            return
        alike = [outer for outer in outers if _same_type(inner, outer)]
        if not alike:
            self._add(path, "type", f"may be {_kind(inner)}, not {' or '.join(map(_kind, outers))}")
        elif len(alike) == 1:
            self._check_alike(inner, alike[0], path)
        else:
            tries = [self._attempt(inner, outer, path) for outer in alike]
            fewest: list[Misfit] = min(tries, key=len)
            self.misfits += fewest

    def _attempt(self, inner: Schema, outer: Schema, path: str) -> list[Misfit]:
        other = Fit(self.inner_root, self.outer_root, self.closed, _seen=set(self._seen))
        other._check_alike(inner, outer, path)
        return other.misfits

    def _check_alike(self, inner: Schema, outer: Schema, path: str) -> None:
        self._check_values(inner, outer, path)
        self._check_limits(inner, outer, path)
        if inner.get("type") == "array":
            self.check(inner.get("items", {}), outer.get("items", {}), f"{path}[]")
        if inner.get("type") == "object":
            self._check_fields(inner, outer, path)

    def _check_values(self, inner: Schema, outer: Schema, path: str) -> None:
        outer_values, inner_values = _values(outer), _values(inner)
        if outer_values is None:
            return
        if inner_values is None:
            self._add(path, "type", f"is no longer limited to {outer_values}")
        elif more := [value for value in inner_values if value not in outer_values]:
            self._add(path, "values", f"{more} beside {outer_values}")

    def _check_limits(self, inner: Schema, outer: Schema, path: str) -> None:
        if _values(inner) is not None:
            return
        beyond: list[tuple[tuple[str, ...], Callable[[Any, Any], bool]]] = [
            (AT_LEAST, lambda a, b: bool(a < b)),
            (AT_MOST, lambda a, b: bool(a > b)),
            (SAME, lambda a, b: bool(a != b)),
        ]
        for words, differs in beyond:
            for word in words:
                if word in outer and (word not in inner or differs(inner[word], outer[word])):
                    self._add(path, "limit", f"{word} {inner.get(word, 'none')} against {outer[word]}")

    def _check_fields(self, inner: Schema, outer: Schema, path: str) -> None:
        inner_fields, outer_fields = inner.get("properties", {}), outer.get("properties", {})
        for name, schema in outer_fields.items():
            place = f"{path}.{name}".removeprefix(".")
            if name in inner_fields:
                self.check(inner_fields[name], schema, place)
            if name in outer.get("required", []) and name not in inner.get("required", []):
                self._add(place, "optional" if name in inner_fields else "missing", "is required")
            elif name not in inner_fields and not self.closed:
                self._add(place, "missing", "may be absent")
        if self.closed and outer.get("additionalProperties") is False:
            for name in inner_fields.keys() - outer_fields.keys():
                self._add(f"{path}.{name}".removeprefix("."), "unknown", "is refused")
        self._check_mapping(inner, outer, path)

    def _check_mapping(self, inner: Schema, outer: Schema, path: str) -> None:
        (inner_names, inner_values), (outer_names, outer_values) = _mapping(inner), _mapping(outer)
        if outer_values is not None:
            self.check(inner_values or {}, outer_values, f"{path}{{}}")
            self.check(inner_names, outer_names, f"{path}{{name}}")

    def _add(self, path: str, kind: Any, detail: str) -> None:
        self.misfits.append(Misfit(path, kind, detail))


def misfits(inner: Schema, outer: Schema, *, closed: bool) -> list[Misfit]:
    """Where ``inner`` allows what ``outer`` does not; empty when every document of ``inner`` fits ``outer``."""
    fit = Fit(inner, outer, closed)
    fit.check(inner, outer)
    return fit.misfits


def _choices(schema: Schema, root: Schema) -> Iterator[Schema]:
    """The schema without references and unions: one plain schema for each alternative."""
    if "$ref" in schema:
        target = root["$defs"][schema["$ref"].rpartition("/")[2]]
        yield from _choices(target | {key: value for key, value in schema.items() if key != "$ref"}, root)
    elif union := schema.get("anyOf") or schema.get("oneOf"):
        for choice in union:
            yield from _choices(choice, root)
    else:
        yield schema


def _mapping(schema: Schema) -> tuple[Schema, Schema | None]:
    """Schemas of the names and of the values of a mapping; no values for a model with fixed fields."""
    names: Schema = {"type": "string"} | schema.get("propertyNames", {})
    for pattern, values in schema.get("patternProperties", {}).items():
        return names | {"pattern": pattern}, values
    rest = schema.get("additionalProperties")
    return names, rest if isinstance(rest, dict) else None


def _says(schema: Schema) -> bool:
    return "type" in schema or _values(schema) is not None


def _values(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum")


def _same_type(inner: Schema, outer: Schema) -> bool:
    return _type(inner) == _type(outer) or (_type(inner), _type(outer)) == ("integer", "number")


def _type(schema: Schema) -> str:
    names = {str: "string", bool: "boolean", int: "integer"}
    values = _values(schema)
    return str(schema.get("type") or (names.get(type(values[0]), "unknown") if values else "unknown"))


def _kind(schema: Schema) -> str:
    shape = f" ({schema['format']})" if "format" in schema else ""
    return f"{_type(schema)}{shape}"
