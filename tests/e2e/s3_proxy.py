"""A proxy between Pictor and its S3 store that misbehaves on request: errors, throttling, cut connections, delays, damaged bytes."""
import http.client
import time
import urllib.parse

from misbehaving_server import MisbehavingServer

HOP_BY_HOP = {"content-length", "connection", "transfer-encoding"}


def error(code):
    return f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>".encode()


class FaultyProxy(MisbehavingServer):
    """Forwards to `endpoint`."""

    FAULTS = ("internal_error", "slow_down", "cut_before", "cut_after", "delay", "damage")

    def __init__(self, endpoint, seed=1):
        super().__init__(seed)
        self.target = urllib.parse.urlsplit(endpoint).netloc

    def serve(self, handler, body, fault):
        if fault == "internal_error":
            return 500, [], error("InternalError")
        if fault == "slow_down":
            return 503, [("x-amz-retry-after", "20")], error("SlowDown")
        if fault == "delay":
            time.sleep(0.3)
        connection = http.client.HTTPConnection(self.target, timeout=60)
        connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
        for name, value in handler.headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        reply = connection.getresponse()
        content = bytearray(reply.read())
        connection.close()
        if fault == "damage" and handler.command == "GET" and content:
            content[len(content) // 2] ^= 0x55
        headers = [(name, value) for name, value in reply.getheaders() if name.lower() not in HOP_BY_HOP]
        if handler.command == "HEAD" and reply.getheader("Content-Length") is not None:
            headers.append(("Content-Length", reply.getheader("Content-Length")))
        return reply.status, headers, bytes(content)
