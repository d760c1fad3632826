"""The language the services and the client apps share."""
