"""A Pictor of its own for one test: started on port 0 in a temporary folder, ended by its pid, and asked over HTTP."""
import http.client
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("PICTOR_BINARY", str(ROOT / "build/release/pictor"))
CORPUS = pathlib.Path(os.environ.get("PICTOR_CORPUS", ROOT.parent / "shared/corpus"))


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


def multipart(file_bytes, file_name="picture", fields=(), content_type="application/octet-stream"):
    """(body, content type) of a form with one file."""
    boundary = secrets.token_hex(16)
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields]
    name = file_name.replace("\\", "\\\\").replace('"', '\\"')
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                 f"Content-Type: {content_type}\r\n\r\n".encode() + file_bytes + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


class Pictor:
    """Use as a context manager, or start() and stop() by hand; `data` outlives restarts and goes at the end."""

    def __init__(self, **environment):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pictor-e2e-"))
        self.data = self.folder / "data"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PICTOR_")}
        self.environment = kept | {"PICTOR_DATA": str(self.data), "PICTOR_LISTEN": "127.0.0.1:0"} | environment
        self.process = None
        self.tokens = {}

    def __enter__(self):
        self.cli("tenant", "create", "demo")
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def cli(self, *arguments, check=True):
        done = subprocess.run([BINARY, *arguments], env=self.environment, capture_output=True, text=True, timeout=120)
        if check and done.returncode != 0:
            raise AssertionError(f"pictor {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self):
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([BINARY, "serve"], env=self.environment, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True)
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                return
        raise AssertionError("pictor did not start: " + self.log_text()[-2000:])

    def stop(self):
        """Ends it as an operator would; answers the exit status."""
        if not self.process:
            return None
        self.process.send_signal(signal.SIGTERM)
        return self._reap(60)

    def kill(self):
        """Ends it as a power cut would."""
        self.process.kill()
        return self._reap(10)

    def _reap(self, seconds):
        try:
            return self.process.wait(seconds)
        finally:
            self.process.kill()
            self.process.stdout.close()
            self.log.close()
            self.process = None

    def log_text(self):
        return (self.folder / "log").read_text(errors="replace")

    def token(self, role="editor", subject="alice", tenant="demo"):
        key = (role, subject, tenant)
        if key not in self.tokens:
            done = self.cli("token", "--tenant", tenant, "--subject", subject, "--role", role, "--ttl", "2h")
            self.tokens[key] = done.stdout.strip()
        return self.tokens[key]

    def request(self, method, path, body=None, headers=None, token=None, connection=None):
        headers = dict(headers or {})
        if token is None:
            token = self.token()
        if token:
            headers["Authorization"] = "Bearer " + token
        if isinstance(body, (dict, list)):
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            own.request(method, path, body=body, headers=headers)
            answer = own.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            if not connection:
                own.close()

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def upload(self, file_bytes, name="picture", fields=(), headers=None, wait=60, **more):
        body, content_type = multipart(file_bytes, name, fields)
        headers = {"Content-Type": content_type} | ({"Prefer": f"wait={wait}"} if wait else {}) | (headers or {})
        return self.request("POST", "/images/upload", body=body, headers=headers, **more)

    def wait_until_settled(self, image_id, seconds=60):
        """The image once it has left `processing`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            image = self.get(f"/images/{image_id}").json
            if image["status"] != "processing":
                return image
            time.sleep(0.05)
        raise AssertionError(f"{image_id} is still processing")

    def files(self):
        """Paths of all blobs and quarantined files, relative to the data folder."""
        found = []
        for top in ("blobs", "quarantine"):
            for path in (self.data / top).rglob("*"):
                if path.is_file():
                    found.append(str(path.relative_to(self.data)))
        return sorted(found)

    def metric(self, name, **labels):
        """The sum of the metric's values with at least those labels."""
        total = 0.0
        for found, value in re.findall(rf"^{name}(?:{{(.*)}})? ([0-9.e+-]+)$", self.get("/metrics", token="").body.decode(), re.MULTILINE):
            if all(f'{label}="{wanted}"' in found for label, wanted in labels.items()):
                total += float(value)
        return total

    def memory(self):
        """Peak resident bytes of the server process itself."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", text)[1]) * 1024


def eventually(condition, seconds=15):
    """Whether it holds before that time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def relative(url):
    """Path and query of an absolute or relative URL of an answer."""
    parts = urllib.parse.urlsplit(url)
    return parts.path + ("?" + parts.query if parts.query else "")
