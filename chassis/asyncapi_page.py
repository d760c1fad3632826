"""AsyncAPI 3 documents as plain HTML: one page, no script, nothing loaded from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
h2 { border-top: 1px solid #ccc; padding-top: 1rem; overflow-wrap: anywhere; }
code, pre { font: 14px/1.4 ui-monospace, monospace; }
pre { background: #f4f4f4; padding: .75rem; overflow: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #ddd; padding: .25rem .5rem; }
"""

Json = Mapping[str, Any]


def index_page(services: Sequence[str]) -> str:
    """A list of links to ``/docs/<service>``."""
    items = "".join(f'<li><a href="/docs/{escape(name)}">{escape(name)}</a></li>' for name in services)
    return _page("Frontdesk services", f"<h1>Frontdesk services</h1><ul>{items}</ul>")


def service_page(service: str, document: Json, *, json_path: str) -> str:
    """Every channel of ``document`` with its operations, messages and their fields."""
    info = document.get("info", {})
    channels = list(document.get("channels", {}).items())
    contents = "".join(
        f'<li><a href="#{escape(key)}"><code>{_address(key, it)}</code></a></li>' for key, it in channels
    )
    body = (
        f"<h1>{escape(str(info.get('title', service)))} {escape(str(info.get('version', '')))}</h1>"
        f"<p>{escape(str(info.get('description') or ''))}</p>"
        f'<p>As data: <a href="{escape(json_path)}">AsyncAPI {escape(str(document.get("asyncapi", "")))}</a></p>'
        f"<h2>Channels</h2><ul>{contents}</ul>" + "".join(_channel(document, key, it) for key, it in channels)
    )
    return _page(service, body)


def _channel(document: Json, key: str, channel: Json) -> str:
    operations = [it for it in document.get("operations", {}).values() if _leads_to(it.get("channel"), key)]
    does = " ".join(f"<p>{_operation(document, it)}</p>" for it in operations)
    messages = "".join(_message(document, name, it) for name, it in channel.get("messages", {}).items())
    text = escape(str(channel.get("description") or ""))
    return f'<h2 id="{escape(key)}"><code>{_address(key, channel)}</code></h2><p>{text}</p>{does}{messages}'


def _operation(document: Json, operation: Json) -> str:
    verb = {"receive": "The service receives", "send": "The service sends"}.get(str(operation.get("action")), "")
    reply = operation.get("reply")
    if not reply:
        return f"{verb}."
    names = [_title(document, it) for it in reply.get("messages", [])]
    return f"{verb} and answers{': ' + ', '.join(names) if names else ''}."


def _message(document: Json, name: str, message: Json) -> str:
    found = _resolve(document, message)
    payload = _resolve(document, found.get("payload", {}))
    title = escape(str(payload.get("title") or found.get("title") or name))
    return f"<h3>{title}</h3><p>{escape(str(payload.get('description') or ''))}</p>{_fields(document, payload)}"


def _fields(document: Json, schema: Json) -> str:
    properties = schema.get("properties")
    if not properties:
        return f"<pre>{escape(json.dumps(schema, indent=2, ensure_ascii=False, default=str))}</pre>" if schema else ""
    required = set(schema.get("required", ()))
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_kind(document, it))}</td>"
        f"<td>{'yes' if name in required else 'no'}</td><td>{escape(_explained(document, it))}</td></tr>"
        for name, it in properties.items()
    )
    return f"<table><tr><th>Field</th><th>Type</th><th>Required</th><th>Meaning</th></tr>{rows}</table>"


def _kind(document: Json, schema: Json) -> str:
    """A short name of a type, such as ``string (date-time)`` or ``list of Step``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return " or ".join(_kind(document, it) for it in choices)
    if "const" in schema or "enum" in schema:
        return "one of " + ", ".join(map(str, schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        return f"list of {_kind(document, schema.get('items', {}))}"
    shape = f" ({schema['format']})" if "format" in schema else ""
    return f"{schema.get('type', 'anything')}{shape}"


def _explained(document: Json, schema: Json) -> str:
    return str(schema.get("description") or _resolve(document, schema).get("description") or "")


def _resolve(document: Json, node: Any) -> Json:
    """Follow ``$ref`` within the document, a few steps at most; a loose end becomes an empty schema."""
    for _ in range(8):
        if not isinstance(node, Mapping) or "$ref" not in node:
            break
        node = _at(document, str(node["$ref"]))
    return node if isinstance(node, Mapping) else {}


def _at(document: Json, pointer: str) -> Any:
    node: Any = document
    for part in _steps(pointer):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node


def _steps(pointer: str) -> Iterator[str]:
    parts = pointer.removeprefix("#/").split("/")
    return (unquote(part).replace("~1", "/").replace("~0", "~") for part in parts)


def _leads_to(reference: Any, key: str) -> bool:
    return isinstance(reference, Mapping) and list(_steps(str(reference.get("$ref", ""))))[-1] == key


def _title(document: Json, reference: Any) -> str:
    found = _resolve(document, reference)
    payload = _resolve(document, found.get("payload", {}))
    return escape(str(payload.get("title") or found.get("title") or found.get("name") or "a reply"))


def _address(key: str, channel: Json) -> str:
    return escape(str(channel.get("address") or key))


def _page(title: str, body: str) -> str:
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
