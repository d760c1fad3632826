"""Measurements of a running installation: ``python -m tests.bench``."""
