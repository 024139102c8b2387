"""What the benchmarks of whole servers share: processes with their CPU time and memory, ports, the peers' start and end."""
import contextlib
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")


def process_tree(pid):
    """The process and its descendants, as far as they are alive."""
    found = [pid]
    for at in found:
        with contextlib.suppress(OSError):
            for task in pathlib.Path(f"/proc/{at}/task").iterdir():
                found += [int(c) for c in (task / "children").read_text().split()]
    return found


def cpu_seconds(pid):
    """User and system time of the tree, with that of children that were reaped."""
    total = 0
    for at in process_tree(pid):
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{at}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(f) for f in fields[11:15])
    return total / TICK


def memory_bytes(pid):
    total = 0
    for at in process_tree(pid):
        with contextlib.suppress(OSError):
            text = pathlib.Path(f"/proc/{at}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+) kB", text, re.M)[1]) * 1024
    return total


class MemoryWatch:
    """The most memory of the tree, looked at `every` so many seconds: each look takes milliseconds of a core."""

    def __init__(self, pid, every=0.05):
        self.pid, self.every, self.peak, self.ended = pid, every, 0, threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def watch(self):
        while not self.ended.wait(self.every):
            self.peak = max(self.peak, memory_bytes(self.pid))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


class Server:
    """One contestant: a name, and how it is started in a folder: answers process, port and the headers that requests need."""

    def __init__(self, name, start):
        self.name, self.start = name, start

    @contextlib.contextmanager
    def running(self):
        with tempfile.TemporaryDirectory(prefix="pictor-bench-") as folder:
            process, port, headers = self.start(folder)
            try:
                yield process.pid, port, headers
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError):
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")
