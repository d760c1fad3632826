"""Letters to people outside, by the way each channel goes: a log file, mail (SMTP), a webhook."""

from chassis.gateway.gateways import Gateways
from chassis.gateway.letter import Delivered, Gateway, Letter, Undeliverable

__all__ = ["Delivered", "Gateway", "Gateways", "Letter", "Undeliverable"]
