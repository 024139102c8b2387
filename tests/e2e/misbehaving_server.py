"""A local HTTP server that misbehaves on request: what the S3 proxy and the stand-in for CloudFront share."""
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class MisbehavingServer:
    """Use as a context manager. Each request meets a fault of FAULTS with the chance `rate`, and "internal_error" always while `down`.
    Subclasses answer in serve(handler, body, fault); the faults "cut_before" and "cut_after" are met for them."""

    FAULTS = ()

    def __init__(self, seed=1):
        self.rate, self.down = 0.0, False
        self.met = {fault: 0 for fault in self.FAULTS}
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def do(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                fault = server.draw()
                if fault == "cut_before":
                    self.close_connection = True
                    return
                status, headers, content = server.serve(self, body, fault)
                if fault == "cut_after":
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                # What HEAD tells of a body that is not sent.
                if not any(name == "Content-Length" for name, _ in headers):
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def serve(self, handler, body, fault):
        """(status, header pairs, body)"""
        raise NotImplementedError

    def draw(self):
        with self.lock:
            if self.down:
                return "internal_error"
            if self.random.random() >= self.rate:
                return None
            fault = self.random.choice(self.FAULTS)
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
