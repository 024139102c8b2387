"""Through a real Varnish with the VCL that we ship: hits, purges by tag, what is private, and formats that do not mix."""
import contextlib
import http.client
import pathlib
import subprocess
import tempfile
import socket
import threading
import time
import unittest
import urllib.parse

import pictures
from delivery_origin import DeliveryOrigin, signature
from pictor import ROOT, Answer, Pictor

SCRIPT = ROOT / "tools/varnish.sh"
TOKEN = "test-purge-token-0123456789"


class Varnish:
    def __init__(self, backend):
        self.folder = tempfile.TemporaryDirectory(prefix="pictor-varnish-")
        self.state = pathlib.Path(self.folder.name) / "varnish"
        subprocess.run([SCRIPT, "start", self.state, backend], check=True)
        self.url = dict(line.split("=", 1) for line in (self.state / "env").read_text().split())["VARNISH_URL"]

    def get(self, path, **headers):
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=30)
        connection.request("GET", path, headers=headers)
        reply = connection.getresponse()
        answer = Answer(reply.status, reply.headers, reply.read())
        connection.close()
        return answer

    def close(self):
        subprocess.run([SCRIPT, "stop", self.state], check=True)
        self.folder.cleanup()


class Gate:
    """A TCP forwarder to `target` that can be shut: the network between Pictor and a Varnish."""

    def __init__(self, target):
        self.target = target
        self.open = True
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if not self.open:
                client.close()
                continue
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client, socket.create_connection(self.target) as server:
            other = threading.Thread(target=self.pump, args=(client, server), daemon=True)
            other.start()
            self.pump(server, client)
            other.join()

    def pump(self, a, b):
        with contextlib.suppress(OSError):
            while self.open and (part := a.recv(1 << 16)):
                b.sendall(part)
        for s in (a, b):
            with contextlib.suppress(OSError):
                s.shutdown(socket.SHUT_RDWR)


