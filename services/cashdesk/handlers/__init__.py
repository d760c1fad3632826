"""One use case a file, verb first."""
