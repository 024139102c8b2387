"""CloudFront, by a stand-in that holds requests to the API's rules and fails: no purge is lost, none is sent under a wrong name, and the
budget is kept. Signatures of the command line are compared with those of AWS's own signer."""
import base64
import concurrent.futures
import json
import re
import shutil
import subprocess
import time
import unittest

import pictures
from cloudfront_stand_in import CloudFrontStandIn
from pictor import ROOT, Pictor, eventually

VECTORS = json.loads((ROOT / "tests/unit/cdn/cloudfront_vectors.json").read_text())
PEER = ROOT / "build/cloudfront-signer"


def settings(stand_in, **more):
    return {"PICTOR_CDN": "cloudfront", "PICTOR_CDN_URL": "https://d111111abcdef8.cloudfront.net",
            "PICTOR_CDN_DISTRIBUTION": stand_in.distribution, "PICTOR_CDN_ENDPOINT": stand_in.url,
            "AWS_ACCESS_KEY_ID": stand_in.access_key, "AWS_SECRET_ACCESS_KEY": stand_in.secret_key} | more


class CloudFront(unittest.TestCase):
    def images(self, pictor, count):
        return [pictor.upload(pictures.jpeg(64, 48, seed=seed), wait=None).json["id"] for seed in range(count)]

    def delete(self, pictor, image):
        self.assertEqual(pictor.request("DELETE", f"/images/{image}").status, 204)

    def test_answers_carry_the_tags_of_their_picture(self):
        with CloudFrontStandIn() as edge, Pictor(**settings(edge)) as pictor:
            image = pictor.upload(pictures.jpeg(200, 100)).json["id"]
            thumbnail = pictor.get(f"/images/{image}/thumbnails/small")
            self.assertEqual(thumbnail.headers["Cache-Tag"], f"t:demo,i:{image},p:small@1")
            self.assertEqual(pictor.get(f"/images/{image}?w=50").headers["Cache-Tag"], f"t:demo,i:{image}")
            self.assertNotIn("Cache-Tag", pictor.get(f"/images/{image}/original").headers)

    def test_what_changes_within_a_second_is_one_batch_and_is_followed_to_its_end(self):
        with CloudFrontStandIn() as edge, Pictor(**settings(edge)) as pictor:
            images = self.images(pictor, 5)
            with concurrent.futures.ThreadPoolExecutor(5) as pool:
                for done in [pool.submit(self.delete, pictor, image) for image in images]:
                    done.result()
            self.assertTrue(eventually(lambda: len(edge.items()) == 5, 10), pictor.log_text()[-2000:])
            self.assertEqual(sorted(edge.items()), sorted("#i:" + image for image in images))
            self.assertLess(len(edge.batches), 5)
            self.assertTrue(eventually(lambda: pictor.metric("pictor_cdn_batches_total", outcome="done"), 20))
            self.assertTrue(edge.is_completed())
            self.assertEqual(edge.refused, [])
            self.assertIn("batches in progress  0", pictor.cli("cdn", "status").stdout)

    def test_delivery_urls_are_at_the_hosts_name(self):
        with CloudFrontStandIn() as edge, Pictor(**settings(edge)) as pictor:
            image = self.images(pictor, 1)[0]
            made = pictor.request("POST", f"/images/{image}/urls", {"w": 80})
            self.assertRegex(made.json["url"], rf"^https://d111111abcdef8\.cloudfront\.net/t/demo/{image}/[0-9a-f]+/w=80/\w+\.\d+\.[\w-]{{43}}$")

    def test_no_purge_is_lost_by_an_edge_that_fails_and_a_crash(self):
        with CloudFrontStandIn() as edge, Pictor(**settings(edge)) as pictor:
            images = self.images(pictor, 16)
            edge.rate = 0.5
            for image in images[:8]:
                self.delete(pictor, image)
                time.sleep(0.3)
            pictor.kill()  # with batches in every state
            pictor.start()
            for image in images[8:]:
                self.delete(pictor, image)
                time.sleep(0.3)
            self.assertTrue(eventually(lambda: set(edge.items()) >= {"#i:" + image for image in images}, 60), pictor.log_text()[-2000:])
            self.assertGreater(sum(edge.met.values()), 1, edge.met)
            edge.rate = 0.0
            pictor.stop()
            pictor.start()  # what waits for its next try is tried at the start
            self.assertTrue(eventually(lambda: re.search(r"unsent       0\n.*progress  0", pictor.cli("cdn", "status").stdout), 60))
            self.assertNotIn("InvalidationBatchAlreadyExists", edge.refused)
            self.assertEqual(len(edge.items()), 16, "each once")
            self.assertNotIn(edge.secret_key, pictor.log_text())

    def test_a_budget_that_is_spent_raises_an_alarm_and_still_purges(self):
        with CloudFrontStandIn() as edge, Pictor(**settings(edge, PICTOR_CDN_MONTHLY_ITEMS="4")) as pictor:
            images = self.images(pictor, 8)
            for image in images[:4]:
                self.delete(pictor, image)
            self.assertTrue(eventually(lambda: len(edge.items()) == 4, 10))
            self.assertTrue(eventually(lambda: pictor.metric("pictor_cdn_budget_alarms_total", percent="100") == 1, 5))
            self.assertEqual((pictor.metric("pictor_cdn_month_items"), pictor.metric("pictor_cdn_month_budget")), (4, 4))
            self.assertIn('"event":"cdn.budget"', pictor.log_text())
            for image in images[4:]:
                self.delete(pictor, image)
            self.assertTrue(eventually(lambda: len(edge.items()) == 5, 20))
            self.assertEqual(edge.items()[-1], "#t:demo")

    def test_an_edge_that_refuses_is_not_hammered_and_heals_with_the_settings(self):
        with CloudFrontStandIn() as edge, Pictor(**settings(edge, AWS_SECRET_ACCESS_KEY="wrong")) as pictor:
            image, = self.images(pictor, 1)
            self.delete(pictor, image)
            self.assertTrue(eventually(lambda: edge.refused == ["SignatureDoesNotMatch"], 10), edge.refused)
            time.sleep(4)
            self.assertEqual(len(edge.refused), 1)
            self.assertIn("FAIL  edge", pictor.cli("doctor", check=False).stdout)
            pictor.stop()
            pictor.environment["AWS_SECRET_ACCESS_KEY"] = edge.secret_key
            pictor.start()
            self.assertTrue(eventually(lambda: edge.items() == ["#i:" + image], 10))
            self.assertIn("ok    edge: cloudfront; E2QWRUHAPOMQZL answers", pictor.cli("doctor").stdout)

    def test_a_distribution_without_tags_is_purged_by_path(self):
        with CloudFrontStandIn() as edge, Pictor(**settings(edge, PICTOR_CDN_TAG_HEADER="")) as pictor:
            for image in self.images(pictor, 2):
                self.delete(pictor, image)
            pictor.cli("cdn", "purge", "--path", "/t/demo/x?w=1&h=2")
            self.assertTrue(eventually(lambda: set(edge.items()) == {"/t/demo/*", "/t/demo/x?w=1&h=2"}, 15), edge.items())


