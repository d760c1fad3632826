"""The table of what followup listens to; the other modules of this package fill it."""

from chassis.subscribers import Subscribers

on = Subscribers("followup")
