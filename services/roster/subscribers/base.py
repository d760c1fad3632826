"""The table of what roster listens to; the other modules of this package fill it."""

from chassis.subscribers import Subscribers

on = Subscribers("roster")
