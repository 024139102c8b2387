"""The main job over HTTP: upload, look, deliver, convert, change, delete."""
import hashlib
import io
import struct
import subprocess
import tempfile
import unittest
import zlib

from PIL import Image

import pictures
from pictor import Pictor, relative


class MainJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pictor = cls.enterClassContext(Pictor())
        cls.photo = pictures.jpeg(1600, 1200)

    def ready(self, file_bytes=None, **more):
        answer = self.pictor.upload(file_bytes or self.photo, **more)
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(answer.json["status"], "ready", answer)
        return answer.json

    def bytes_of(self, url, **more):
        answer = self.pictor.get(relative(url), **more)
        self.assertEqual(answer.status, 200, answer)
        return answer

    def test_upload_answers_the_image_of_the_contract(self):
        answer = self.pictor.upload(self.photo, "beach.jpg", [("tags", "sea, sun"), ("metadata", '{"a":1}')])
        image = answer.json
        self.assertEqual(answer.status, 201)
        self.assertEqual(relative(answer.headers["Location"]), f"/images/{image['id']}")
        self.assertEqual((image["width"], image["height"], image["format"]), (1600, 1200, "jpeg"))
        self.assertEqual(image["sha256"], hashlib.sha256(self.photo).hexdigest())
        self.assertEqual((image["tenant"], image["owner"], image["name"]), ("demo", "alice", "beach.jpg"))
        self.assertEqual((image["tags"], image["metadata"]), (["sea", "sun"], {"a": 1}))
        self.assertRegex(image["placeholder"]["color"], r"^#[0-9a-f]{6}$")
        self.assertEqual(set(image), {
            "id", "tenant", "owner", "name", "status", "error", "format", "content_type", "bytes", "width", "height",
            "frames", "has_alpha", "sha256", "version", "visibility", "tags", "album", "metadata", "placeholder",
            "thumbnails", "optimization", "urls", "created_at", "updated_at", "expires_at", "deleted_at", "focus"})

    def test_thumbnails_have_the_preset_sizes_and_say_the_truth(self):
        image = self.ready()
        found = {(t["preset"], t["format"]): (t["width"], t["height"]) for t in image["thumbnails"]}
        sizes = {"thumb": (150, 113), "small": (300, 225), "medium": (600, 450), "large": (1200, 900)}
        self.assertEqual(found, {(p, f): s for p, s in sizes.items() for f in ("jpeg", "webp")})
        for thumbnail in image["thumbnails"]:
            answer = self.bytes_of(thumbnail["url"])
            self.assertEqual(len(answer.body), thumbnail["bytes"])
            self.assertEqual(answer.headers["Content-Type"], thumbnail["content_type"])
            self.assertEqual(pictures.opened(answer.body).size, (thumbnail["width"], thumbnail["height"]))

    def test_the_optimized_version_is_smaller_and_served_to_image_clients(self):
        image = self.ready()
        optimization = image["optimization"]
        self.assertLess(optimization["bytes"], image["bytes"])
        self.assertAlmostEqual(optimization["saved_ratio"], 1 - optimization["bytes"] / image["bytes"], places=3)
        answer = self.bytes_of(f"/images/{image['id']}", headers={"Accept": "image/webp,image/*"})
        self.assertEqual(len(answer.body), optimization["bytes"])
        self.assertEqual(self.bytes_of(optimization["url"]).body, answer.body)

    def test_the_original_comes_back_exactly_as_an_attachment(self):
        image = self.ready()
        answer = self.bytes_of(image["urls"]["original"])
        self.assertEqual(answer.body, self.photo)
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))

    def test_upload_without_wait_is_acknowledged_at_once_and_becomes_ready(self):
        answer = self.pictor.upload(pictures.jpeg(900, 700, seed=7), wait=None)
        self.assertEqual((answer.status, answer.json["status"]), (201, "processing"))
        self.assertEqual(self.pictor.wait_until_settled(answer.json["id"])["status"], "ready")

    def test_orientation_is_baked_in_and_private_metadata_gone(self):
        image = self.ready(pictures.jpeg_with_private_metadata(400, 300, orientation=6))
        self.assertEqual((image["width"], image["height"]), (300, 400))
        urls = [t["url"] for t in image["thumbnails"]] + [image["optimization"]["url"]]
        urls += [f"/images/{image['id']}?format={f}&w=100" for f in ("jpeg", "png", "webp", "avif", "gif")]
        for url in urls:
            body = self.bytes_of(url).body
            self.assertNotIn(b"SECRET", body, url)
            with tempfile.NamedTemporaryFile() as file:
                file.write(body)
                file.flush()
                tags = subprocess.run(["exiftool", "-G", "-a", "-s", "-EXIF:all", "-GPS:all", "-XMP:all", "-Comment", file.name],
                                      capture_output=True, text=True, check=True).stdout
            self.assertEqual(tags.strip(), "", url)

    def test_alpha_survives_where_the_format_has_it(self):
        image = self.ready(pictures.png_with_alpha())
        self.assertTrue(image["has_alpha"])
        self.assertEqual({t["format"] for t in image["thumbnails"]}, {"png", "webp"})
        for format_name in ("png", "webp"):
            alpha = pictures.opened(self.bytes_of(f"/images/{image['id']}?format={format_name}&w=100").body).getchannel("A")
            self.assertLess(alpha.getextrema()[0], 30)
            self.assertGreater(alpha.getextrema()[1], 225)
        flattened = pictures.opened(self.bytes_of(f"/images/{image['id']}?format=jpeg&w=100").body)
        self.assertEqual(flattened.mode, "RGB")

    def test_animations_keep_frames_and_timing_in_webp_and_gif_only(self):
        image = self.ready(pictures.animated_gif(frames=5, duration=120))
        self.assertEqual((image["format"], image["frames"]), ("gif", 5))
        for format_name in ("webp", "gif"):
            moving = Image.open(io.BytesIO(self.bytes_of(f"/images/{image['id']}?format={format_name}&w=40").body))
            self.assertEqual((moving.n_frames, moving.size), (5, (40, 30)))
            moving.seek(1)
            moving.load()
            self.assertEqual(moving.info["duration"], 120)
        still = Image.open(io.BytesIO(self.bytes_of(f"/images/{image['id']}?format=jpeg&w=40").body))
        self.assertEqual(getattr(still, "n_frames", 1), 1)

    def test_transform_parameters_give_exactly_the_size_asked_for(self):
        image = self.ready()
        for query, size in (("w=400", (400, 300)), ("h=300", (400, 300)), ("w=200&h=200&fit=cover", (200, 200)),
                            ("w=200&h=200&fit=contain&format=png", (200, 200)), ("w=100&h=50&fit=fill", (100, 50)),
                            ("w=200&h=200&fit=inside", (200, 150)), ("w=100&dpr=2", (200, 150)), ("w=5000", (1600, 1200))):
            answer = self.bytes_of(f"/images/{image['id']}?{query}")
            self.assertEqual(pictures.opened(answer.body).size, size, query)

    def test_a_chain_of_operations_happens_in_its_one_order(self):
        picture = Image.new("RGB", (440, 240), "white")
        picture.paste("red", (20, 20, 220, 220))
        picture.paste("blue", (220, 20, 420, 220))
        image = self.ready(pictures.encoded(picture, "PNG"))
        mark = self.ready(pictures.encoded(Image.new("RGB", (40, 40), "black"), "PNG"))
        answer = self.bytes_of(f"/images/{image['id']}?watermark={mark['id']}&watermark_gravity=northwest&watermark_scale=0.1"
                               "&pad=10&background=00ff00&w=100&rotate=90&trim=10&format=png")
        made = pictures.opened(answer.body).convert("RGB")
        self.assertEqual(made.size, (120, 220))
        for at, color in (((60, 50), (255, 0, 0)), ((60, 170), (0, 0, 255)), ((60, 5), (0, 255, 0)), ((4, 4), (0, 0, 0))):
            self.assertLess(max(abs(a - b) for a, b in zip(made.getpixel(at), color)), 12, at)

    def test_convert_is_idempotent_and_its_url_gives_the_bytes(self):
        image = self.ready()
        request = {"format": "avif", "quality": 50, "width": 320}
        first = self.pictor.request("PUT", f"/images/{image['id']}/convert", request)
        self.assertEqual(first.status, 200, first)
        self.assertEqual((first.json["format"], first.json["width"], first.json["height"]), ("avif", 320, 240))
        again = self.pictor.request("PUT", f"/images/{image['id']}/convert", request)
        self.assertEqual(again.json, first.json)
        body = self.bytes_of(first.json["url"]).body
        self.assertEqual(len(body), first.json["bytes"])
        self.assertEqual(body[4:12], b"ftypavif")

    def test_quality_auto_finds_a_quality_and_keeps_its_own_url(self):
        image = self.ready()
        made = self.pictor.request("PUT", f"/images/{image['id']}/convert", {"format": "jpeg", "quality": "auto", "width": 320})
        self.assertEqual(made.status, 200, made)
        self.assertTrue(1 <= made.json["quality"] <= 100, made)
        self.assertIn("q=auto", made.json["url"])
        best = self.bytes_of(f"/images/{image['id']}?format=jpeg&q=99&w=320").body
        self.assertLess(len(self.bytes_of(made.json["url"]).body), len(best))

    def test_a_drawing_comes_as_png_where_the_client_leaves_that_open(self):
        drawing = Image.new("RGB", (600, 400), "white")
        for x in range(50, 550, 40):
            drawing.paste("navy", (x, 50, x + 20, 350))
        url = f"/images/{self.ready(pictures.encoded(drawing, 'PNG'))['id']}?w=600&h=400"
        for accept, begins in (("image/*", b"\x89PNG"), ("image/jpeg", b"\xff\xd8\xff"), ("image/webp", b"RIFF")):
            self.assertEqual(self.bytes_of(url, headers={"Accept": accept}).body[:4][:len(begins)], begins, accept)
        self.assertEqual(self.bytes_of(url + "&format=jpeg", headers={"Accept": "image/*"}).body[:3], b"\xff\xd8\xff")

    def test_convert_can_be_a_job(self):
        image = self.ready()
        answer = self.pictor.request("PUT", f"/images/{image['id']}/convert", {"format": "png", "width": 64},
                                     headers={"Prefer": "respond-async"})
        self.assertEqual(answer.status, 202, answer)
        for _ in range(600):
            job = self.pictor.get(f"/jobs/{answer.json['id']}").json
            if job["status"] in ("done", "failed"):
                break
        self.assertEqual((job["status"], job["progress"], job["image"]), ("done", 1, image["id"]))

    def test_convert_with_replace_makes_a_new_version(self):
        image = self.ready(pictures.jpeg(500, 400, seed=21))
        answer = self.pictor.request("PUT", f"/images/{image['id']}/convert", {"format": "webp", "width": 250, "replace": True})
        self.assertEqual(answer.status, 200, answer)
        replaced = self.pictor.wait_until_settled(image["id"])
        self.assertEqual((replaced["format"], replaced["width"], replaced["status"]), ("webp", 250, "ready"))
        self.assertNotEqual(replaced["version"], image["version"])
        self.assertEqual(self.bytes_of(replaced["urls"]["original"]).body[8:12], b"WEBP")

    def test_the_same_bytes_are_stored_once_in_a_tenant(self):
        unique = pictures.jpeg(300, 200, seed=77)
        first, second = self.ready(unique), self.ready(unique)
        self.assertNotEqual(first["id"], second["id"])
        originals = [f for f in self.pictor.files() if f.endswith(first["sha256"])]
        self.assertEqual(len(originals), 1)
        self.assertEqual(self.pictor.request("DELETE", f"/images/{first['id']}?purge=true").status, 204)
        self.assertEqual(self.bytes_of(second["urls"]["original"]).body, unique)
        self.assertEqual(self.pictor.request("DELETE", f"/images/{second['id']}?purge=true").status, 204)
        self.assertEqual([f for f in self.pictor.files() if first["sha256"] in f or first["id"] in f or second["id"] in f], [])

    def test_an_idempotency_key_makes_a_retry_safe(self):
        body = pictures.jpeg(120, 90, seed=5)
        first = self.pictor.upload(body, headers={"Idempotency-Key": "k-1"})
        again = self.pictor.upload(body, headers={"Idempotency-Key": "k-1"})
        other = self.pictor.upload(pictures.jpeg(120, 90, seed=6), headers={"Idempotency-Key": "k-1"})
        self.assertEqual((first.status, again.status), (201, 201))
        self.assertEqual(again.json["id"], first.json["id"])
        self.assertEqual((other.status, other.json["code"]), (409, "conflict"))

    def test_trash_and_restore(self):
        image = self.ready(pictures.jpeg(100, 80, seed=9))
        path = f"/images/{image['id']}"
        self.assertEqual(self.pictor.request("DELETE", path).status, 204)
        gone = self.pictor.get(path + "/original")
        self.assertEqual((gone.status, gone.json["code"]), (410, "gone"))
        listed = self.pictor.get("/images?deleted=true&limit=200").json["items"]
        self.assertIn(image["id"], [i["id"] for i in listed])
        self.assertEqual(self.pictor.request("POST", path + "/restore").status, 200)
        self.assertEqual(self.pictor.get(path + "/original").status, 200)

    def test_patch_changes_what_it_names_only(self):
        image = self.ready(pictures.jpeg(100, 80, seed=10), fields=[("album", "a")])
        answer = self.pictor.request("PATCH", f"/images/{image['id']}", {"name": "new.jpg", "tags": ["x"], "album": None,
                                                                       "focus": {"x": 0.2, "y": 0.7}, "visibility": "public"})
        self.assertEqual(answer.status, 200, answer)
        changed = answer.json
        self.assertEqual((changed["name"], changed["tags"], changed["album"], changed["visibility"]),
                         ("new.jpg", ["x"], None, "public"))
        self.assertEqual(changed["sha256"], image["sha256"])

    def test_lists_page_through_everything_once(self):
        tag = "pagination"
        ids = [self.ready(pictures.jpeg(60, 40, seed=100 + i), fields=[("tags", tag)])["id"] for i in range(7)]
        found, cursor = [], ""
        while cursor is not None:
            page = self.pictor.get(f"/images?tag={tag}&limit=3&order=asc" + (f"&cursor={cursor}" if cursor else "")).json
            found += [i["id"] for i in page["items"]]
            cursor = page["next_cursor"]
        self.assertEqual(found, ids)

    def test_delivered_bytes_can_be_revalidated_and_resumed(self):
        image = self.ready()
        url = relative(image["thumbnails"][-1]["url"])
        whole = self.bytes_of(url)
        not_modified = self.pictor.get(url, headers={"If-None-Match": whole.headers["ETag"]})
        self.assertEqual((not_modified.status, not_modified.body), (304, b""))
        part = self.pictor.get(url, headers={"Range": "bytes=10-19"})
        self.assertEqual((part.status, part.body), (206, whole.body[10:20]))
        self.assertEqual(part.headers["Content-Range"], f"bytes 10-19/{len(whole.body)}")
        beyond = self.pictor.get(url, headers={"Range": f"bytes={len(whole.body)}-"})
        self.assertEqual(beyond.status, 416)
        head = self.pictor.request("HEAD", url)
        self.assertEqual((head.status, head.body, head.headers["Content-Length"]), (200, b"", str(len(whole.body))))


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pictor = cls.enterClassContext(Pictor())
        cls.pictor.cli("tenant", "create", "other")
        cls.image = cls.pictor.upload(pictures.jpeg(200, 100)).json

    def routes(self, image_id):
        return [("GET", f"/images/{image_id}"), ("GET", f"/images/{image_id}?w=10"), ("GET", f"/images/{image_id}/original"),
                ("GET", f"/images/{image_id}/thumbnails"), ("GET", f"/images/{image_id}/thumbnails/small"),
                ("PUT", f"/images/{image_id}/convert"), ("PATCH", f"/images/{image_id}"),
                ("DELETE", f"/images/{image_id}?purge=true"), ("POST", f"/images/{image_id}/restore")]

    def body(self, method):
        return {"format": "png"} if method == "PUT" else {"name": "n"} if method == "PATCH" else None

    def test_another_tenant_cannot_tell_an_image_from_one_that_is_not_there(self):
        stranger = self.pictor.token("admin", "mallory", "other")
        absent = "img_" + "0" * 26
        for (method, path), (_, missing) in zip(self.routes(self.image["id"]), self.routes(absent)):
            seen = self.pictor.request(method, path, self.body(method), token=stranger)
            unseen = self.pictor.request(method, missing, self.body(method), token=stranger)
            self.assertEqual((seen.status, unseen.status), (404, 404), (method, path, seen))
            self.assertEqual({k: v for k, v in seen.json.items() if k != "request_id"},
                             {k: v for k, v in unseen.json.items() if k != "request_id"})

    def test_roles_limit_what_may_be_done(self):
        viewer, editor = self.pictor.token("viewer", "vera"), self.pictor.token("editor", "eve")
        admin = self.pictor.token("admin", "root")
        path = f"/images/{self.image['id']}"
        self.assertEqual(self.pictor.get(path, token=viewer).status, 200)
        self.assertEqual(self.pictor.upload(pictures.jpeg(50, 50), token=viewer).status, 403)
        for token, status in ((viewer, 403), (editor, 403), (admin, 200)):
            self.assertEqual(self.pictor.request("PATCH", path, {"name": "x.jpg"}, token=token).status, status)

    def test_requests_without_a_valid_token_are_refused(self):
        for token in ("", "nonsense", self.pictor.token()[:-2] + "AA"):
            answer = self.pictor.get("/images", token=token)
            self.assertEqual((answer.status, answer.json["code"]), (401, "unauthenticated"))

    def test_every_answer_carries_a_request_id(self):
        for path in ("/healthz", "/images", "/nowhere"):
            self.assertTrue(self.pictor.get(path).headers["X-Request-Id"])
        self.assertEqual(self.pictor.get("/healthz", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"], "abc-1")


class Refusals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pictor = cls.enterClassContext(Pictor(PICTOR_MAX_UPLOAD_BYTES="300000"))

    def refused(self, answer, status, code):
        self.assertEqual((answer.status, answer.json["code"]), (status, code), answer)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual(self.pictor.files(), [])
        self.assertEqual(self.pictor.get("/images").json["items"], [])

    def test_what_is_too_large_is_refused(self):
        self.refused(self.pictor.upload(b"\xff\xd8\xff" + bytes(400000)), 413, "too_large")

    def test_what_is_no_image_is_refused_by_its_bytes(self):
        self.refused(self.pictor.upload(b"<html>not an image</html>", "photo.jpg"), 415, "unsupported_type")

    def test_a_truncated_jpeg_is_refused_before_it_is_kept(self):
        self.refused(self.pictor.upload(pictures.jpeg()[:-500]), 422, "corrupt_image")

    def test_damage_that_only_decoding_finds_is_refused_when_the_client_waits(self):
        damaged = bytearray(pictures.encoded(pictures.photo(200, 150), "PNG"))
        # A valid container whose compressed data is not: the checksum of the chunk is made to fit.
        at = damaged.index(b"IDAT")
        length = struct.unpack(">I", damaged[at - 4:at])[0]
        damaged[at + 4 + length // 2:at + 4 + length // 2 + 64] = bytes(64)
        crc = zlib.crc32(bytes(damaged[at:at + 4 + length]))
        damaged[at + 4 + length:at + 8 + length] = struct.pack(">I", crc)
        self.refused(self.pictor.upload(bytes(damaged)), 422, "corrupt_image")

    def test_bad_forms_and_parameters_are_refused(self):
        picture = pictures.jpeg(60, 60)
        no_file = self.pictor.request("POST", "/images/upload", b"--b\r\n\r\n--b--\r\n", {"Content-Type": "multipart/form-data; boundary=b"})
        self.assertIn((no_file.status, no_file.json["code"]), [(400, "missing_file"), (400, "invalid_request")])
        for fields, field in (([("visibility", "secret")], "visibility"), ([("expires_at", "tomorrow")], "expires_at"),
                              ([("metadata", "[1]")], "metadata")):
            answer = self.pictor.upload(picture, fields=fields)
            self.refused(answer, 400, "invalid_parameter")
            self.assertEqual(answer.json["field"], field)
        for query in ("limit=0", "limit=201", "sort=color", "cursor=zzz", "unknown=1", "order=up"):
            answer = self.pictor.get("/images?" + query)
            self.assertEqual((answer.status, answer.json["code"]), (400, "invalid_parameter"), query)


class Operations(unittest.TestCase):
    def test_a_server_answers_for_its_health_and_its_interface(self):
        with Pictor() as pictor:
            self.assertEqual(pictor.get("/healthz", token="").status, 200)
            self.assertEqual(pictor.get("/readyz", token="").status, 200)
            pictor.upload(pictures.jpeg(64, 64))
            self.assertIn(b"pictor_http_requests_total", pictor.get("/metrics", token="").body)
            self.assertTrue(pictor.get("/openapi.json", token="").json["openapi"].startswith("3."))
            self.assertIn(b"<html", pictor.get("/docs", token="").body.lower())
            self.assertNotIn(pictor.token(), pictor.log_text())

    def test_sigterm_ends_it_cleanly_and_a_restart_keeps_everything(self):
        with Pictor() as pictor:
            image = pictor.upload(pictures.jpeg(300, 200)).json
            self.assertEqual(pictor.stop(), 0)
            pictor.start()
            self.assertEqual(pictor.get(f"/images/{image['id']}").json, image)

    def test_doctor_is_content_with_a_good_installation(self):
        with Pictor() as pictor:
            done = pictor.cli("doctor")
            self.assertIn("seccomp", done.stdout)
            self.assertNotIn(pictor.data.joinpath("jwt_secret").read_text().strip(), done.stdout)

    def test_unknown_settings_are_an_error(self):
        with Pictor() as pictor:
            pictor.environment["PICTOR_NO_SUCH"] = "1"
            done = pictor.cli("doctor", check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("PICTOR_NO_SUCH", done.stderr)


if __name__ == "__main__":
    unittest.main()
