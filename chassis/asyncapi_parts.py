"""What every AsyncAPI document repeats: the parameters of a subject, the headers, a timer's body."""

PARAMETERS = {
    "site": {"description": "One desk of the organisation.", "examples": ["HQ"]},
    "actor": {"description": "The sender's login; a login may publish under its own name only.", "examples": ["li"]},
}
EVENT_HEADERS = {
    "type": "object",
    "description": "CloudEvents 1.0 in binary mode.",
    "required": ["ce-specversion", "ce-id", "ce-type", "ce-source", "ce-time", "ce-actor", "ce-correlationid"],
    "properties": {
        "ce-specversion": {"type": "string", "const": "1.0"},
        "ce-id": {"type": "string", "description": "The same as Nats-Msg-Id."},
        "ce-type": {"type": "string", "description": "The event's type with its version."},
        "ce-source": {"type": "string", "examples": ["/frontdesk/intake"]},
        "ce-time": {"type": "string", "format": "date-time"},
        "ce-subject": {"type": "string", "description": "The request's number, absent where there is none."},
        "ce-dataschema": {"type": "string"},
        "ce-actor": {"type": "string", "description": "Who caused it; system for what a timer caused."},
        "ce-correlationid": {"type": "string"},
        "ce-causationid": {"type": "string", "description": "The id of the message that caused this one."},
        "traceparent": {"type": "string"},
        "Nats-Msg-Id": {"type": "string"},
    },
}
REQUEST_HEADERS = {
    "type": "object",
    "properties": {
        "Frontdesk-Command-Id": {
            "type": "string",
            "maxLength": 128,
            "description": "Chosen by the sender. The same id again gets the same answer and has no second effect.",
        },
        "ce-correlationid": {"type": "string"},
        "traceparent": {"type": "string"},
    },
}
REPLY_HEADERS = {
    "type": "object",
    "description": "Set when the reply is a problem.",
    "properties": {"Nats-Service-Error-Code": {"type": "string"}, "Nats-Service-Error": {"type": "string"}},
}
TIMER_PAYLOAD = {
    "type": "object",
    "required": ["timer"],
    "properties": {
        "timer": {"type": "string", "description": "Id of the timer that fell due."},
        "kind": {"type": "string", "description": "What the timer is for."},
    },
}
