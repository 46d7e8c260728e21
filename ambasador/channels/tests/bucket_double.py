"""
A double of S3 for tests, small and strict: it takes only what is signed with the right secret (Signature Version 4), and speaks PUT, GET,
HEAD and uploads in parts.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

from ambasador.channels.tests.serving import serving

KEY, SECRET, REGION = "klucz", "tajne", "eu-central-1"


class Bucket(ThreadingHTTPServer):
    """`objects` is what it holds; `is_away` answers 503; `largest` is the longest body that came in one request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.objects: dict[str, bytes] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.is_away = False
        self.largest = 0

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


def signed(method: str, path: str, query: str, headers, authorization: str) -> bool:
    """Whether the request was signed with our secret."""
    found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d+)/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)", authorization)
    if found is None or found.group(1) != KEY or found.group(3) != REGION:
        return False
    day, names, signature = found.group(2), found.group(4), found.group(5)
    asked = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(parse_qsl(query, keep_blank_values=True)))
    lines = [method, path, asked, *[f"{name}:{' '.join(headers[name].split())}" for name in names.split(";")], "", names]
    canonical = "\n".join([*lines, headers["x-amz-content-sha256"]])
    scope = f"{day}/{REGION}/s3/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in (day, REGION, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.compare_digest(hmac.digest(key, to_sign.encode(), "sha256").hex(), signature)


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def log_message(self, *_args) -> None:
        pass

    def _tell(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Content-Type": "application/xml", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _refuse(self, status: int, code: str) -> None:
        self._tell(status, f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.largest = max(self.server.largest, len(body))
        url = urlsplit(self.path)
        said = dict(parse_qsl(url.query, keep_blank_values=True))
        if self.server.is_away:
            self._refuse(503, "SlowDown")
        elif not signed(self.command, url.path, url.query, self.headers, self.headers.get("Authorization", "")):
            self._refuse(403, "SignatureDoesNotMatch")
        elif self.command == "POST" and "uploads" in said:
            self.server.uploads["u1"] = {}
            self._tell(200, b"<?xml version='1.0'?><InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>")
        elif self.command == "PUT" and "uploadId" in said:
            self.server.uploads[said["uploadId"]][int(said["partNumber"])] = body
            self._tell(200, ETag='"e"')
        elif self.command == "POST" and "uploadId" in said:
            parts = self.server.uploads.pop(said["uploadId"])
            self.server.objects[url.path] = b"".join(parts[number] for number in sorted(parts))
            done = b"<CompleteMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><ETag>e</ETag></CompleteMultipartUploadResult>"
            self._tell(200, b"<?xml version='1.0'?>" + done)
        elif self.command == "PUT":
            self.server.objects[url.path] = body
            self._tell(200, ETag='"e"')
        elif (content := self.server.objects.get(url.path)) is None:
            self._refuse(404, "NoSuchKey")
        else:
            self._tell(200, content, ETag='"e"', Last_Modified="Wed, 12 Feb 2025 14:03:00 GMT")

    do_PUT = do_GET = do_POST = do_HEAD = do_DELETE = _take


def running() -> AbstractContextManager[Bucket]:
    return serving(Bucket())


@contextmanager
def set_up(settings) -> Iterator[Bucket]:
    """A bucket that the settings name; put them back yourself (pytest-django's `settings` does)."""
    with running() as server:
        settings.FILES_BUCKET, settings.FILES_PREFIX, settings.S3_ENDPOINT = "sprawy", "a/", server.endpoint
        settings.S3_REGION, settings.S3_KEY, settings.S3_SECRET = REGION, KEY, SECRET
        yield server
