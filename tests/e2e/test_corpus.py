"""Every file of the image corpus and of the generated attacks ends as its `expect` says; nothing is left of a rejection."""
import concurrent.futures
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

import pictures
from pictor import CORPUS, ROOT, Pictor, relative

PHOTOS = ROOT / "build/bench/photos"

# The classes of `reject:` and `limit:` in terms of the problem codes that a client sees.
CODES = {
    "unsupported": {"unsupported_type"},
    "corrupt": {"corrupt_image", "unprocessable"},
    "too-many-pixels": {"too_many_pixels", "too_many_frames"},
    "too-many-frames": {"too_many_frames", "too_many_pixels"},
    "too-large": {"too_large"},
    "disallowed": {"unsupported_type"},
    "dimension": {"too_many_pixels", "unprocessable"},
    "cpu": {"unprocessable", "deadline_exceeded"},
}
TAKEN = {"jpeg", "png", "gif", "webp", "avif", "heic", "tiff"}


def allowed_outcomes(expect):
    """Set of problem codes, with `accept` among them where an image may come of it."""
    allowed = set()
    kind = expect.split(":")[0]
    for word in expect.split("|"):
        name = word.split(":")[-1]
        if word.startswith("accept"):
            allowed.add("accept")
            if word == "accept-or-limit":
                allowed |= CODES["dimension"]
        elif kind == "optional" or kind == "policy":
            # Formats that are off by default, and SVG, are not taken.
            allowed |= {"accept"} if name in TAKEN else CODES["unsupported"] | CODES["corrupt"]
        elif kind == "limit":
            allowed |= {"accept"} | CODES[name]
        elif kind == "either":
            # Damage is refused wherever it can be told; some flipped bits give another valid picture.
            allowed |= {"accept"} | CODES[name]
        else:
            allowed |= CODES[name]
    return allowed


def manifest_rows():
    with open(CORPUS / "manifest.tsv", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            # The large photos are fetched by the benchmarks and lie there, when they were.
            group, _, name = row["path"].partition("/")
            path = PHOTOS / name if group == "photos" else CORPUS / row["path"]
            if group != "photos" or path.is_file():
                yield path, row["expect"], row["display"]


def attack_rows(folder):
    with open(folder / "attacks.tsv", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield folder / row["path"], row["expect"], None


@unittest.skipUnless(CORPUS.is_dir(), f"no image corpus at {CORPUS} (PICTOR_CORPUS)")
class Corpus(unittest.TestCase):
    maxDiff = None

    def judge(self, pictor, path, expect, display):
        """What is wrong with the fate of one file; None when it ends as it must."""
        answer = pictor.upload(path.read_bytes(), path.name)
        allowed = allowed_outcomes(expect)
        if answer.status == 201:
            image = answer.json
            if image["status"] != "ready":
                return f"is {image['status']}"
            if "accept" not in allowed:
                return f"was accepted as {image['format']} {image['width']}x{image['height']}"
            # Rows that may also be refused give the size that one decoder saw, not the one that the file asks for.
            if display and expect == "accept" and f"{image['width']}x{image['height']}" != display:
                return f"is {image['width']}x{image['height']}, not {display}"
            return self.judge_renditions(pictor, image)
        if answer.status not in (400, 413, 415, 422):
            return f"got status {answer.status}: {answer.body[:200]}"
        return None if answer.json["code"] in allowed else f"was refused with {answer.json['code']}: {answer.json['detail']}"

    def judge_renditions(self, pictor, image):
        for thumbnail in image["thumbnails"]:
            got = pictor.get(relative(thumbnail["url"]))
            if got.status != 200 or len(got.body) != thumbnail["bytes"]:
                return f"thumbnail {thumbnail['preset']}.{thumbnail['format']} is not served: {got}"
            if pictures.opened(got.body).size != (thumbnail["width"], thumbnail["height"]):
                return f"thumbnail {thumbnail['preset']}.{thumbnail['format']} has another size than it says"
        optimization = image["optimization"]  # none where nothing free of metadata is smaller than the original
        if optimization and optimization["bytes"] > image["bytes"]:
            return f"the optimized version is larger than the original: {optimization['bytes']} > {image['bytes']}"
        return None

    def run_rows(self, rows):
        rows = list(rows)
        self.assertGreater(len(rows), 50)
        with Pictor() as pictor:
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                verdicts = list(pool.map(lambda row: self.judge(pictor, *row), rows))
            wrong = [f"{row[0].name} ({row[1]}) {verdict}" for row, verdict in zip(rows, verdicts) if verdict]
            self.assertEqual(wrong, [])
            self.assertLess(pictor.memory(), 200 * 2**20)
            # Only what was accepted is there: every file belongs to a row, and every row has its file.
            report = pictor.cli("gc", "--grace", "0", "--dry-run")
            self.assertIn("nothing left over", report.stdout)
            self.assertEqual(pictor.get("/readyz", token="").status, 200)

    def test_every_file_of_the_corpus_ends_as_it_must(self):
        self.run_rows(manifest_rows())

    def test_every_svg_ends_as_a_picture_or_a_clean_refusal_where_svg_is_on(self):
        rows = [row for row in manifest_rows() if row[1] == "policy:svg" or row[0].name == "libvips--looks-like-svg.webp"]
        self.assertGreater(len(rows), 15)
        with Pictor(PICTOR_INPUT_FORMATS="jpeg,png,webp,svg") as pictor:
            for path, expect, _ in rows:
                with self.subTest(path.name):
                    answer = pictor.upload(path.read_bytes(), path.name)
                    if path.suffix == ".svgz":
                        self.assertEqual(answer.status, 415, answer)
                    elif answer.status == 201:
                        self.assertEqual(answer.json["format"], "webp" if path.suffix == ".webp" else "svg")
                        self.assertEqual(answer.json["status"], "ready")
                        self.assertIsNone(self.judge_renditions(pictor, answer.json))
                    else:
                        self.assertEqual((answer.status, answer.json["code"]), (422, "unprocessable"), answer)
                        self.assertIn("embedded", answer.json["detail"])
            self.assertNotIn("codec.died", pictor.log_text())
            self.assertEqual(pictor.get("/readyz", token="").status, 200)

    def test_every_generated_attack_ends_as_it_must(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(CORPUS / "gen-attacks.py"), folder, "--real", str(CORPUS)],
                           check=True, capture_output=True)
            tables = list(pathlib.Path(folder).rglob("attacks.tsv"))
            self.assertEqual(len(tables), 1)
            self.run_rows(attack_rows(tables[0].parent))


if __name__ == "__main__":
    unittest.main()
