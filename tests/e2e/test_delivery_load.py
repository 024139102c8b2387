"""Delivery under pressure: many who want one picture, many pictures of one image."""
import base64
import concurrent.futures
import hashlib
import hmac
import io
import os
import pathlib
import re
import resource
import unittest

from PIL import Image

from pictor import Pictor

CLIENTS = 500
# The number is 100,000: PICTOR_TEST_WIDTHS=100000 runs it in about ten minutes.
WIDTHS = int(os.environ.get("PICTOR_TEST_WIDTHS", "1500"))


def photo(width, height):
    file = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()


def metric(pictor, name):
    found = re.findall(rf"^{re.escape(name)} ([0-9.e+]+)$", pictor.get("/metrics", token="").body.decode(), re.MULTILINE)
    return float(found[0]) if found else 0.0


class Signer:
    """What a backend does with its key."""

    def __init__(self, pictor):
        answer = pictor.request("POST", "/signing-keys", body={}, token=pictor.token("admin", "root"))
        self.id, self.secret = answer.json["id"], answer.json["secret"]

    def sign(self, path):
        text = f"{path}/{self.id}.never."
        mac = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).digest()
        return text + base64.urlsafe_b64encode(mac).decode().rstrip("=")


class DeliveryLoad(unittest.TestCase):
    def setUp(self):
        context = Pictor()
        self.pictor = context.__enter__()
        self.addCleanup(context.__exit__)

    def test_a_stampede_on_one_cold_url_renders_it_once(self):
        resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
        image = self.pictor.upload(photo(2400, 1600)).json
        url = Signer(self.pictor).sign(f"/t/demo/{image['id']}/{image['version']}/w=777&format=webp")
        renders = 'pictor_codec_requests_total{kind="render",outcome="ok"}'
        before = metric(self.pictor, renders)
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            answers = list(pool.map(lambda _: self.pictor.get(url, token=""), range(CLIENTS)))
        self.assertEqual({a.status for a in answers}, {200})
        self.assertEqual(len({a.body for a in answers}), 1)
        self.assertEqual(metric(self.pictor, renders) - before, 1)

    def test_ever_new_widths_stay_within_bounds(self):
        image = self.pictor.upload(photo(64, 48)).json
        signer = Signer(self.pictor)
        path = f"/t/demo/{image['id']}/{image['version']}"
        urls = [signer.sign(f"{path}/w={1 + i % 16000}&h={1 + i // 16000}&format=jpeg") for i in range(WIDTHS)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            self.assertEqual({status for status in pool.map(lambda u: self.pictor.get(u, token="").status, urls)}, {200})
        kept = [f for f in pathlib.Path(self.pictor.data).rglob("*") if f.is_file() and image["id"] in str(f)]
        self.assertLess(len(kept), 64 + 16)
        peak = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{self.pictor.process.pid}/status").read_text())[1])
        self.assertLess(peak, 300 * 1024, "KiB of the server")


if __name__ == "__main__":
    unittest.main()