class Signatures(unittest.TestCase):
    def setUp(self):
        self.stand_in = CloudFrontStandIn()
        self.addCleanup(self.stand_in.server.server_close)

    def pictor(self, key, **more):
        pictor = Pictor()
        self.addCleanup(shutil.rmtree, pictor.folder)
        path = pictor.folder / "key.pem"
        path.write_text(VECTORS[key])
        pictor.environment |= settings(self.stand_in, PICTOR_CDN_KEY_ID=VECTORS["key_id"], PICTOR_CDN_KEY_FILE=str(path), **more)
        return pictor

    def aws_signer(self):
        """Folder of AWS's signer, installed by npm; skips where that cannot be done."""
        if not (PEER / "node_modules").is_dir():
            PEER.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / "tools/cloudfront_vectors/package.json", PEER)
            if not shutil.which("npm"):
                self.skipTest("no npm")
            done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=PEER, capture_output=True, text=True)
            if done.returncode != 0:
                self.skipTest("npm cannot install @aws-sdk/cloudfront-signer: " + done.stderr[-200:])
        return PEER

    def test_urls_of_the_command_line_are_those_of_awss_signer(self):
        peer = self.aws_signer()
        script = ("import { getSignedUrl } from '@aws-sdk/cloudfront-signer'; const o = JSON.parse(process.argv[1]);"
                  "console.log(getSignedUrl({ ...o, dateLessThan: new Date(o.until * 1000).toISOString() }));")
        for algorithm in ("SHA1", "SHA256"):
            pictor = self.pictor("rsa", PICTOR_CDN_KEY_HASH=algorithm.lower())
            for path in ("/t/demo/img_1/card", "/t/demo/img_1?w=100&s=x-_."):
                ours = pictor.cli("cdn", "url", path, "--ttl", "90m").stdout.strip()
                until = int(re.search(r"Expires=(\d+)", ours)[1])
                self.assertAlmostEqual(until, time.time() + 5400, delta=10)
                request = {"url": "https://d111111abcdef8.cloudfront.net" + path, "until": until, "keyPairId": VECTORS["key_id"],
                           "privateKey": VECTORS["rsa"], "algorithm": algorithm}
                theirs = subprocess.run(["node", "--input-type=module", "-e", script, json.dumps(request)], cwd=peer, check=True,
                                        capture_output=True, text=True).stdout.strip()
                self.assertEqual(ours, theirs)

    def test_terms_make_a_custom_policy(self):
        pictor = self.pictor("rsa")
        printed = pictor.cli("cdn", "url", "/t/demo/x", "--delay", "10m", "--cidr", "192.0.2.0/24").stdout
        policy = re.search(r"Policy=([^&]+)", printed)[1].translate(str.maketrans("-_~", "+=/"))
        statement, = json.loads(base64.b64decode(policy))["Statement"]
        self.assertEqual(statement["Resource"], "https://d111111abcdef8.cloudfront.net/t/demo/x")
        self.assertEqual(set(statement["Condition"]), {"DateLessThan", "DateGreaterThan", "IpAddress"})
        self.assertEqual(pictor.cli("cdn", "url", "/t/demo/x", "--cidr", "192.0.2.0/33", check=False).returncode, 2)
        pictor.environment["PICTOR_CDN"] = "none"
        self.assertNotEqual(pictor.cli("cdn", "url", "/t/demo/x", "--cidr", "192.0.2.0/24", check=False).returncode, 0)

    def test_cookies_open_one_tenant(self):
        printed = self.pictor("ecdsa").cli("cdn", "cookies", "demo").stdout
        self.assertEqual(len(re.findall(r"^Set-Cookie: CloudFront-(Policy|Signature|Key-Pair-Id)=[A-Za-z0-9~_-]+; Path=/t/demo/; Secure; HttpOnly", printed, re.MULTILINE)), 3)

    def test_a_key_that_is_none_is_told_before_serving(self):
        pictor = self.pictor("ecdsa_public")
        refused = pictor.cli("cdn", "url", "/t/demo/x", check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("private key", refused.stderr)


if __name__ == "__main__":
    unittest.main()
