"""A proxy between Pictor and its S3 store that misbehaves on request: errors, throttling, cut connections, delays, damaged bytes."""
import http.client
import random
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = ("internal_error", "slow_down", "cut_before", "cut_after", "delay", "damage")


def error(code):
    return f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>".encode()


class FaultyProxy:
    """Forwards to `endpoint`; each request meets a fault with the chance `rate`. Use as a context manager."""

    def __init__(self, endpoint, seed=1):
        self.target = urllib.parse.urlsplit(endpoint).netloc
        self.rate = 0.0
        self.down = False
        self.met = {fault: 0 for fault in FAULTS}
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                fault = proxy.draw()
                if fault == "cut_before":
                    self.close_connection = True
                    return
                if fault == "internal_error":
                    return self.answer(500, [], error("InternalError"))
                if fault == "slow_down":
                    return self.answer(503, [("x-amz-retry-after", "20")], error("SlowDown"))
                if fault == "delay":
                    time.sleep(0.3)
                connection = http.client.HTTPConnection(proxy.target, timeout=60)
                connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    connection.putheader(name, value)
                connection.endheaders(body)
                reply = connection.getresponse()
                content = bytearray(reply.read())
                connection.close()
                if fault == "cut_after":
                    self.close_connection = True
                    return
                if fault == "damage" and self.command == "GET" and content:
                    content[len(content) // 2] ^= 0x55
                self.answer(reply.status, [(k, v) for k, v in reply.getheaders()
                                           if k.lower() not in ("content-length", "connection", "transfer-encoding")], bytes(content),
                            length=reply.getheader("Content-Length"))

            def answer(self, status, headers, content, length=None):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                if self.command == "HEAD" and length is not None:
                    self.send_header("Content-Length", length)
                else:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = forward

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def draw(self):
        with self.lock:
            if self.down:
                return "internal_error"
            if self.random.random() >= self.rate:
                return None
            fault = self.random.choice(FAULTS)
            self.met[fault] += 1
            return fault

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
