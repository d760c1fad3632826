"""The command line, and a client for programs that speak with a desk."""
