"""One transaction over a group of messages, each with its own outcome.

A message that fails before anything of it was written is taken back alone; otherwise GroupFailed ends the
transaction, and the worker tries its messages one by one.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from sqlalchemy import Table, delete, select

from chassis.clock import Clock
from chassis.columns import to_micros
from chassis.database import Database, is_outage
from chassis.directory import Directory, Staff
from chassis.ids import NewId
from chassis.items import Item, Kind, Outcome, Status
from chassis.logs import get_logger
from chassis.metrics import Metrics
from chassis.relay import Relay
from chassis.store import Store
from chassis.tables import ChassisTables
from chassis.work import NotYet, OutboxRow, Timer, Work
from contracts.playbook import Playbooks
from contracts.problems import Conflict, Forbidden, Problem, ProblemDocument, Unavailable

log = get_logger(__name__)


class GroupFailed(Exception):
    """Something of a failed message was already written; the whole transaction must be given up."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.status)
        self.outcome = outcome


@dataclass
class _Transaction:
    store: Store
    staff: dict[str, Staff]
    seen: dict[str, Any]
    timers: dict[str, Timer]
    memo: dict[Any, Any]
    outbox: list[OutboxRow]
    fired: set[str]


class Transactions:
    """Everything a transaction of one service needs."""

    def __init__(
        self,
        *,
        service: str,
        database: Database,
        tables: ChassisTables,
        playbooks: Playbooks,
        relay: Relay,
        clock: Clock,
        new_id: NewId,
        metrics: Metrics,
        admin: str,
        fingerprint_key: str,
        prepares: Collection[str] = (),
    ) -> None:
        self.service = service
        self.database = database
        self._tables = tables
        self.playbooks = playbooks
        self._relay = relay
        self.clock = clock
        self._new_id = new_id
        self.metrics = metrics
        self._admin = admin
        self._fingerprint_key = fingerprint_key
        self._prepares = frozenset(prepares)
        self.directory = Directory(tables)

    async def run(self, group: list[Item]) -> list[Outcome]:
        sent = self._relay.take_sent()
        committed = False
        try:
            async with self.database.write() as store:
                begun = await self._begin(store, group)
                outcomes = [await self._one(item, begun) for item in group]
                await self._forget(store, self._tables.outbox, sent)
                await self._forget(store, self._tables.timers, begun.fired)
                await store.flush()
                started = perf_counter()
            committed = True
            self.metrics.commit_seconds.labels(self.service).observe(perf_counter() - started)
        finally:
            if not committed:
                self._relay.give_back_sent(sent)
                for site in {item.site for item in group}:
                    self.directory.forget(site)
        self._relay.submit(begun.outbox)
        return outcomes

    async def _begin(self, store: Store, group: list[Item]) -> _Transaction:
        tables = self._tables
        seen: dict[str, Any] = {}
        ids = [item.id for item in group if item.remembered]
        if ids:
            statement = select(tables.inbox).where(store.among(tables.inbox.c.id, ids))
            seen = {row.id: (row.digest, row.status, row.reply) for row in await store.rows(statement)}
        timers = await self.timers(store, [item.timer_id for item in group if item.timer_id], lock=store.locks_rows)
        sites = {item.site for item in group if item.site in self.playbooks}
        staff = await self.directory.read(store, sites) if sites else {}
        together = [(item.site, item.actor, item.message) for item in group if item.message and item.id not in seen]
        memo = {"service": self.service, "real_now": datetime.now(UTC), "timers": timers, "together": together}
        return _Transaction(store, staff, seen, timers, memo, [], set())

    async def timers(self, store: Store, ids: list[str], *, lock: bool = False) -> dict[str, Timer]:
        """Those of the timers that stand. Locked, they are this transaction's to fire: another replica that got the
        same firing waits, and finds the row gone or due later."""
        if not ids:
            return {}
        table = self._tables.timers
        statement = select(table).where(store.among(table.c.id, ids))
        rows = await store.rows(statement.order_by(table.c.id).with_for_update() if lock else statement)
        return {row.id: Timer(row.id, row.site, row.kind, row.due_at, row.number, row.data) for row in rows}

    async def _forget(self, store: Store, table: Table, ids: Collection[str]) -> None:
        if ids:
            await store.execute(delete(table).where(store.among(table.c.id, ids)))

    async def _one(self, item: Item, begun: _Transaction) -> Outcome:
        known = begun.seen.get(item.id) if item.remembered else None
        if known is not None:
            return self._answer_again(item, known)
        if item.label == "tidy":
            return Outcome(Status.OK)
        mark = begun.store.mark()
        work = self._work(item, begun)
        try:
            outcome = await self._run(item, work, begun)
        except Problem as problem:
            outcome = self._refusal_of(item, problem)
            self._take_back(begun, mark, outcome, problem)
        except NotYet as error:
            outcome = Outcome(Status.LATER, error=error)
            self._take_back(begun, mark, outcome, error)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("message failed", label=item.label, message_id=item.id, **item.log)
            outcome = outcome_of(error, self.service)
            self._take_back(begun, mark, outcome, error)
        else:
            begun.outbox += work.outbox
            begun.fired -= work.scheduled
        if outcome.status is Status.REFUSED and item.refusal is not None:
            work = self._work(item, begun)
            item.refusal(ProblemDocument.model_validate_json(outcome.reply), work)
            begun.outbox += work.outbox
        if outcome.final:
            self._remember(item, outcome, begun)
        if begun.memo.pop("staff_changed", False):
            begun.staff |= await self.directory.read(begun.store, [item.site])
        return outcome

    def _refusal_of(self, item: Item, problem: Problem) -> Outcome:
        """Only whoever asked can be refused; an event or a timer that meets a problem has failed."""
        if item.kind in (Kind.EVENT, Kind.TIMER, Kind.START):
            log.error("event met a problem", label=item.label, detail=problem.detail, errors=problem.errors, **item.log)
            return Outcome(Status.FAILED, error=problem)
        return _refused(problem.document())

    def _take_back(self, begun: _Transaction, mark: Any, outcome: Outcome, error: BaseException) -> None:
        if not begun.store.rewind(mark):
            raise GroupFailed(
                Outcome(outcome.status, outcome.reply, outcome.code, outcome.title, error=error)
            ) from error

    async def _run(self, item: Item, work: Work, begun: _Transaction) -> Outcome:
        if item.timer_id:
            return await self._fire(item, work, begun)
        if item.permission:
            allow(work, item.permission)
        result = await item.run(work)
        return Outcome(Status.OK, result.model_dump_json() if result is not None else "{}")

    async def _fire(self, item: Item, work: Work, begun: _Transaction) -> Outcome:
        timer = begun.timers.pop(item.timer_id, None)
        if timer is None:
            return Outcome(Status.STALE)
        changed = timer.kind in self._prepares and timer != item.timer  # since it was prepared
        if timer.due_at > work.now or changed:
            work.send_schedule(timer.id, timer.due_at, timer.kind)
            return Outcome(Status.EARLY, timer=timer.kind)
        assert item.fire is not None
        await item.fire(timer, work)
        begun.fired.add(timer.id)
        lag = (work.now - timer.due_at).total_seconds()
        self.metrics.timer_lag_seconds.labels(self.service).observe(max(0.0, lag))
        return Outcome(Status.OK, timer=timer.kind)

    async def reading(self, item: Item, store: Store) -> Work:
        """What a view is given: the same as a handler, on a store that refuses to write."""
        staff = await self.directory.read(store, [item.site])
        return self._work_on(item, store, staff[item.site], {"service": self.service})

    def _work(self, item: Item, begun: _Transaction) -> Work:
        return self._work_on(item, begun.store, begun.staff.get(item.site, Staff()), begun.memo)

    def _work_on(self, item: Item, store: Store, staff: Staff, memo: dict[Any, Any]) -> Work:
        return Work(
            store=store,
            tables=self._tables,
            site=item.site,
            actor=item.actor,
            now=self.clock.now(),
            message_id=item.id or self._new_id(),
            correlation_id=item.correlation_id or item.id,
            playbook=self.playbooks.of(item.site),
            staff=staff,
            clock=self.clock,
            new_id=self._new_id,
            admin=self._admin,
            fingerprint_key=self._fingerprint_key,
            traceparent=item.traceparent,
            prepared=item.prepared,
            memo=memo,
        )

    def _answer_again(self, item: Item, known: Any) -> Outcome:
        digest, code, reply = known
        if digest != item.digest:
            problem = Conflict(
                "this command id was used before with another body; send a new id for a new command",
                errors={"command_id": "already used"},
                slug="command-id-reused",
            )
            return _refused(problem.document())
        title = ProblemDocument.model_validate_json(reply).title if code != 200 else ""
        return Outcome(Status.DUPLICATE, reply, code, title)

    def _remember(self, item: Item, outcome: Outcome, begun: _Transaction) -> None:
        if not item.remembered:
            return
        begun.seen[item.id] = (item.digest, outcome.code, outcome.reply)
        begun.store.insert(
            self._tables.inbox,
            id=item.id,
            digest=item.digest,
            status=outcome.code,
            reply=outcome.reply if item.kind is not Kind.EVENT else "",
            handled_at=to_micros(begun.memo["real_now"]),
        )

    async def remember_refusal(self, item: Item, outcome: Outcome) -> None:
        """The refused message's transaction was rolled back; its answer is kept all the same."""

        async def refuse(work: Work) -> None:
            raise _Repeat(outcome)

        again = replace(item, run=refuse, permission="", timer_id="")
        try:
            await self.run([again])
        except Exception:
            log.exception("could not remember a refusal; the same command will be judged again", label=item.label)


