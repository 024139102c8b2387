"""SVG over HTTP: refused where it is off; drawn, and handed back so that nothing in it runs, where it is on."""
import io
import unittest

from PIL import Image

from pictor import Pictor, relative

DRAWING = b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" onload="alert(1)">
<script>alert(1)</script><rect width="200" height="200" fill="#f00"/><text x="210" y="100" font-size="40">Text</text></svg>"""


def bomb(content, size=6000):
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">{content}</svg>'.encode()


class Off(unittest.TestCase):
    def test_svg_is_an_unsupported_type(self):
        with Pictor() as pictor:
            answer = pictor.upload(DRAWING, "drawing.svg")
            self.assertEqual((answer.status, answer.json["code"]), (415, "unsupported_type"))


class On(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pictor = cls.enterClassContext(Pictor(PICTOR_INPUT_FORMATS="jpeg,png,svg"))
        answer = cls.pictor.upload(DRAWING, "drawing.svg")
        assert answer.status == 201, answer
        cls.image = answer.json

    def test_it_has_its_size_and_pictures_with_alpha(self):
        self.assertEqual((self.image["format"], self.image["width"], self.image["height"]), ("svg", 400, 200))
        for thumbnail in self.image["thumbnails"]:
            got = self.pictor.get(relative(thumbnail["url"]))
            self.assertEqual(Image.open(io.BytesIO(got.body)).size, (thumbnail["width"], thumbnail["height"]))
        got = self.pictor.get(f"/images/{self.image['id']}?w=100&format=png")
        picture = Image.open(io.BytesIO(got.body)).convert("RGBA")
        self.assertEqual(picture.getpixel((20, 20)), (255, 0, 0, 255))
        self.assertEqual(picture.getpixel((80, 45))[3], 0)

    def test_the_original_is_sent_so_that_nothing_in_it_runs(self):
        got = self.pictor.get(f"/images/{self.image['id']}/original")
        self.assertEqual(got.body, DRAWING)
        self.assertEqual(got.headers["Content-Type"], "image/svg+xml")
        self.assertTrue(got.headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(got.headers.get_all("Content-Security-Policy"),
                         ["default-src 'none'; style-src 'unsafe-inline'; sandbox"])
        self.assertEqual(got.headers["X-Content-Type-Options"], "nosniff")

    def test_nothing_else_is_ever_an_svg(self):
        optimization = self.image["optimization"]
        self.assertTrue(optimization is None or optimization["format"] in ("webp", "png"))
        for accept in ("image/svg+xml", "image/svg+xml,image/*", "image/webp", "*/*"):
            got = self.pictor.get(f"/images/{self.image['id']}?q=80", headers={"Accept": accept})
            self.assertEqual(got.status, 200, got)
            self.assertNotIn("svg", got.headers["Content-Type"])
            self.assertNotIn(b"<svg", got.body)
        refused = self.pictor.get(f"/images/{self.image['id']}?format=svg")
        self.assertEqual(refused.status, 400)

    def test_a_large_empty_drawing_is_a_picture(self):
        answer = self.pictor.upload(bomb("<foreignObject width='3000' height='3000'/>", 3000))
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(self.pictor.wait_until_settled(answer.json["id"])["status"], "ready")

    def test_entities_that_nest_are_refused_with_a_reason(self):
        nested = b"<!DOCTYPE svg [<!ENTITY a 'b'><!ENTITY c '&a;&a;&a;'>]>" + bomb("&c;", 10)
        answer = self.pictor.upload(nested)
        self.assertEqual((answer.status, answer.json["code"]), (422, "unprocessable"), answer)
        self.assertIn("entity", answer.json["detail"])


class Bombs(unittest.TestCase):
    def test_a_drawing_of_filters_without_end_is_a_clean_problem(self):
        with Pictor(PICTOR_INPUT_FORMATS="jpeg,png,svg", PICTOR_RENDER_TIMEOUT="3s") as pictor:
            filters = "<feTurbulence baseFrequency='.5' numOctaves='200'/>" * 200
            answer = pictor.upload(bomb(f"<filter id='f'>{filters}</filter><rect width='90%' height='90%' filter='url(#f)'/>"))
            if answer.status == 201:  # acknowledged before its end
                error = pictor.wait_until_settled(answer.json["id"])["error"]
                self.assertIn(error["code"], ("unprocessable", "deadline_exceeded"))
            else:
                self.assertIn((answer.status, answer.json["code"]), ((422, "unprocessable"), (504, "deadline_exceeded")), answer)
            self.assertEqual(pictor.get("/readyz", token="").status, 200)


if __name__ == "__main__":
    unittest.main()
