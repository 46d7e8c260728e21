"""Calling an address that people typed in: only the open internet, the address that was looked at, no redirects, bounded. Real servers."""

import contextlib
import http.server
import socket
import threading
import time

import pytest

from ambasador.lib.calling import BadAddress, addresses_of, is_public, post, target_of
from ambasador.lib.signing import secret_for, signature


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.com/", "not_https"),
        ("ftp://example.com/", "not_an_address"),
        ("https://", "not_an_address"),
        ("https://exa mple.com/", "not_an_address"),
        ("https://example.com/\r\nX: 1", "not_an_address"),
        ("https://example.com:99999/", "not_an_address"),
        ("https://user:word@example.com/", "has_password"),
        ("https://user@example.com/", "has_password"),
        ("https://example.com/" + "a" * 2000, "too_long"),
        ("javascript:alert(1)", "not_an_address"),
        ("//example.com/", "not_an_address"),
    ],
)
def test_what_is_no_address_is_refused(url, code):
    with pytest.raises(BadAddress) as refused:
        target_of(url)
    assert refused.value.code == code


def test_an_address_is_taken_apart():
    target = target_of("https://Żółw.Example.com.:8443/a/b?c=d#e")
    assert (target.host, target.port, target.path) == ("xn--w-uga1v8h.example.com", 8443, "/a/b?c=d")
    assert target_of("http://example.com", allows_http=True).port == 80


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:db8::1", "nonsense", "",
    ],
)  # fmt: skip
def test_what_is_not_of_the_open_internet(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_what_is(address):
    assert is_public(address)


def leading_to(*addresses):
    return lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


def test_one_inner_address_among_others_is_enough_to_refuse():
    with pytest.raises(BadAddress) as refused:
        addresses_of(target_of("https://example.com"), lookup=leading_to("8.8.8.8", "10.0.0.1"))
    assert refused.value.code == "not_public"
    assert addresses_of(target_of("https://example.com"), lookup=leading_to("10.0.0.1"), trusted={"example.com"}) == ["10.0.0.1"]


@pytest.mark.parametrize("url", ["https://localhost/", "https://127.1/", "https://2130706433/", "https://0x7f.1/", "https://[::1]/", "https://0/"])
def test_other_spellings_of_this_machine_lead_nowhere(url):
    with pytest.raises((BadAddress, OSError)):
        post(url, b"", headers={})


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        status, text = self.server.says
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()
        for part in text if isinstance(text, list) else [text]:
            if part == b"...":
                time.sleep(1)
            with contextlib.suppress(OSError):  # whoever asked may be gone
                self.wfile.write(part)

    do_GET = do_POST

    def log_message(self, *_):
        """Silent."""


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as running:
        running.heard, running.says, running.daemon_threads = [], (200, b"{}"), True
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield running
        running.shutdown()


def told(server, body=b"{}", *, path="/in", lookup=leading_to("127.0.0.1"), trusted=frozenset({"inside.example"}), **more):
    return post(f"http://inside.example:{server.server_port}{path}", body, headers={"X-Sign": "1"}, trusted=trusted, allows_http=True, lookup=lookup, **more)


def test_the_body_arrives_under_the_name_that_was_typed(server):
    assert told(server, b"abc", path="/in?x=1").status == 200
    path, headers, body = server.heard[0]
    assert (path, headers["Host"], headers["X-Sign"], body) == ("/in?x=1", f"inside.example:{server.server_port}", "1", b"abc")


def test_the_name_is_asked_once_and_the_call_goes_to_what_it_said(server):
    """A name that says something else the second time (DNS rebinding) is never asked a second time."""
    answers = [leading_to("127.0.0.1"), leading_to("10.9.9.9")]
    asked = []

    def lookup(host, port, **more):
        asked.append(host)
        return answers[len(asked) - 1](host, port, **more)

    assert told(server, lookup=lookup).status == 200
    assert asked == ["inside.example"]


def test_an_address_out_of_reach_gives_way_to_the_next(server):
    assert told(server, lookup=leading_to("::1", "127.0.0.1")).status == 200
    with pytest.raises(OSError, match=r"refused|reach|assign"):
        told(server, lookup=leading_to("::1"))


def test_an_inner_server_that_is_not_trusted_hears_nothing(server):
    with pytest.raises(BadAddress):
        told(server, trusted=())
    assert server.heard == []


def test_a_redirect_is_an_answer_and_is_not_followed(server):
    server.says = (302, b"")
    assert told(server).status == 302
    assert [path for path, _headers, _body in server.heard] == ["/in"]


def test_a_long_answer_is_cut(server):
    server.says = (200, b"x" * 200_000)
    assert len(told(server).body) == 65_536


def test_who_answers_in_drops_is_cut_off(server):
    server.says = (200, [b"a", b"...", b"b"])
    began = time.monotonic()
    with contextlib.suppress(OSError):
        told(server, seconds=0.3)
    assert time.monotonic() - began < 0.9


def test_a_signature_holds_for_one_secret_one_moment_and_one_body():
    secret = secret_for("example.com", key="k")
    assert secret != secret_for("example.org", key="k")
    assert secret != secret_for("example.com", key="k", edition=2)
    signed = signature(secret, 1764154800, b"{}")
    assert signed == signature(secret, 1764154800, b"{}")
    assert len({signed, signature(secret, 1764154801, b"{}"), signature(secret, 1764154800, b"{ }"), signature("other", 1764154800, b"{}")}) == 4
    # printf '1764154800.{"a":1}' | openssl dgst -sha256 -hmac geheim
    assert signature("geheim", 1764154800, b'{"a":1}') == "v1=b6c9b5cedfe5c1c6f3b2e838a367bfba0894d969b61be7a16b2beced2fb6c189"
