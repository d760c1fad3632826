"""Logging: one stream of structured lines on standard error, whoever wrote them.

A line has ``timestamp`` (RFC 3339, UTC), ``level``, ``logger``, ``event`` and whatever context is bound:
``service``, ``site``, ``actor``, ``request`` and ``correlation_id``. Messages are fixed phrases; what varies goes
into fields, so that lines can be counted and searched.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TextIO

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.processors import ExceptionRenderer, JSONRenderer
from structlog.stdlib import BoundLogger, ExtraAdder, ProcessorFormatter
from structlog.tracebacks import ExceptionDictTransformer

if TYPE_CHECKING:
    from structlog.typing import Processor

# These set handlers or levels of their own; their lines go through the root like everybody's.
LIBRARIES = ("faststream", "nats", "sqlalchemy", "uvicorn", "uvicorn.error", "uvicorn.access", "alembic", "asyncio")
# At INFO these write a line for each message, statement or scrape.
TALKATIVE = ("faststream", "sqlalchemy", "uvicorn.access", "aiosqlite", "alembic")


def configure_logs(
    log_format: Literal["json", "console"] = "json", level: str = "INFO", *, stream: TextIO | None = None
) -> None:
    """Set up logging for this process; calling it again replaces the former set-up."""
    common = _common_processors()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *common, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=False,
    )
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*common[:-2], ExtraAdder(), *common[-2:]],
            processors=[ProcessorFormatter.remove_processors_meta, *_renderers(log_format, colours=target.isatty())],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    _route_libraries(root.level)


def get_logger(name: str) -> BoundLogger:
    """A logger whose methods take a fixed phrase and fields: ``log.info("outbox swept", rows=3)``."""
    return structlog.stdlib.get_logger(name)


def broker_logger() -> logging.Logger:
    """The logger to hand to ``NatsBroker(logger=...)`` and ``AsgiFastStream(logger=...)``.

    Left alone, FastStream gives each broker a logger that prints to standard output past this set-up.
    """
    return logging.getLogger("faststream")


@contextmanager
def log_context(
    *,
    service: str | None = None,
    site: str | None = None,
    actor: str | None = None,
    request: str | None = None,
    correlation_id: str | None = None,
) -> Iterator[None]:
    """Add these to each line logged inside, in this task and in tasks it starts; None adds nothing."""
    given = {
        "service": service,
        "site": site,
        "actor": actor,
        "request": request,
        "correlation_id": correlation_id,
    }
    with bound_contextvars(**{name: value for name, value in given.items() if value is not None}):
        yield


def _common_processors() -> list[Processor]:
    return [
        merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _renderers(log_format: str, *, colours: bool) -> list[Processor]:
    # Local variables hold customers' data and passwords: no traceback shows them.
    if log_format == "console":
        return [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback)]
    tracebacks = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    return [tracebacks, JSONRenderer(ensure_ascii=False, default=str)]


def _route_libraries(level: int) -> None:
    for name in LIBRARIES:
        library = logging.getLogger(name)
        library.handlers[:] = []
        library.propagate = True
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
