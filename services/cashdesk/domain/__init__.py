"""The rules of money at a desk, pure: no I/O, no framework, amounts in whole minor units.

``ledger`` what a balanced movement is, ``movements`` which movements there are, ``pricing`` what a charge costs,
``paying`` who takes money how, ``drawers`` what a count says.
"""
