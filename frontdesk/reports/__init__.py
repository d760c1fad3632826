"""Reports of a desk, in the form in which people keep them: a table, JSON, CSV, XLSX or a page to print.

A builder makes a ``Report`` of the views that the services answer with; a renderer writes any report in one form and
knows none of them.
"""
