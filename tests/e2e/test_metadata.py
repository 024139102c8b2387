"""Whatever a picture came with about its place, its camera or its author is in nothing that is made of it."""
import pathlib
import subprocess
import tempfile
import unittest

import pictures
from pictor import Pictor, relative

PRIVATE = ["-EXIF:GPSLatitude=47.375", "-EXIF:GPSLatitudeRef=N", "-EXIF:SerialNumber=SECRET", "-EXIF:Model=SECRET",
           "-EXIF:Orientation#=6", "-XMP:Creator=SECRET", "-IPTC:City=SECRET", "-Comment=SECRET"]
FORMATS = ("jpeg", "png", "webp", "avif", "gif")


def private_tags(file_bytes):
    """Every tag that is not about the file's own structure, nested pictures included."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(file_bytes)
        file.flush()
        groups = [f"-{group}:all" for group in ("EXIF", "GPS", "XMP", "IPTC", "Photoshop", "MakerNotes", "MPF")]
        asked = ["exiftool", "-ee", "-a", "-G1", "-s", *groups, "-Comment", file.name]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()


def with_private_metadata(file_bytes, suffix):
    """The file with all that exiftool can put into its format; those that do not fit are left out by it."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f"picture.{suffix}"
        path.write_bytes(file_bytes)
        subprocess.run(["exiftool", "-q", "-m", "-overwrite_original", *PRIVATE, path], check=True, capture_output=True)
        return path.read_bytes()


def heic(png_bytes):
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "picture.png", pathlib.Path(folder) / "picture.heic"
        source.write_bytes(png_bytes)
        subprocess.run(["heif-enc", source, "-o", target], check=True, capture_output=True)
        return target.read_bytes()


class Metadata(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pictor = cls.enterClassContext(Pictor())
        photo = pictures.photo(320, 240)
        cls.sources = {name: pictures.encoded(photo, name.upper()) for name in ("jpeg", "png", "webp", "gif", "tiff")}
        cls.sources["heic"] = heic(cls.sources["png"])
        upload = cls.pictor.upload(cls.sources["png"]).json
        cls.sources["avif"] = cls.pictor.get(f"/images/{upload['id']}?format=avif").body

    def test_of_every_kind_of_source_is_in_no_rendition(self):
        for name, plain in self.sources.items():
            with self.subTest(name):
                source = with_private_metadata(plain, name)
                self.assertIn("SECRET", " ".join(private_tags(source)))
                answer = self.pictor.upload(source, f"picture.{name}")
                self.assertEqual((answer.status, answer.json["status"]), (201, "ready"), answer)
                for url in self.urls_of(answer.json):
                    body = self.pictor.get(relative(url)).body
                    self.assertNotIn(b"SECRET", body, url)
                    self.assertEqual(private_tags(body), [], url)

    def urls_of(self, image):
        urls = [thumbnail["url"] for thumbnail in image["thumbnails"]]
        urls += [image["optimization"]["url"]] if image["optimization"] else []
        return urls + [f"/images/{image['id']}?format={name}&w=160" for name in FORMATS]


if __name__ == "__main__":
    unittest.main()
