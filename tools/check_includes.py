#!/usr/bin/env python3
"""Who may include whom: holds the folders of src/ to the rows of ARCHITECTURE.md. Exit status 1 names every breach."""
import pathlib
import re
import sys

# Per folder: the other folders of the project that it may include, beside `base` and itself.
MAY_INCLUDE = {
    "base": set(),
    "digest": set(),
    "net": set(),
    "aws": {"net", "digest"},
    "observe": set(),
    "sql": set(),
    "model": set(),
    "image": {"model"},
    "access": {"model"},
    "policy": {"model", "image", "digest"},
    "delivery": {"model", "image", "policy", "digest"},
    "catalog": {"sql", "model"},
    "blobs": {"aws", "net", "digest", "model", "observe"},
    "jobs": {"sql", "model", "observe"},
    "codec": {"image", "model", "observe"},
    "cdn": {"sql", "aws", "net", "digest", "delivery", "model", "observe"},
    "app": {"catalog", "blobs", "jobs", "cdn", "codec", "policy", "access", "delivery", "image", "model", "sql", "digest", "observe"},
    "config": {"model"},
    "http": {"app", "delivery", "access", "model", "digest", "observe"},
    "cli": None,  # names everything, drivers among it
}
# Libraries that end in one folder: no header of another folder, and no source of another, may include them.
CONFINED_LIBRARIES = {
    r"boost/(?!json/fwd)(asio|beast|url)": {"http"},
    r"sqlite3\.h": {"sql"},
    r"(jpeglib|libdeflate|webp/|avif/|gif_lib|lcms2|libimagequant|hwy/)": {"image", "codec"},
    r"(rhonabwy|jansson)": {"access"},
    r"(prometheus/|spdlog/)": {"observe"},
    r"(librsvg/|libxml/)": {"image"},
    r"(fontconfig/|cairo)": {"codec"},
    r"(seccomp|magic)\.h": {"codec"},
    r"curl/": {"net"},
    r"pugixml": {"blobs", "cdn", "image"},
    r"toml": {"config"},
    r"CLI/": {"cli"},
    r"openssl/": {"digest"},
}
# Not in a header that another folder includes: its compile time and its types would go with it.
NOT_IN_SHARED_HEADERS = re.compile(r"boost/(?!json/fwd)|spdlog/|prometheus/|openssl/")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def shared_headers(root: pathlib.Path):
    """Headers that some file of another folder includes."""
    return {name for path in root.rglob("*.*") for quote, name in INCLUDE.findall(path.read_text(errors="replace"))
            if quote == '"' and name.split("/")[0] != path.relative_to(root).parts[0]}


def breaches(root: pathlib.Path):
    shared = shared_headers(root)
    for path in sorted(root.rglob("*")):
        if path.suffix not in {".cc", ".h"}:
            continue
        folder = path.relative_to(root).parts[0]
        if folder not in MAY_INCLUDE:
            yield f"{path}: the folder {folder} is in no row"
            continue
        for quote, name in INCLUDE.findall(path.read_text()):
            if quote == '"':
                other = name.split("/")[0]
                allowed = MAY_INCLUDE[folder]
                if "/" in name and allowed is not None and other not in allowed | {"base", folder}:
                    yield f"{path}: {folder} may not include {name}"
                driver = re.match(r"(blobs/(fs|s3|memory)|cdn/(cloudfront|varnish)|codec/pool|sql/sqlite)/", name)
                if driver and folder not in {"cli", driver.group(1).split("/")[0]}:
                    yield f"{path}: only cli names the driver {name}"
                continue
            for pattern, folders in CONFINED_LIBRARIES.items():
                if re.match(pattern, name) and folder not in folders:
                    yield f"{path}: <{name}> belongs to {', '.join(sorted(folders))}"
            if str(path.relative_to(root)) in shared and NOT_IN_SHARED_HEADERS.match(name):
                yield f"{path}: other folders include it, so it may not include <{name}>"


def main():
    root = pathlib.Path(__file__).resolve().parent.parent / "src"
    found = list(breaches(root))
    for breach in found:
        print(breach, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