def eventually(condition, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


class ThroughVarnish(unittest.TestCase):
    def setUp(self):
        # Varnish must know its origin, the origin Pictor, and Pictor where Varnish is: the gate is known first.
        self.gate = Gate(None)
        self.addCleanup(self.gate.listener.close)
        self.pictor = Pictor(PICTOR_CDN="varnish", PICTOR_CDN_VARNISH=self.gate.url, PICTOR_CDN_PURGE_TOKEN=TOKEN)
        self.pictor.__enter__()
        self.addCleanup(self.pictor.__exit__)
        self.origin = DeliveryOrigin(self.pictor, self.pictor.token("viewer", "delivery"))
        self.origin.__enter__()
        self.addCleanup(self.origin.__exit__)
        self.varnish = Varnish(self.origin.authority)
        self.addCleanup(self.varnish.close)
        parts = urllib.parse.urlsplit(self.varnish.url)
        self.gate.target = (parts.hostname, parts.port)

    def image(self, visibility="public", seed=1):
        image = self.pictor.upload(pictures.jpeg(400, 300, seed=seed), fields=[("visibility", visibility)]).json
        self.assertEqual(image["status"], "ready", image)
        return image["id"]

    def url(self, image, preset="small", signed=False):
        path = f"/t/demo/{image}/{preset}"
        return path + ("?s=" + signature(path) if signed else "")

    def state(self, url, **headers):
        answer = self.varnish.get(url, **headers)
        return answer.status, answer.headers.get("X-Cache")

    def warm(self, *urls):
        for url in urls:
            self.assertEqual(self.state(url), (200, "MISS"))
            self.assertEqual(self.state(url), (200, "HIT"))

    def test_the_second_request_is_a_hit_and_tags_stay_inside(self):
        image = self.image()
        self.warm(self.url(image))
        self.assertEqual(len(self.origin.asked), 1)
        answer = self.varnish.get(self.url(image))
        self.assertFalse({"xkey", "x-url", "x-varnish", "via"} & {name.lower() for name in answer.headers})

    def test_negotiated_formats_do_not_mix_and_have_three_classes(self):
        url = self.url(self.image())
        for accept in ("image/avif,image/webp,*/*;q=0.8", "image/webp,image/*;q=0.7", "*/*", "text/html, image/webp", "image/png", "image/avif;q=0.9"):
            answer = self.varnish.get(url, Accept=accept)
            self.assertEqual(answer.headers["Content-Type"], "image/webp" if "webp" in accept or "avif" in accept else "image/jpeg", accept)
        self.assertEqual(len(self.origin.asked), 3, self.origin.accepts)

    def test_a_purge_of_one_image_clears_all_its_variants_and_nothing_else(self):
        gone, kept = self.image(seed=1), self.image(seed=2)
        urls = [self.url(gone, preset) for preset in ("thumb", "small", "medium")]
        self.warm(*urls, self.url(kept))
        self.assertEqual(self.varnish.get(urls[0], Accept="image/webp").headers["X-Cache"], "MISS")
        self.assertEqual(self.pictor.request("DELETE", f"/images/{gone}").status, 204)
        self.assertTrue(eventually(lambda: self.state(urls[0])[0] == 404), self.pictor.log_text()[-2000:])
        self.assertEqual([self.state(url)[0] for url in urls], [404] * 3)
        self.assertEqual(self.varnish.get(urls[0], Accept="image/webp").status, 404)
        self.assertEqual(self.state(self.url(kept)), (200, "HIT"))

    def test_an_image_that_becomes_private_is_gone_from_the_edge(self):
        image = self.image()
        self.warm(self.url(image))
        self.assertEqual(self.pictor.request("PATCH", f"/images/{image}", {"visibility": "private"}).status, 200)
        self.assertTrue(eventually(lambda: self.state(self.url(image))[0] == 403))

    def test_a_private_image_is_never_served_without_its_signature(self):
        image = self.image("private")
        good = self.url(image, signed=True)
        self.assertEqual(self.state(self.url(image))[0], 403)
        self.warm(good)
        self.assertEqual(self.state(self.url(image))[0], 403)
        wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
        self.assertEqual(self.state(wrong)[0], 403)
        self.assertEqual(self.state(self.url(image, "medium") + "?" + good.split("?")[1])[0], 403)
        self.assertEqual(self.state(good), (200, "HIT"))
        self.origin.cache_control = "private, max-age=60"
        for _ in range(2):
            self.assertEqual(self.state(good + "&again"), (200, "MISS"))

    def test_what_a_token_opens_is_not_kept_for_others(self):
        image = self.image("private")
        bearer = "Bearer " + self.pictor.token()
        for path in (f"/images/{image}", f"/images/{image}/thumbnails/small", f"/images/{image}/original"):
            self.assertEqual(self.state(path, Authorization=bearer), (200, "MISS"), path)
            self.assertEqual(self.varnish.get(path).status, 401, path)
            self.assertEqual(self.state(path, Authorization=bearer), (200, "MISS"), path)

    def test_a_replaced_image_is_new_at_the_edge(self):
        image = self.image()
        url = self.url(image)
        self.warm(url)
        before = self.varnish.get(url).headers["ETag"]
        answer = self.pictor.request("PUT", f"/images/{image}/convert", {"format": "webp", "width": 200, "replace": True})
        self.assertEqual(answer.status, 200, answer)
        self.pictor.wait_until_settled(image)
        self.assertTrue(eventually(lambda: self.varnish.get(url).headers.get("ETag", before) != before))

    def test_presets_and_tenants_are_purged_from_the_command_line(self):
        image = self.image()
        small, medium = self.url(image), self.url(image, "medium")
        self.warm(small, medium)
        self.pictor.cli("cdn", "purge", "--preset", "small@1")

        def is_fetched_again():  # by the first who gets the stale one
            self.state(small)
            return len(self.origin.asked) == 3
        self.assertTrue(eventually(is_fetched_again), self.origin.asked)
        self.assertEqual(self.state(medium), (200, "HIT"))
        self.pictor.cli("cdn", "purge", "--tenant", "demo")
        self.assertTrue(eventually(lambda: self.state(medium) == (200, "MISS")))

    def test_a_purge_outlives_a_crash_and_an_edge_that_is_away(self):
        image = self.image()
        self.warm(self.url(image))
        self.gate.open = False
        self.assertEqual(self.pictor.request("DELETE", f"/images/{image}?purge=true").status, 204)
        time.sleep(2)
        self.assertEqual(self.state(self.url(image)), (200, "HIT"), "the edge was away")
        self.pictor.kill()
        self.pictor.start()
        time.sleep(1)
        self.assertIn("batches unsent       1", self.pictor.cli("cdn", "status").stdout)
        self.gate.open = True
        self.assertTrue(eventually(lambda: self.state(self.url(image))[0] == 404, 30), self.pictor.log_text()[-2000:])
        self.assertIn("batches unsent       0", self.pictor.cli("cdn", "status").stdout)

    def test_doctor_asks_the_edge(self):
        self.assertIn("takes purges", self.pictor.cli("doctor").stdout)
        self.pictor.environment["PICTOR_CDN_PURGE_TOKEN"] = "another"
        refused = self.pictor.cli("doctor", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("FAIL  edge", refused.stdout)
        self.assertNotIn(TOKEN, refused.stdout)


if __name__ == "__main__":
    unittest.main()
