"""Pictures for tests, made here with Pillow: no file is kept in the repository."""
import io
import math
import random

from PIL import Image


def photo(width=640, height=480, seed=1):
    """An RGB picture with gradients, edges and noise, as a photograph has."""
    rnd = random.Random(seed)
    small = Image.new("RGB", (16, 12))
    small.putdata([tuple(rnd.randrange(256) for _ in range(3)) for _ in range(16 * 12)])
    picture = small.resize((width, height), Image.BICUBIC)
    grain = Image.effect_noise((width, height), 24).convert("RGB")
    return Image.blend(picture, grain, 0.12)


def encoded(picture, format_name, **options):
    out = io.BytesIO()
    picture.save(out, format_name, **options)
    return out.getvalue()


def jpeg(width=640, height=480, seed=1, quality=92, **options):
    return encoded(photo(width, height, seed), "JPEG", quality=quality, **options)


def png_with_alpha(width=200, height=120):
    picture = photo(width, height).convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize((width, height)))
    return encoded(picture, "PNG")


def animated_gif(frames=5, size=(80, 60), duration=120, loop=0):
    pictures = []
    for i in range(frames):
        picture = Image.new("P", size)
        picture.putpalette([c for k in range(256) for c in (k, (k * 3 + i * 40) % 256, 255 - k)])
        picture.putdata([int(127 + 127 * math.sin((x + i * 9) / 7)) for _ in range(size[1]) for x in range(size[0])])
        pictures.append(picture)
    out = io.BytesIO()
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=duration, loop=loop)
    return out.getvalue()


def opened(file_bytes):
    picture = Image.open(io.BytesIO(file_bytes))
    picture.load()
    return picture


def jpeg_with_private_metadata(width=400, height=300, orientation=6):
    """A JPEG with EXIF orientation, GPS position, camera serial and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CameraMaker-SECRET"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (47.0, 22.0, 30.0), "E", (8.0, 32.0, 10.0)
    return encoded(photo(width, height), "JPEG", quality=90, exif=exif, comment=b"private comment SECRET")
