"""Blobs in a real S3 store, behind a proxy that fails: what was acknowledged is there, and nothing else is after gc."""
import base64
import concurrent.futures
import datetime
import gzip
import hashlib
import hmac
import http.client
import io
import json
import os
import pathlib
import random
import secrets
import unittest
import urllib.parse

import pictures
from pictor import Pictor, eventually, multipart
from s3_proxy import FaultyProxy

STORE = dict(line.split("=", 1) for line in (pathlib.Path(os.environ["PICTOR_TEST_S3"]) / "env").read_text().split())
CREDENTIALS = {k: v for k, v in STORE.items() if k.startswith("AWS_")}


def blobs_url(endpoint):
    """A place of its own in the tests' bucket, which contract/blobs_s3 makes; made here too, in case that did not run."""
    return f"s3://pictor-tests/e2e-{secrets.token_hex(6)}?path_style=true&endpoint={endpoint}"


def make_bucket():
    assert put("/pictor-tests") in (200, 409)


def put(path, body=b""):
    """By the unsigned-payload form of Signature V4, written independently of the server's. Answers the status."""
    endpoint = STORE["S3_ENDPOINT"].removeprefix("http://")
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/us-east-1/s3/aws4_request"
    canonical = (f"PUT\n{path}\n\nhost:{endpoint}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:{now}\n\n"
                 "host;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD")
    key = b"AWS4" + STORE["AWS_SECRET_ACCESS_KEY"].encode()
    for part in (now[:8], "us-east-1", "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    connection = http.client.HTTPConnection(endpoint, timeout=30)
    connection.request("PUT", path, body=body, headers={
        "x-amz-date": now, "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={STORE['AWS_ACCESS_KEY_ID']}/{scope}, "
                         f"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}"})
    status = connection.getresponse().status
    connection.close()
    return status


def begin(pictor, **announced):
    answer = pictor.request("POST", "/images/direct-upload", {"content_type": "image/jpeg"} | announced)
    assert answer.status == 201, answer
    return answer.json


def complete(pictor, draft, token=None):
    return pictor.request("POST", draft["complete_url"], headers={"Prefer": "wait=60"}, token=token)


def post(draft, file, fields=None):
    """What a browser does with the form; the status that the store answers."""
    url = urllib.parse.urlsplit(draft["upload"]["url"])
    body, content_type = multipart(file, fields=(fields or draft["upload"]["fields"]).items())
    connection = http.client.HTTPConnection(url.netloc, timeout=60)
    connection.request("POST", url.path, body=body, headers={"Content-Type": content_type})
    status = connection.getresponse().status
    connection.close()
    return status


def sign_policy(fields, policy):
    """The fields of another policy, by the store's real key."""
    text = base64.b64encode(json.dumps(policy).encode())
    key = b"AWS4" + STORE["AWS_SECRET_ACCESS_KEY"].encode()
    for part in fields["x-amz-credential"].split("/")[1:]:
        key = hmac.digest(key, part.encode(), "sha256")
    return {"policy": text.decode(), "x-amz-signature": hmac.digest(key, text, "sha256").hex()}


class S3(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        make_bucket()

    def check_original(self, pictor, image_id, sha256):
        original = pictor.get(f"/images/{image_id}/original")
        self.assertEqual((original.status, hashlib.sha256(original.body).hexdigest()), (200, sha256))

    def test_the_main_job_works_on_s3(self):
        with Pictor(PICTOR_BLOBS=blobs_url(STORE["S3_ENDPOINT"]), **CREDENTIALS) as pictor:
            picture = pictures.jpeg(1600, 1200)
            image = pictor.upload(picture).json
            self.assertEqual(image["status"], "ready", image)
            self.check_original(pictor, image["id"], hashlib.sha256(picture).hexdigest())
            self.assertEqual(pictor.get(f"/images/{image['id']}/thumbnails/small").status, 200)
            self.assertEqual(pictor.get(f"/images/{image['id']}?w=333&format=jpeg").status, 200)
            self.assertEqual(pictor.get("/readyz", token="").status, 200)
            self.assertEqual(pictor.request("DELETE", f"/images/{image['id']}?purge=true", token=pictor.token("admin")).status, 204)
            self.assertIn("nothing left over", pictor.cli("gc", "--grace", "0").stdout)
            self.assertEqual([f for f in pictor.files() if "blobs" in f], [])
            self.assertNotIn(CREDENTIALS["AWS_SECRET_ACCESS_KEY"], pictor.log_text() + pictor.cli("doctor").stdout)

    def test_a_store_that_is_down_is_a_503_and_comes_back(self):
        with FaultyProxy(STORE["S3_ENDPOINT"]) as proxy, Pictor(PICTOR_BLOBS=blobs_url(proxy.url), **CREDENTIALS) as pictor:
            proxy.down = True
            refused = pictor.upload(pictures.jpeg(300, 200))
            self.assertEqual((refused.status, refused.json["code"]), (503, "storage_unavailable"))
            self.assertIn("Retry-After", refused.headers)
            self.assertEqual(pictor.get("/readyz", token="").status, 503)
            self.assertEqual(pictor.get("/healthz", token="").status, 200)
            self.assertEqual(pictor.get("/images").json["items"], [])
            proxy.down = False
            self.assertEqual(pictor.upload(pictures.jpeg(300, 200)).json["status"], "ready")

    def upload_some(self, pictor, seed, acknowledged):
        rnd = random.Random(seed)
        for _ in range(12):
            picture = pictures.jpeg(rnd.randrange(200, 900), rnd.randrange(200, 700), seed=rnd.randrange(10**6), quality=70)
            answer = pictor.upload(picture, wait=None)
            if answer.status == 201:
                acknowledged[answer.json["id"]] = hashlib.sha256(picture).hexdigest()
            else:
                self.assertEqual((answer.status, answer.json["code"]), (503, "storage_unavailable"), answer)

    def test_nothing_acknowledged_is_lost_in_a_store_that_fails(self):
        acknowledged = {}
        with FaultyProxy(STORE["S3_ENDPOINT"]) as proxy, Pictor(PICTOR_BLOBS=blobs_url(proxy.url), **CREDENTIALS) as pictor:
            proxy.rate = 0.2
            pictor.token()
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                for done in [pool.submit(self.upload_some, pictor, seed, acknowledged) for seed in range(4)]:
                    done.result()
            proxy.rate = 0.0
            self.assertTrue(all(proxy.met.values()), proxy.met)
            self.assertGreater(len(acknowledged), 24)
            for image_id, sha256 in acknowledged.items():
                self.assertEqual(pictor.wait_until_settled(image_id, 120)["status"], "ready")
                self.check_original(pictor, image_id, sha256)
            pictor.cli("gc", "--grace", "0")
            self.assertIn("nothing left over", pictor.cli("gc", "--grace", "0").stdout)

    def test_a_client_uploads_straight_to_the_store(self):
        with Pictor(PICTOR_BLOBS=blobs_url(STORE["S3_ENDPOINT"]), **CREDENTIALS) as pictor:
            pictor.cli("tenant", "create", "other")
            picture = pictures.jpeg(1600, 1200)
            draft = begin(pictor, bytes=len(picture), sha256=hashlib.sha256(picture).hexdigest(), name="beach.jpg", tags=["sea"])
            early = complete(pictor, draft)
            self.assertEqual((early.status, early.json["code"]), (409, "conflict"))
            self.assertEqual(post(draft, picture), 201)
            self.assertEqual(complete(pictor, draft, token=pictor.token("admin", "eve", "other")).status, 404)
            self.assertEqual(complete(pictor, draft, token=pictor.token("editor", "bob")).status, 403)
            made = complete(pictor, draft)
            self.assertEqual((made.status, made.json["status"], made.json["id"]), (201, "ready", draft["id"]), made)
            self.assertEqual((made.json["name"], made.json["tags"], made.json["owner"]), ("beach.jpg", ["sea"], "alice"))
            self.check_original(pictor, draft["id"], hashlib.sha256(picture).hexdigest())
            self.assertEqual(pictor.get(f"/images/{draft['id']}/thumbnails/small").status, 200)
            # Again, and with other bytes under the form that is still good: the image stays what was judged.
            self.assertEqual(complete(pictor, draft).json["sha256"], made.json["sha256"])
            self.assertEqual(post(draft, picture[:-2] + b"\0\0"), 201)
            self.assertEqual(complete(pictor, draft).json["sha256"], made.json["sha256"])
            self.assertIn("orphan blobs        1", pictor.cli("gc", "--grace", "0").stdout, "what came later")
            self.assertIn("nothing left over", pictor.cli("gc", "--grace", "0").stdout)
            self.assertEqual(pictor.request("DELETE", f"/images/{draft['id']}?purge=true").status, 204)
            self.assertEqual(complete(pictor, draft).status, 404)

    def test_the_store_refuses_what_a_form_does_not_permit(self):
        with Pictor(PICTOR_BLOBS=blobs_url(STORE["S3_ENDPOINT"]), **CREDENTIALS) as pictor:
            picture = pictures.jpeg(300, 200)
            draft = begin(pictor, bytes=len(picture))
            other = begin(pictor)
            fields = draft["upload"]["fields"]
            self.assertEqual(post(draft, picture + b"x") // 100, 4, "larger")
            self.assertEqual(post(draft, picture[:-1]) // 100, 4, "smaller")
            for changed in ({"Content-Type": "text/html"}, {"key": other["upload"]["fields"]["key"]}, {"x-amz-meta-more": "1"},
                            {"success_action_redirect": "http://evil.test/"}, {"x-amz-signature": "0" * 64}):
                self.assertEqual(post(draft, picture, fields | changed) // 100, 4, changed)
            ended = json.loads(base64.b64decode(fields["policy"])) | {"expiration": "2020-01-01T00:00:00.000Z"}
            self.assertEqual(post(draft, picture, fields | sign_policy(fields, ended)) // 100, 4, "ended")
            whole = json.loads(base64.b64decode(fields["policy"]))
            self.assertEqual(post(draft, picture, fields | sign_policy(fields, whole)), 201, "what is wrong is the end")
            self.assertEqual(complete(pictor, draft).json["status"], "ready")

    def test_what_arrives_is_judged_as_an_upload_and_refused_without_a_trace(self):
        with Pictor(PICTOR_BLOBS=blobs_url(STORE["S3_ENDPOINT"]), PICTOR_MAX_PIXELS="100000", **CREDENTIALS) as pictor:
            draft = begin(pictor)
            png = io.BytesIO()
            pictures.opened(pictures.jpeg(90, 60)).save(png, "PNG")
            for file, status, code in ((b"<html><script>", 415, "unsupported_type"), (png.getvalue(), 415, "unsupported_type"),
                                       (pictures.jpeg(90, 60)[:300], 422, "corrupt_image"), (pictures.jpeg(900, 600), 422, "too_many_pixels")):
                self.assertEqual(post(draft, file), 201)
                refused = complete(pictor, draft)
                self.assertEqual((refused.status, refused.json["code"]), (status, code), refused)
                self.assertEqual(complete(pictor, draft).status, 409, "it was removed")
                self.assertEqual(pictor.get(f"/images/{draft['id']}").status, 404)
                self.assertIn("nothing left over", pictor.cli("gc", "--grace", "0").stdout)
            announced = begin(pictor, sha256="0" * 64)
            self.assertEqual(post(announced, pictures.jpeg(90, 60)), 201)
            refused = complete(pictor, announced)
            self.assertEqual((refused.status, refused.json["code"], refused.json["field"]), (422, "unprocessable", "sha256"))
            self.assertEqual(post(draft, pictures.jpeg(90, 60)), 201, "the form is good for a better file")
            self.assertEqual(complete(pictor, draft).json["status"], "ready")

    def test_logs_of_the_edge_are_counted_once(self):
        with Pictor(**CREDENTIALS) as pictor:
            image = pictor.upload(pictures.jpeg(400, 300), fields=[("visibility", "public")]).json
            path = f"/t/demo/{image['id']}/{image['version']}/preset:small@1"
            self.assertEqual(pictor.get(path, token="").status, 200)
            today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()

            def log(*lines):
                fields = "date sc-bytes cs-method cs-uri-stem sc-status x-edge-response-result-type x-edge-detailed-result-type sc-content-len"
                return gzip.compress(("#Version: 1.0\n#Fields: " + fields + "\n" + "\n".join(lines) + "\n").encode())
            hit = f"{today}\t1200\tGET\t{path}\t200\tHit\tHit\t1000"
            folder = "/pictor-tests/logs-" + secrets.token_hex(6)
            self.assertEqual(put(f"{folder}/E2Q.2026-11-25-08.a.gz", log(hit, hit.replace("Hit", "Miss"), hit)), 200)
            self.assertEqual(put(f"{folder}/E2Q.2026-11-25-08.b.gz", log(*[hit] * 20_000, "nonsense")), 200)
            arguments = ("usage", "import", f"s3:/{folder}?path_style=true&endpoint={STORE['S3_ENDPOINT']}")
            first = pictor.cli(*arguments).stdout
            self.assertIn("imported 2 logs (20002 requests, 20002000 bytes)", first)
            self.assertIn("skipped 1 damaged lines", first)
            self.assertEqual(put(f"{folder}/E2Q.2026-11-25-09.c.gz", b"no gzip"), 200)
            again = pictor.cli(*arguments, check=False)
            self.assertEqual(again.returncode, 1)
            self.assertIn("imported 0 logs (0 requests, 0 bytes), 2 were imported before", again.stdout)
            self.assertIn("skipped 1 damaged logs", again.stdout)
            admin = pictor.token("admin")

            def requests():
                items = pictor.get("/usage?by=preset", token=admin).json["items"]
                return {item["key"]: item["requests"] for item in items}
            self.assertTrue(eventually(lambda: requests() == {"small@1": 20_003}), requests())

    def test_files_are_moved_to_s3_and_back(self):
        away = blobs_url(STORE["S3_ENDPOINT"])
        with Pictor(**CREDENTIALS) as pictor:
            picture = pictures.jpeg(800, 600)
            image = pictor.upload(picture).json
            self.assertIn("copied", pictor.cli("blobs", "copy", "--to", away).stdout)
            self.assertIn("copied 0 blobs", pictor.cli("blobs", "copy", "--to", away).stdout)
            pictor.stop()
            pictor.environment["PICTOR_BLOBS"] = away
            pictor.start()
            self.check_original(pictor, image["id"], hashlib.sha256(picture).hexdigest())
            self.assertEqual(pictor.get(f"/images/{image['id']}/thumbnails/small").status, 200)
            second = pictor.upload(pictures.jpeg(500, 400, seed=7)).json
            self.assertIn("copied", pictor.cli("blobs", "copy", "--to", "file:" + str(pictor.data / "blobs")).stdout)
            pictor.stop()
            del pictor.environment["PICTOR_BLOBS"]
            pictor.start()
            self.assertEqual(pictor.get(f"/images/{second['id']}/thumbnails/small").status, 200)
            self.assertIn("nothing left over", pictor.cli("gc", "--grace", "0").stdout)


if __name__ == "__main__":
    unittest.main()
