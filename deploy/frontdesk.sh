#!/bin/sh
# The command line inside the image, where the sources lie in PYTHONPATH instead of being installed.
exec python -m frontdesk.cli "$@"
