"""The table of what cashdesk listens to; the other modules of this package fill it."""

from chassis.subscribers import Subscribers

on = Subscribers("cashdesk")
