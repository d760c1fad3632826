"""Fields of forms, records and surveys: their limits and choices go together."""

from collections.abc import Iterator, Mapping

from contracts.playbook.check.names import Finding
from contracts.playbook.grammar import PERSONAL_TYPES, FieldSpec

COUNTED = {"integer", "number"}


def field_findings(fields: Mapping[str, FieldSpec]) -> Iterator[Finding]:
    for name, spec in fields.items():
        for key, message in _field(spec):
            yield f"{name}.{key}", message


def _field(spec: FieldSpec) -> Iterator[Finding]:
    if spec.type == "choice" and not spec.choices:
        yield "choices", "is missing; a choice has choices"
    if spec.type != "choice" and spec.choices:
        yield "choices", f"go with type choice, not with {spec.type}"
    if len(set(spec.choices)) != len(spec.choices):
        yield "choices", "names a choice twice"
    if spec.type not in COUNTED and (spec.minimum is not None or spec.maximum is not None):
        yield "minimum" if spec.minimum is not None else "maximum", f"goes with a number, not with {spec.type}"
    if spec.minimum is not None and spec.maximum is not None and spec.minimum > spec.maximum:
        yield "minimum", f"is more than the maximum {spec.maximum}, so that nothing could be written"
    if spec.must_be is not None and not _possible(spec):
        yield "must_be", f"{spec.must_be!r} is no value of type {spec.type}"
    if spec.required and spec.when is not None:
        yield "when", "the field is required always; leave out 'required' or 'when'"
    if spec.read_by and spec.type not in PERSONAL_TYPES:
        yield "read_by", f"{spec.type} is no personal data; it goes with {', '.join(sorted(PERSONAL_TYPES))}"


def _possible(spec: FieldSpec) -> bool:
    match spec.type:
        case "boolean":
            return isinstance(spec.must_be, bool)
        case "integer" | "number":
            return isinstance(spec.must_be, int | float) and not isinstance(spec.must_be, bool)
        case "choice":
            return spec.must_be in spec.choices
    return isinstance(spec.must_be, str)
