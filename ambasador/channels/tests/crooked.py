"""An IMAP server that speaks the protocol truly, except about the messages it was told to be crooked about."""

import contextlib
import re
import socket
import threading
import time

GREETING = b"* OK [CAPABILITY IMAP4rev1 IDLE] here\r\n"


class CrookedServer:
    """`messages` by UID; `crooked` says of a UID what happens at its FETCH. `validity` and `is_deaf` may change while it runs."""

    def __init__(self) -> None:
        self.messages: dict[int, bytes] = {}
        self.crooked: dict[int, str] = {}
        self.asked: list[int] = []
        self.validity, self.is_deaf, self.drops_idle, self.conversations = 7, False, 0, 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._ended = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def letter(self, uid: int, *, crooked: str = "") -> None:
        self.messages[uid] = b"From: ewa@x.pl\r\nMessage-ID: <%d@crooked>\r\n\r\nbody %d\r\n" % (uid, uid)
        if crooked:
            self.crooked[uid] = crooked

    def stop(self) -> None:
        self._ended.set()
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connected, _address = self._socket.accept()
                self.conversations += 1
                threading.Thread(target=self._talk, args=(connected,), daemon=True).start()

    def _talk(self, connected: socket.socket) -> None:
        with contextlib.suppress(OSError, ConnectionError), connected, connected.makefile("rwb") as line:
            line.write(GREETING)
            line.flush()
            for asked in line:
                if self.is_deaf:
                    self._ended.wait(30)
                    return
                tag, _space, command = asked.strip().partition(b" ")
                if not self._answer(line, tag, command):
                    return
                line.flush()

    def _answer(self, line, tag: bytes, command: bytes) -> bool:
        words = command.upper().split()
        if words[:2] == [b"UID", b"FETCH"]:
            return self._fetch(line, tag, int(words[2]))
        if words[:2] == [b"UID", b"SEARCH"]:
            since = re.search(rb"UID (\d+):\*", command.upper())
            found = [uid for uid in sorted(self.messages) if since is None or uid >= int(since[1])]
            line.write(b"* SEARCH %s\r\n" % b" ".join(b"%d" % uid for uid in found))
        elif words[0] == b"SELECT":
            line.write(b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] valid\r\n" % (len(self.messages), self.validity))
        elif words[0] == b"STATUS":
            line.write(b'* STATUS "INBOX" (UIDNEXT %d UIDVALIDITY %d)\r\n' % (max(self.messages, default=0) + 1, self.validity))
        elif words[0] == b"CAPABILITY":
            line.write(b"* CAPABILITY IMAP4rev1 IDLE\r\n")
        elif words[0] == b"IDLE":
            return self._idle(line, tag)
        line.write(tag + b" OK done\r\n")
        return True

    def _idle(self, line, tag: bytes) -> bool:
        line.write(b"+ idling\r\n")
        line.flush()
        if self.drops_idle:
            self.drops_idle -= 1
            return False
        line.readline()  # DONE
        line.write(tag + b" OK done\r\n")
        return True

    def _fetch(self, line, tag: bytes, uid: int) -> bool:
        self.asked.append(uid)
        raw, how = self.messages.get(uid), self.crooked.get(uid, "")
        head = b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(raw or b""))
        if how == "refused":
            line.write(tag + b" NO [SERVERBUG] cannot read it\r\n")
            return True
        if how == "bad":
            line.write(tag + b" BAD what\r\n")
            return True
        if how == "empty":
            line.write(b"* 1 FETCH (UID %d BODY[] NIL)\r\n%s OK done\r\n" % (uid, tag))
            return True
        if how == "broken":
            return False
        if how == "garbage":
            line.write(b"\x00\xff nonsense\r\n" * 3 + tag + b" OK done\r\n")
            return True
        if how == "truncated":
            line.write(head + (raw or b"")[:10])
            return False
        if how == "huge":
            line.write(b"* 1 FETCH (UID %d BODY[] {99999999999}\r\n" % uid)
            return True
        if how == "hangs":
            line.flush()
            self._ended.wait(30)
            return False
        if how == "drips":
            line.write(head)
            for _letter in range(300):
                line.write(b"x")
                line.flush()
                time.sleep(0.02)
            return False
        if raw is not None:
            line.write(head + raw + b")\r\n")
        line.write(tag + b" OK done\r\n")
        return True
