"""The rules of following up: what is owed to customers and when, who calls, what they answered. Pure."""
