"""The table that the modules beside fill."""

from chassis.subscribers import Subscribers

on = Subscribers("dispatch")
