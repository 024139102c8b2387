"""Delivery under pressure: many who want one picture, many pictures of one image."""
import concurrent.futures
import contextlib
import io
import os
import resource
import unittest

from PIL import Image

from pictor import Pictor, eventually
from signing import signed_by_python

CLIENTS = 500
# The number is 100,000: PICTOR_TEST_WIDTHS=100000 runs each in about ten minutes.
WIDTHS = int(os.environ.get("PICTOR_TEST_WIDTHS", "1500"))


def photo(width, height):
    file = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()


# Room for renditions, a small part of what the widths would take.
ROOM = 256 << 10


class DeliveryLoad(unittest.TestCase):
    def setUp(self):
        self.pictor = self.enterContext(Pictor(PICTOR_MAX_RENDITION_BYTES=str(ROOM)))
        self.key, self.secret = self.pictor.cli("signing-key", "add", "--tenant", "demo").stdout.split()

    def sign(self, image, picture):
        return signed_by_python(secret=self.secret, key=self.key, tenant="demo", image=image["id"], version=image["version"], picture=picture,
                                expires="never")

    def bytes_of_blobs(self):
        total = 0
        for name in self.pictor.files():
            with contextlib.suppress(FileNotFoundError):
                total += (self.pictor.data / name).stat().st_size
        return total

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

    def test_ever_new_pictures_of_many_images_stay_within_the_room_for_them(self):
        images = [self.pictor.upload(photo(64, 48 + i)).json for i in range(-(-WIDTHS // 60))]
        stored = self.bytes_of_blobs()
        urls = [self.sign(image, f"w={1 + i}&h={1 + i}&format=jpeg") for image in images for i in range(60)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            self.assertEqual({status for status in pool.map(lambda u: self.pictor.get(u, token="").status, urls)}, {200})
        self.assertTrue(eventually(lambda: self.bytes_of_blobs() - stored <= ROOM), self.bytes_of_blobs() - stored)
        evicted = self.pictor.metric("pictor_renditions_evicted_total")
        self.assertGreater(evicted, len(urls) / 2)
        self.assertGreater(self.bytes_of_blobs() - stored, ROOM / 2, "they are not all gone")
        self.assertEqual(self.pictor.get(urls[0], token="").status, 200, "what has gone is made again")
        self.assertLess(self.pictor.memory(), 300 << 20)
        self.pictor.stop()
        self.assertIn("nothing left over", self.pictor.cli("gc", "--grace", "0").stdout)


if __name__ == "__main__":
    unittest.main()
