"""Every query of followup: callbacks, requests, surveys."""
