"""The rules of work orders, pure: no I/O, and the present moment is a parameter."""
