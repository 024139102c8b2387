"""Delivery under pressure: many who want one picture, many pictures of one image."""
import concurrent.futures
import io
import os
import resource
import unittest

from PIL import Image

from pictor import Pictor
from signing import signed_by_python

CLIENTS = 500
# The number is 100,000: PICTOR_TEST_WIDTHS=100000 runs it in about ten minutes.
WIDTHS = int(os.environ.get("PICTOR_TEST_WIDTHS", "1500"))


def photo(width, height):
    file = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()


class DeliveryLoad(unittest.TestCase):
    def setUp(self):
        self.pictor = self.enterContext(Pictor())
        self.key, self.secret = self.pictor.cli("signing-key", "add", "--tenant", "demo").stdout.split()

    def sign(self, image, picture):
        return signed_by_python(secret=self.secret, key=self.key, tenant="demo", image=image["id"], version=image["version"], picture=picture,
                                expires="never")

    def renders(self):
        return self.pictor.metric("pictor_codec_requests_total", kind="render", outcome="ok")

    def test_a_stampede_on_one_cold_url_renders_it_once(self):
        resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
        image = self.pictor.upload(photo(2400, 1600)).json
        url = self.sign(image, "w=777&format=webp")
        before = self.renders()
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            answers = list(pool.map(lambda _: self.pictor.get(url, token=""), range(CLIENTS)))
        self.assertEqual({a.status for a in answers}, {200})
        self.assertEqual(len({a.body for a in answers}), 1)
        self.assertEqual(self.renders() - before, 1)

    def test_ever_new_widths_stay_within_bounds(self):
        image = self.pictor.upload(photo(64, 48)).json
        urls = [self.sign(image, f"w={1 + i % 16000}&h={1 + i // 16000}&format=jpeg") for i in range(WIDTHS)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            self.assertEqual({status for status in pool.map(lambda u: self.pictor.get(u, token="").status, urls)}, {200})
        kept = [name for name in self.pictor.files() if image["id"] in name]
        self.assertLess(len(kept), 64 + 16)
        self.assertLess(self.pictor.memory(), 300 << 20)


if __name__ == "__main__":
    unittest.main()
