"""Raw messages made of parts, for the tests of parsing."""


def mixed(*parts: bytes, kind: str = "mixed", boundary: str = "XX", head: bytes = b"") -> bytes:
    top = f'From: ewa@x.pl\nMIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="{boundary}"\n'.encode() + head
    mark = boundary.encode()
    return top + b"\nprologue\n" + b"".join(b"--" + mark + b"\n" + part + b"\n" for part in parts) + b"--" + mark + b"--\nepilogue"


TEXT = b"Content-Type: text/plain; charset=utf-8\n\nSlowa"
HTML = b"Content-Type: text/html; charset=utf-8\n\n<p>Slowa <b>tlusto</b></p>"
FILE = (
    b'Content-Type: application/pdf; name="faktura.pdf"\nContent-Disposition: attachment; filename="faktura.pdf"\n'
    b"Content-Transfer-Encoding: base64\n\nJVBERg=="
)


def report(fields: bytes, *, head: bytes = b"") -> bytes:
    returned = b"Content-Type: message/rfc822\n\nFrom: us@firma.pl\nMessage-ID: <ours@firma.pl>\nSubject: Pralka\n\nx"
    status = b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n" + fields
    return mixed(TEXT, status, returned, kind="report; report-type=delivery-status", head=head)


BOUNCES = {
    "dsn": (
        report(b"Final-Recipient: rfc822; ewa@x.pl\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 unknown"),
        True,
        "<ours@firma.pl>",
    ),
    "dsn original": (
        report(b"Original-Recipient: rfc822;ewa@x.pl\nFinal-Recipient: rfc822;e@y.pl\nAction: failed\nStatus: 5.1.1"),
        True,
        "<ours@firma.pl>",
    ),
    "full": (report(b"Final-Recipient: rfc822; ewa@x.pl\nAction: failed\nStatus: 4.2.2"), False, "<ours@firma.pl>"),
    "delayed": (report(b"Final-Recipient: rfc822; ewa@x.pl\nAction: delayed\nStatus: 4.4.1"), False, "<ours@firma.pl>"),
    "no action": (report(b"Final-Recipient: rfc822; ewa@x.pl\nStatus: 5.0.0"), True, "<ours@firma.pl>"),
    "exim": (
        b"From: Mailer-Daemon@mx\nX-Failed-Recipients: ewa@x.pl\nSubject: Mail delivery failed\n\nx\nMessage-ID: <ours@firma.pl>\n",
        True,
        "<ours@firma.pl>",
    ),
    "qmail": (
        b"From: MAILER-DAEMON@mx\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.\n\n<ewa@x.pl>:\nno mailbox\n",
        True,
        "",
    ),
    "postfix plain": (b"From: MAILER-DAEMON@mx\nSubject: Undelivered Mail Returned to Sender\n\n<ewa@x.pl>: host x said: 550 no", True, ""),
    "exchange": (b"From: postmaster@x.pl\nSubject: Undeliverable: Pralka\n\nDelivery has failed to:\newa@x.pl\n", True, ""),
    "polish exchange": (b"From: postmaster@x.pl\nSubject: Niedostarczalne: Pralka\n\newa@x.pl\n", True, ""),
    "null path": ("From: poczta@x.pl\nReturn-Path: <>\nSubject: Nie można dostarczyć wiadomości\n\newa@x.pl 550 nie ma".encode(), True, ""),
    "sendmail": (b"From: Mail Delivery Subsystem <MAILER-DAEMON@x.pl>\nSubject: Returned mail: see transcript\n\n<ewa@x.pl>\n", True, ""),
}
