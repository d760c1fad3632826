"""Which gateway serves a channel. A gateway is built with its first letter, and only then are its libraries loaded."""

import importlib

from chassis.clock import Clock
from chassis.gateway.letter import Delivered, Gateway, Letter, Undeliverable
from chassis.metrics import Metrics
from chassis.settings import DEFAULT_CHANNEL, GatewayKind, Settings


class Gateways:
    """The gateways of one service."""

    def __init__(self, settings: Settings, clock: Clock, metrics: Metrics) -> None:
        self._settings = settings
        self._clock = clock
        self._metrics = metrics
        self._built: dict[GatewayKind, Gateway] = {}

    def kind_of(self, channel: str) -> GatewayKind:
        """The gateway that serves a channel: its own, or the default."""
        named = self._settings.gateways
        return named.get(channel, named[DEFAULT_CHANNEL])

    async def deliver(self, letter: Letter) -> Delivered:
        """Hand the letter to its channel's gateway. Raises Undeliverable."""
        kind = self.kind_of(letter.channel)
        outcome = "again"
        try:
            delivered = await self._gateway(kind).deliver(letter)
            outcome = "delivered"
        except Undeliverable as error:
            outcome = "undeliverable" if error.final else "again"
            reason = error.reason.replace(letter.address, "<address>") if letter.address else error.reason
            raise Undeliverable(reason, error.final) from error
        finally:
            self._metrics.letters.labels(kind, outcome).inc()
        return delivered

    async def close(self) -> None:
        built, self._built = self._built, {}
        for gateway in built.values():
            await gateway.close()

    def _gateway(self, kind: GatewayKind) -> Gateway:
        found = self._built.get(kind)
        if found is None:
            module = importlib.import_module(f"chassis.gateway.by_{kind}")
            found = self._built[kind] = module.build(self._settings, self._clock)
        return found
