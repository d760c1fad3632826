"""An endpoint that takes letters, or does not."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

from pydantic import SecretStr

from tests.harness import Desk


class Webhook:
    """Answers with the next of ``answers``, then with 200. ``got`` has each letter with its idempotency key."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        hook = self

        class Endpoint(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.take(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 as http.server names it
                """Nothing on the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
        self._serving = Thread(target=self._server.serve_forever, args=(0.01,))
        self._serving.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._serving.join()
        self._server.server_close()

    def take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        self.got.append({**json.loads(body), "key": request.headers["Idempotency-Key"]})
        request.send_response(self.answers.pop(0) if self.answers else 200)
        request.send_header("Content-Length", "0")
        request.end_headers()

    def serve(self, desk: Desk) -> None:
        """Have the desk send everything here."""
        url = SecretStr(f"http://127.0.0.1:{self._server.server_port}/letters")
        changed = {"gateways": {"default": "webhook"}, "webhook_url": url}
        desk.use(desk.settings.model_copy(update=changed))
