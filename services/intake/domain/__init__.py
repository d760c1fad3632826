"""The rules of intake, pure: no database, no broker, no clock but the one passed in."""
