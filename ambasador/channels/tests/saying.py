"""A server that remembers what it was asked and answers what the test says."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Server:
    """`asked` holds (path, headers, body); `answer` is (status, body), or None to drop the connection without a word."""

    def __init__(self, answer=(200, b"{}")):
        self.asked, self.answer = [], answer
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.asked.append((self.path, dict(self.headers), body))
                if outer.answer is None:
                    self.close_connection = True
                    return
                self.send_response(outer.answer[0])
                self.end_headers()
                self.wfile.write(outer.answer[1])

            do_GET = do_POST

            def log_message(self, *_arguments):
                pass

        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self):
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._http.shutdown()
        self._http.server_close()
