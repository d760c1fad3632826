"""One use case a file, verb first. Modules with an underscore are what several of them share."""
