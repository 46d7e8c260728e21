"""Asking somebody else's server."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ambasador.lib.fetching import fetch


@pytest.fixture
def inside():
    """A server of our own network, and what it was asked."""
    asked = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"secret")

        def log_message(self, *words):
            """Not to the screen."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_that_strangers_chose_does_not_lead_inside(inside):
    place, asked = inside
    for scheme in ("http", "https"):
        answered = fetch(f"{scheme}://{place}/photo.jpg", only_public=True)
        assert (answered.status, answered.was_sent) == (0, False)
    assert asked == []


def test_one_that_was_set_up_does(inside):
    place, asked = inside
    assert fetch(f"http://{place}/photo.jpg").body == b"secret"
    assert asked == ["/photo.jpg"]
