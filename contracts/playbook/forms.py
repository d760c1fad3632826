"""Checking, masking and reading aloud what is written into a form or into a step's records. Pure."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from contracts.cel import to_cel
from contracts.masking import MASKS
from contracts.money import Money
from contracts.playbook.grammar import PERSONAL_TYPES, FieldSpec, Line, Playbook
from contracts.problems import Invalid

Fields = Mapping[str, FieldSpec]
PHONE = re.compile(r"^\+?[0-9][0-9 ()-]{2,23}$")
EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]{1,255}$")
LONGEST_TEXT = 4000


def _text(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write some text")
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"at most {LONGEST_TEXT} characters")
    return value.strip()


def _phone(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    if not isinstance(value, str) or not PHONE.match(value.strip()):
        raise ValueError("write a telephone number, for example 13812348000")
    return value.strip()


def _email(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    if not isinstance(value, str) or not EMAIL.match(value.strip()):
        raise ValueError("write a mail address, for example li@example.org")
    return value.strip()


def _time(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("write an RFC 3339 time, for example 2026-11-21T09:00:00+08:00") from None
    if at.tzinfo is None:
        raise ValueError("the time needs its offset, for example +08:00")
    return at.isoformat()


def _date(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError("write a date, for example 2026-11-21") from None


def _integer(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("write a whole number")
    if abs(value) > 10**9:
        raise ValueError("at most 1000000000")
    return value


def _number(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("write a number")
    return value


def _boolean(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    if not isinstance(value, bool):
        raise ValueError("write true or false")
    return value


def _choice(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    if value not in spec.choices:
        raise ValueError(f"choose one of {', '.join(spec.choices)}")
    return value


def _department(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    if value not in book.departments:
        raise ValueError(f"choose one of {', '.join(book.departments)}")
    return value


def _staff(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    if not isinstance(value, str) or not re.match(r"^[a-z0-9][a-z0-9_-]{0,31}$", value):
        raise ValueError("write the login of a member of staff")
    return value


def _money(value: Any, spec: FieldSpec, book: Playbook) -> Any:
    money = Money.model_validate(value)
    if money.currency != book.currency:
        raise ValueError(f"the desk's currency is {book.currency}, not {money.currency}")
    if money.minor < 0:
        raise ValueError("an amount is not negative")
    return money.model_dump(mode="json")


READERS: dict[str, Callable[[Any, FieldSpec, Playbook], Any]] = {
    "text": _text,
    "person": _text,
    "identity": _text,
    "address": _text,
    "phone": _phone,
    "email": _email,
    "time": _time,
    "date": _date,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "choice": _choice,
    "department": _department,
    "staff": _staff,
    "money": _money,
}


def _say(error: Exception) -> str:
    first = getattr(error, "errors", None)
    if callable(first):
        return "; ".join(str(e["msg"]).removeprefix("Value error, ") for e in first())
    return str(error)


def check_fields(fields: Fields, values: Mapping[str, Any], book: Playbook, root: str) -> dict[str, Any]:
    """Return the values in their normal form. Raises Invalid naming every wrong field below ``root``."""
    errors: dict[str, str] = {}
    out: dict[str, Any] = {}
    for name in values:
        if name not in fields:
            errors[f"{root}.{name}"] = f"unknown field; the form has {', '.join(fields) or 'none'}"
    for name, spec in fields.items():
        value = values.get(name)
        if value is None:
            continue
        try:
            out[name] = READERS[spec.type](value, spec, book)
            if spec.minimum is not None and out[name] < spec.minimum:
                raise ValueError(f"at least {spec.minimum}")
            if spec.maximum is not None and out[name] > spec.maximum:
                raise ValueError(f"at most {spec.maximum}")
            if spec.must_be is not None and out[name] != spec.must_be:
                raise ValueError(f"must be {str(spec.must_be).lower()} before this can go on")
        except ValueError as error:
            errors[f"{root}.{name}"] = _say(error)
    scope = context(fields, out) if any(spec.when is not None for spec in fields.values()) else {}
    for name, spec in fields.items():
        needed = spec.required or (spec.when is not None and spec.when.truth({root: scope}))
        if needed and name not in out and f"{root}.{name}" not in errors:
            errors[f"{root}.{name}"] = "required"
    if errors:
        raise Invalid(f"{len(errors)} field(s) of the {root} are missing or wrong", errors=errors)
    return out


def context(fields: Fields, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as CEL sees them: every declared field is there, absent ones are null."""
    return {name: to_cel(_typed(spec, values.get(name))) for name, spec in fields.items()}


def _typed(spec: FieldSpec, value: Any) -> Any:
    return Money.model_validate(value) if spec.type == "money" and value is not None else value


def mask_fields(fields: Fields, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values with personal ones masked."""
    return {
        name: MASKS[fields[name].type](value) if is_personal(fields, name) else value for name, value in values.items()
    }


def is_personal(fields: Fields, name: str) -> bool:
    return name in fields and fields[name].type in PERSONAL_TYPES


def fingerprint(key: str, number: str, field: str, value: Any) -> str:
    """A keyed digest by which another service can compare a personal value it must not hold."""
    said = f"{number}\x00{field}\x00{str(value).strip()}".encode()
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()[:32]


def fingerprints(key: str, number: str, line: Line, form: Mapping[str, Any]) -> dict[str, str]:
    """Digests of the personal fields that some step of the line has read back."""
    places = {place for step in line.steps for place in step.read_back}
    return {
        name: fingerprint(key, number, name, form[name])
        for name in form
        if f"form.{name}" in places and is_personal(line.form, name)
    }
