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
from pictor import ROOT, Answer, Pictor, eventually, relative

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
    """A TCP forwarder to `target`, which may change, that can be shut: the network between Pictor and a Varnish."""

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


class ThroughVarnish(unittest.TestCase):
    def setUp(self):
        # Pictor must know where Varnish is and Varnish where Pictor is, also after a restart: each sees the other through a gate.
        self.gate, self.origin = Gate(None), Gate(None)
        for gate in (self.gate, self.origin):
            self.addCleanup(gate.listener.close)
        self.pictor = self.enterContext(Pictor(PICTOR_CDN="varnish", PICTOR_CDN_VARNISH=self.gate.url, PICTOR_CDN_PURGE_TOKEN=TOKEN))
        self.origin.target = ("127.0.0.1", self.pictor.port)
        self.varnish = Varnish(urllib.parse.urlsplit(self.origin.url).netloc)
        self.addCleanup(self.varnish.close)
        parts = urllib.parse.urlsplit(self.varnish.url)
        self.gate.target = (parts.hostname, parts.port)

    def image(self, visibility="public", seed=1):
        image = self.pictor.upload(pictures.jpeg(400, 300, seed=seed), fields=[("visibility", visibility)]).json
        self.assertEqual(image["status"], "ready", image)
        return image

    def url(self, image, preset="small"):
        """Without a signature: of public images."""
        return f"/t/demo/{image['id']}/{image['version']}/preset:{preset}@1"

    def signed(self, image, preset="small"):
        made = self.pictor.request("POST", f"/images/{image['id']}/urls", {"preset": preset})
        self.assertEqual(made.status, 200, made)
        return relative(made.json["url"])

    def asked(self):
        """How many deliveries Pictor was asked for."""
        return sum(self.pictor.metric("pictor_http_requests_total", route=f"/t/{{tenant}}/{{image}}/{{version}}/{{picture}}{tail}")
                   for tail in ("", "/{signature}"))

    def state(self, url, **headers):
        answer = self.varnish.get(url, **headers)
        return answer.status, answer.headers.get("X-Cache")

    def warm(self, *urls):
        for url in urls:
            self.assertEqual(self.state(url), (200, "MISS"))
            self.assertEqual(self.state(url), (200, "HIT"))

    def test_the_second_request_is_a_hit_and_tags_stay_inside(self):
        url = self.url(self.image())
        self.warm(url)
        self.assertEqual(self.asked(), 1)
        answer = self.varnish.get(url)
        self.assertFalse({"xkey", "x-url", "x-varnish", "via"} & {name.lower() for name in answer.headers})

    def test_negotiated_formats_do_not_mix_and_have_three_classes(self):
        url = self.url(self.image())
        for accept, kind in (("image/avif,image/webp,*/*;q=0.8", "avif"), ("image/webp,image/*;q=0.7", "webp"), ("*/*", "jpeg"),
                             ("text/html, image/webp", "webp"), ("image/png", "jpeg"), ("image/avif;q=0.9", "avif")):
            self.assertEqual(self.varnish.get(url, Accept=accept).headers["Content-Type"], "image/" + kind, accept)
        self.assertEqual(self.asked(), 3)

    def test_hints_are_kept_in_steps_and_only_where_the_url_names_them(self):
        image = self.image()
        made = self.pictor.request("POST", f"/images/{image['id']}/urls", {"w": 100, "format": "jpeg", "hints": "dpr,width,save-data"})
        hinted, plain = relative(made.json["url"]), self.url(image)
        for hundredths in range(101, 151, 7):
            self.assertEqual(self.varnish.get(hinted, **{"Sec-CH-DPR": str(hundredths / 100)}).status, 200)
        self.assertEqual(self.asked(), 1)
        for width in range(325, 640, 45):
            self.varnish.get(hinted, **{"Sec-CH-Width": str(width), "Save-Data": "perhaps"})
        self.assertEqual(self.asked(), 3, "480 and 640")
        self.assertLess(len(self.varnish.get(hinted, **{"Save-Data": "on"}).body), len(self.varnish.get(hinted).body))
        before = self.asked()
        for dpr in ("1", "2", "3"):
            self.varnish.get(plain, **{"Sec-CH-DPR": dpr, "Sec-CH-Width": dpr + "00", "Save-Data": "on"})
        self.assertEqual(self.asked(), before + 1)

    def test_a_purge_of_one_image_clears_all_its_variants_and_nothing_else(self):
        gone, kept = self.image(seed=1), self.image(seed=2)
        urls = [self.url(gone, preset) for preset in ("thumb", "small", "medium")] + [self.signed(self.image("private", seed=3))]
        private = urls.pop()
        self.warm(*urls, private, self.url(kept))
        self.assertEqual(self.varnish.get(urls[0], Accept="image/webp").headers["X-Cache"], "MISS")
        self.assertEqual(self.pictor.request("DELETE", f"/images/{gone['id']}").status, 204)
        self.assertTrue(eventually(lambda: self.state(urls[0])[0] == 404), self.pictor.log_text()[-2000:])
        self.assertEqual([self.state(url)[0] for url in urls], [404] * 3)
        self.assertEqual(self.varnish.get(urls[0], Accept="image/webp").status, 404)
        self.assertEqual(self.state(self.url(kept)), (200, "HIT"))
        self.assertEqual(self.state(private), (200, "HIT"))

    def test_an_image_that_becomes_private_is_gone_from_the_edge(self):
        image = self.image()
        self.warm(self.url(image))
        self.assertEqual(self.pictor.request("PATCH", f"/images/{image['id']}", {"visibility": "private"}).status, 200)
        self.assertTrue(eventually(lambda: self.state(self.url(image))[0] == 404))

    def test_an_image_that_becomes_public_is_not_denied_for_long(self):
        image = self.image("private")
        self.assertEqual([self.state(self.url(image))[0] for _ in range(2)], [404, 404])
        self.assertEqual(self.asked(), 1, "the edge remembers that there is nothing")
        self.assertEqual(self.pictor.request("PATCH", f"/images/{image['id']}", {"visibility": "public"}).status, 200)
        time.sleep(5.5)  # as long as it may be remembered: the first request after that must not get a stale 404
        self.assertEqual(self.state(self.url(image))[0], 200)

    def test_a_private_image_is_never_served_without_its_signature(self):
        image = self.image("private")
        good = self.signed(image)
        self.assertEqual(self.state(self.url(image))[0], 404)
        self.warm(good)
        self.assertEqual(self.state(self.url(image))[0], 404)
        wrong = good[:-1] + ("A" if good[-1] != "A" else "E")
        self.assertEqual(self.state(wrong)[0], 403)
        self.assertEqual(self.state(good.replace("preset:small@1", "preset:medium@1"))[0], 403)
        self.assertEqual(self.state(good), (200, "HIT"))

    def test_what_a_token_opens_is_not_kept_for_others(self):
        image = self.image("private")["id"]
        bearer = "Bearer " + self.pictor.token()
        for path in (f"/images/{image}", f"/images/{image}/thumbnails/small", f"/images/{image}/original"):
            self.assertEqual(self.state(path, Authorization=bearer), (200, "MISS"), path)
            self.assertEqual(self.varnish.get(path).status, 401, path)
            self.assertEqual(self.state(path, Authorization=bearer), (200, "MISS"), path)

    def test_a_replaced_image_is_new_at_the_edge(self):
        image = self.image()
        old = self.url(image)
        self.warm(old)
        answer = self.pictor.request("PUT", f"/images/{image['id']}/convert", {"format": "webp", "width": 200, "replace": True})
        self.assertEqual(answer.status, 200, answer)
        replaced = self.pictor.wait_until_settled(image["id"])
        self.assertEqual(self.state(self.url(replaced)), (200, "MISS"))
        self.assertTrue(eventually(lambda: self.state(old)[0] == 404))

    def test_presets_and_tenants_are_purged_from_the_command_line(self):
        image = self.image()
        small, medium = self.url(image), self.url(image, "medium")
        self.warm(small, medium)
        self.pictor.cli("cdn", "purge", "--preset", "small@1")

        def is_fetched_again():  # by the first who gets the stale one
            self.state(small)
            return self.asked() == 3
        self.assertTrue(eventually(is_fetched_again), self.asked())
        self.assertEqual(self.state(medium), (200, "HIT"))
        self.pictor.cli("cdn", "purge", "--tenant", "demo")
        self.assertTrue(eventually(lambda: self.state(medium) == (200, "MISS")))

    def test_a_stale_picture_is_served_while_pictor_is_asked_again_and_while_it_is_away(self):
        image = self.image()
        url = f"/t/demo/{image['id']}/{image['version']}/preset:small"
        self.warm(url)
        fresh = self.varnish.get(url)
        self.assertIn("stale-while-revalidate=300, stale-if-error=3600", fresh.headers["Cache-Control"])
        self.origin.open = False
        self.pictor.cli("cdn", "purge", "--preset", "small@1")
        self.assertTrue(eventually(lambda: "batches unsent       0" in self.pictor.cli("cdn", "status").stdout))
        for _ in range(3):
            stale = self.varnish.get(url)
            self.assertEqual((stale.status, stale.headers["X-Cache"], stale.body), (200, "HIT", fresh.body), "Pictor is away")
            time.sleep(0.2)
        self.assertEqual(self.asked(), 1)
        self.origin.open = True

        def is_fetched_again():  # beside an answer for which nobody waits; not at once, Varnish holds off from who was away
            self.assertEqual(self.state(url), (200, "HIT"))
            return self.asked() == 2
        self.assertTrue(eventually(is_fetched_again))
        for _ in range(3):
            self.assertEqual(self.state(url), (200, "HIT"))
        time.sleep(0.5)
        self.assertEqual(self.asked(), 2, "fetched once, and fresh again")

    def test_a_tenant_that_is_removed_is_gone_from_the_edge(self):
        image, private = self.image(), self.image("private", 2)
        urls = self.url(image), self.url(image, "medium"), self.signed(private)
        self.warm(*urls)
        self.pictor.cli("tenant", "remove", "demo", "--confirm", "demo")
        for url in urls:
            self.assertTrue(eventually(lambda: self.state(url)[0] in (403, 404)), url)
        self.assertEqual(self.pictor.get("/images").status, 401)

    def test_a_preset_that_is_changed_or_removed_is_so_at_the_edge(self):
        image = self.image()
        url = f"/t/demo/{image['id']}/{image['version']}/preset:card"

        def width():
            answer = self.varnish.get(url)
            return pictures.opened(answer.body).size[0] if answer.status == 200 else answer.status
        self.pictor.cli("preset", "set", "--tenant", "demo", "card", "w=40")
        self.assertEqual(width(), 40)
        self.assertEqual(self.state(url), (200, "HIT"))
        self.pictor.cli("preset", "set", "--tenant", "demo", "card", "w=60")
        self.assertTrue(eventually(lambda: width() == 60))
        self.pictor.cli("preset", "remove", "--tenant", "demo", "card")
        self.assertTrue(eventually(lambda: width() == 404))

    def test_a_purge_outlives_a_crash_and_an_edge_that_is_away(self):
        image = self.image()
        self.warm(self.url(image))
        self.gate.open = False
        self.assertEqual(self.pictor.request("DELETE", f"/images/{image['id']}?purge=true").status, 204)
        time.sleep(2)
        self.assertEqual(self.state(self.url(image)), (200, "HIT"), "the edge was away")
        self.pictor.kill()
        self.pictor.start()
        self.origin.target = ("127.0.0.1", self.pictor.port)
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
