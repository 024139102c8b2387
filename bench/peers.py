"""What every benchmark needs before it begins: the photos, and the peers from npm."""
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
PICTURES = {".jpg", ".png", ".webp"}


def fetch_photos(folder=None):
    """The photos of `folder`, by name; without one the sixteen of the corpus, fetched once."""
    if folder is None:
        script = pathlib.Path(os.environ.get("PICTOR_CORPUS", ROOT.parent / "shared/corpus")) / "fetch-photos.sh"
        if not script.is_file():
            raise SystemExit(f"no {script}: name a folder of photos with --photos")
        folder = ROOT / "build/bench/photos"
        subprocess.run(["bash", script, folder], check=True, stdout=sys.stderr)
    return sorted(p for p in folder.iterdir() if p.suffix in PICTURES)


def install(name, source, package):
    """build/bench/`name` with the files of `source` and, once, what its package.json wants: `package` is among it."""
    folder = ROOT / "build/bench" / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        if file.suffix in {".js", ".mjs", ".json"}:
            shutil.copy(file, folder / file.name)
    if not shutil.which("npm"):
        subprocess.run(["apt-get", "install", "-yq", "--no-install-recommends", "npm"], check=True)
    if not (folder / "node_modules" / package).is_dir():
        print(f"installing {package} from npm, once", file=sys.stderr)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True, stdout=sys.stderr)
    return folder
