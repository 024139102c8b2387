"""Power cuts: the server is killed at random moments during uploads; nothing that was acknowledged is lost or damaged."""
import concurrent.futures
import hashlib
import http.client
import os
import random
import threading
import time
import unittest

import pictures
from pictor import Pictor

ROUNDS = int(os.environ.get("PICTOR_CRASH_ROUNDS", "30"))


class Crash(unittest.TestCase):
    def upload_until(self, pictor, stop, acknowledged, seed):
        rnd = random.Random(seed)
        while not stop.is_set():
            picture = pictures.jpeg(rnd.randrange(200, 900), rnd.randrange(200, 700), seed=rnd.randrange(10**6), quality=70)
            try:
                answer = pictor.upload(picture, wait=rnd.choice([None, 5]))
            except (OSError, http.client.HTTPException):
                continue  # the server is down: this upload was not acknowledged
            if answer.status == 201:
                acknowledged[answer.json["id"]] = hashlib.sha256(picture).hexdigest()

    def test_no_acknowledged_image_is_lost_in_thirty_kills(self):
        acknowledged = {}
        rnd = random.Random(20261122)
        with Pictor() as pictor:
            pictor.token()
            for round_number in range(ROUNDS):
                stop = threading.Event()
                with concurrent.futures.ThreadPoolExecutor(3) as pool:
                    uploads = [pool.submit(self.upload_until, pictor, stop, acknowledged, (round_number, n).__hash__())
                               for n in range(3)]
                    time.sleep(rnd.uniform(0.05, 0.8))
                    pictor.kill()
                    stop.set()
                    for upload in uploads:
                        upload.result()
                pictor.start()
            self.assertGreater(len(acknowledged), ROUNDS)
            for image_id, sha256 in acknowledged.items():
                image = pictor.wait_until_settled(image_id)
                self.assertEqual(image["status"], "ready", image)
                original = pictor.get(f"/images/{image_id}/original")
                self.assertEqual((original.status, hashlib.sha256(original.body).hexdigest()), (200, sha256))
            # Uploads that were cut after their commit and before their answer are there too: they must end well as well.
            cursor = ""
            while cursor is not None:
                page = pictor.get("/images?limit=200" + (f"&cursor={cursor}" if cursor else "")).json
                for image in page["items"]:
                    self.assertEqual(pictor.wait_until_settled(image["id"])["status"], "ready")
                cursor = page["next_cursor"]
            self.assertIn("nothing left over", pictor.cli("gc", "--grace", "0").stdout)
            self.assertEqual(list((pictor.data / "quarantine").iterdir()), [])


if __name__ == "__main__":
    unittest.main()
