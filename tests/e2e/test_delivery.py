"""Delivery URLs as other people's backends and browsers use them: signed by the recipes of the guide, without a token."""
import json
import time
import unittest

import pictures
from pictor import ROOT, Pictor, eventually, relative
from signing import signed_by_openssl, signed_by_python


class Delivery(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pictor = cls.enterClassContext(Pictor())
        cls.image = cls.pictor.upload(pictures.jpeg(800, 600)).json
        cls.key, cls.secret = cls.pictor.cli("signing-key", "add", "--tenant", "demo").stdout.split()

    def get(self, path, **headers):
        return self.pictor.get(path, token="", headers=headers)

    def values(self, picture, expires="never"):
        return {"secret": self.secret, "key": self.key, "tenant": "demo", "image": self.image["id"], "version": self.image["version"],
                "picture": picture, "expires": expires}

    def test_the_recipes_of_the_guide_sign_what_pictor_serves(self):
        for sign in (signed_by_python, signed_by_openssl):
            path = sign(**self.values("w=200&h=200&fit=cover&format=webp&gravity=smart"))
            answer = self.get(path)
            self.assertEqual(answer.status, 200, (sign, path, answer))
            self.assertEqual(pictures.opened(answer.body).size, (200, 200))
            self.assertEqual(answer.headers["Cache-Control"], "public, max-age=31536000, immutable")
            changed = self.get(path.replace("w=200", "w=201"))
            self.assertEqual((changed.status, changed.json["code"]), (403, "invalid_signature"))
            self.assertEqual(self.get(sign(**self.values("w=200", "1000"))).status, 403, "expired")

    def test_the_recipes_agree_with_the_test_vectors(self):
        for vector in json.loads((ROOT / "docs/guide/delivery-url-vectors.json").read_text())["signed"]:
            values = {name: vector[name] for name in ("secret", "key", "tenant", "image", "version", "picture", "expires")}
            self.assertEqual(signed_by_python(**values), vector["path"])
            self.assertEqual(signed_by_openssl(**values), vector["path"])

    def test_pictor_makes_the_same_url_as_a_backend(self):
        made = self.pictor.request("POST", f"/images/{self.image['id']}/urls", {"h": 100, "w": 100, "fit": "fill", "format": "png",
                                                                                 "expires_in": None})
        self.assertEqual(made.status, 200, made)
        self.assertEqual(relative(made.json["url"]), signed_by_python(**self.values("w=100&h=100&fit=fill&format=png")))

    def test_a_rotated_key_is_good_until_it_retires(self):
        self.pictor.cli("tenant", "create", "rotating")
        image = self.pictor.upload(pictures.jpeg(90, 60), token=self.pictor.token("editor", "rob", "rotating")).json
        key, secret = self.pictor.cli("signing-key", "add", "--tenant", "rotating").stdout.split()
        path = signed_by_python(secret=secret, key=key, tenant="rotating", image=image["id"], version=image["version"], picture="w=40")
        listed = self.pictor.cli("signing-key", "list", "--tenant", "rotating").stdout
        self.assertIn(key, listed)
        self.assertNotIn(secret, listed)
        self.pictor.cli("signing-key", "rotate", "--tenant", "rotating", "--grace", "1h")
        self.assertEqual(self.get(path).status, 200)
        self.pictor.cli("signing-key", "retire", "--tenant", "rotating", key)
        # A running server learns of a command within the two seconds that answers are kept ready; of its own API at once.
        self.assertTrue(eventually(lambda: self.get(path).status == 403))

    def test_public_images_are_delivered_by_preset_in_what_the_browser_shows(self):
        image = self.pictor.upload(pictures.jpeg(640, 480, seed=4), fields=[("visibility", "public")]).json
        self.pictor.cli("preset", "set", "--tenant", "demo", "card", "h=90&w=120&fit=cover&gravity=center")
        base = f"/t/demo/{image['id']}/{image['version']}"
        made = self.pictor.request("POST", f"/images/{image['id']}/urls", {"preset": "card"})
        self.assertEqual(relative(made.json["url"]), base + "/preset:card@1")
        for accept, kind in (("image/avif,image/webp,*/*", "image/avif"), ("image/webp,*/*", "image/webp"), ("*/*", "image/jpeg")):
            answer = self.get(base + "/preset:card@1", Accept=accept)
            self.assertEqual((answer.status, answer.headers["Content-Type"], answer.headers["Vary"]), (200, kind, "Accept"), answer)
        self.assertEqual(pictures.opened(answer.body).size, (120, 90))
        self.assertEqual(self.get(base + "/w=120").status, 403)
        self.assertEqual(self.get(f"/t/demo/{self.image['id']}/{self.image['version']}/preset:card@1").status, 404, "private")
        head = self.pictor.request("HEAD", base + "/preset:small@1", token="")
        self.assertEqual((head.status, head.body), (200, b""))

    def test_neither_signatures_nor_secrets_are_in_the_log(self):
        path = signed_by_python(**self.values("w=33&format=png"))
        self.assertEqual(self.get(path).status, 200)
        self.assertEqual(self.pictor.request("POST", path, token="").status, 405)
        log = self.pictor.log_text()
        self.assertIn("w=33&format=png/[signature]", log)
        self.assertNotIn(path.rsplit(".", 1)[1], log)
        self.assertNotIn(self.secret, log)


if __name__ == "__main__":
    unittest.main()
