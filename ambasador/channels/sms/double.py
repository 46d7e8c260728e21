"""
A stand-in for SMSAPI that speaks its protocol, for tests and for trying the product without an account.

`python -m ambasador.channels.sms.double 8390` keeps what is sent to http://127.0.0.1:8390/sms.do and shows it on standard output; the
token is `token`. It keeps its word about `idx`: the same one again is refused as sent already.
"""

import json
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

from ambasador.lib.fetching import Fetched, fetch

TOKEN = "token"  # noqa: S105 - of a server that sends nothing
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Said = tuple[int, bytes]


class SmsApiDouble:
    """Listens on `port` (0: a free one) while used as a context. `answers` may replace the next answers; None drops the connection."""

    def __init__(self, port: int = 0, *, seen: Callable[[dict[str, str]], object] = lambda fields: None) -> None:
        self.sent: list[dict[str, str]] = []
        self.answers: list[Said | None] = []
        self._seen = seen
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/sms.do"

    def __enter__(self) -> "SmsApiDouble":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve_forever(self) -> None:
        self._server.serve_forever()

    def text_from(self, number: str, text: str, *, to: str, message_id: str, url: str) -> Fetched:
        """A customer writes: what SMSAPI tells the line's address."""
        fields = {
            "sms_to": to, "sms_from": number.lstrip("+"), "sms_text": text, "sms_date": "1795682520", "username": "firma", "MsgId": message_id,
        }  # fmt: skip
        return fetch(url, method="POST", body=urlencode(fields).encode(), headers=FORM)

    def report(self, message_id: str, status: str, *, url: str) -> Fetched:
        """A delivery report: 404 is delivered, 405 is not."""
        fields = {"MsgId": message_id, "status": status, "username": "firma"}
        return fetch(url, method="POST", body=urlencode(fields).encode(), headers=FORM)

    def take(self, fields: dict[str, str], *, authorization: str) -> dict[str, Any]:
        """What SMSAPI does with a request to send."""
        if authorization != f"Bearer {TOKEN}":
            return {"error": 101, "message": "Authorization failed"}
        if fields.get("check_idx") == "1" and fields.get("idx") in {sent.get("idx") for sent in self.sent}:
            return {"error": 53, "message": "Not unique idx parameter"}
        if not fields.get("to", "").isdigit():
            return {"error": 13, "message": "No correct phonenumbers"}
        self.sent.append(fields)
        self._seen(fields)
        sent = {"id": f"DOUBLE{len(self.sent):018}", "points": 0.16, "number": fields["to"], "status": "QUEUE", "error": None, "idx": fields.get("idx")}
        return {"count": 1, "list": [sent]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                fields = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
                said = double.take(fields, authorization=self.headers.get("Authorization", ""))
                status, answer = 200, json.dumps(said).encode()
                if double.answers:
                    other = double.answers.pop(0)
                    if other is None:
                        self.close_connection = True
                        return
                    status, answer = other
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_arguments: object) -> None:
                """Quiet: what was sent is what counts."""

        return Handler


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8390
    double = SmsApiDouble(port, seen=lambda fields: sys.stdout.write(f"{fields['to']}: {fields['message']}\n"))
    sys.stdout.write(f"{double.url}\n")
    double.serve_forever()
