"""The rules of shifts and handovers. Pure."""
