"""An origin of delivery URLs in front of Pictor's API, with the caching rules that an edge has to do with.

GET /t/{tenant}/{image}/{preset}[?s=SIGNATURE]: the thumbnail, as Pictor's API gives it with its tags; public images without a signature,
private ones only with theirs. Negotiated by Accept.
"""
import hashlib
import http.client
import hmac
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = b"of this origin"
KEPT = ("Content-Type", "ETag", "xkey", "Cache-Tag")


def signature(path):
    return hmac.digest(SECRET, path.encode(), "sha256").hex()[:32]


class DeliveryOrigin:
    """Use as a context manager. `asked` holds the paths that came through, in order."""

    def __init__(self, pictor, token):
        self.asked, self.accepts = [], []
        self.cache_control = "public, max-age=86400"
        origin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                if not self.path.startswith("/t/"):
                    return self.forward()
                origin.asked.append(self.path)
                origin.accepts.append(self.headers.get("Accept"))
                parts = urllib.parse.urlsplit(self.path)
                tenant, image, preset = parts.path.split("/")[2:]
                given = urllib.parse.parse_qs(parts.query).get("s", [""])[0]
                facts = pictor.get(f"/images/{image}", token=token)
                if facts.status != 200 or facts.json["deleted_at"]:
                    return self.answer(404, [("Cache-Control", "no-store")], b"gone")
                if facts.json["visibility"] != "public" and given != signature(parts.path):
                    return self.answer(403, [("Cache-Control", "no-store")], b"refused")
                picture = pictor.get(f"/images/{image}/thumbnails/{preset}", headers={"Accept": self.headers.get("Accept", "*/*")}, token=token)
                headers = [(name, picture.headers[name]) for name in KEPT if name in picture.headers]
                self.answer(picture.status, headers + [("Cache-Control", origin.cache_control), ("Vary", "Accept")], picture.body)

            def forward(self):
                connection = http.client.HTTPConnection("127.0.0.1", pictor.port, timeout=30)
                connection.request("GET", self.path, headers={k: v for k, v in self.headers.items() if k.lower() in ("authorization", "accept")})
                reply = connection.getresponse()
                body = reply.read()
                self.answer(reply.status, [(k, v) for k, v in reply.getheaders() if k.lower() not in ("content-length", "connection")], body)
                connection.close()

            def answer(self, status, headers, body):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.authority = f"127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
