"""Playbooks: a desk as data. ``load`` reads one, ``Playbooks`` holds those of a process's sites."""

from contracts.playbook.grammar import Line, Playbook, Step
from contracts.playbook.load import PlaybookError, Playbooks, find, load, shipped

__all__ = ["Line", "Playbook", "PlaybookError", "Playbooks", "Step", "find", "load", "shipped"]