class _Repeat(Problem):
    """A refusal that was decided in a transaction since rolled back."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("")
        self._document = ProblemDocument.model_validate_json(outcome.reply)

    def document(self) -> ProblemDocument:
        return self._document


def allow(work: Work, permission: str) -> None:
    """The sender is active staff, and of a role the playbook names for this message. Raises Forbidden."""
    if work.is_admin and permission.startswith(("qry.", "roster.")):
        return
    person = work.person
    roles = work.playbook.permissions.get(permission)
    if roles is not None and not person.has(roles):
        raise Forbidden(f"{permission} is for {', '.join(roles)}; {person.actor} is {', '.join(sorted(person.roles))}")


def _refused(document: ProblemDocument) -> Outcome:
    return Outcome(Status.REFUSED, document.model_dump_json(), document.status, document.title)


def outcome_of(error: BaseException, service: str) -> Outcome:
    if is_outage(error):
        log.warning("database out of reach", service=service, error=str(error).splitlines()[0][:200])
        document = Unavailable(
            "the database is out of reach; nothing was changed; send the same command again"
        ).document()
        return Outcome(Status.OUTAGE, document.model_dump_json(), document.status, document.title, error)
    document = Unavailable(
        "the message could not be handled; nothing was changed; the fault is in the service's log", slug="internal"
    ).document()
    return Outcome(Status.FAILED, document.model_dump_json(), 500, "Internal fault", error)
