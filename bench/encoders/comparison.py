"""Encoders of one format on the same pixels: what bench/jpeg-encode/run and bench/webp-encode/run share.

One thread, picture by picture in turn, photos resized by our resizer. Printed per size and quality: CPU milliseconds (the least of the
rounds, mean over the photos), then medians over the photos of the ratio of bytes to sharp's and of the score (SSIMULACRA 2 against the
resized pixels) less that of the plain library at the same quality. Last, bytes at equal score: for each encoder the mean ratio to sharp's
bytes at the scores that sharp's qualities 60, 80 and 90 reach, interpolated between its own qualities.
"""
import argparse
import dataclasses
import json
import math
import pathlib
import statistics
import subprocess
import tempfile

import peers

SHOWN = [60, 80, 90]
CURVE = [45, 52, 60, 66, 72, 76, 80, 84, 87, 90, 93, 95]


@dataclasses.dataclass
class Comparison:
    program: str    # of build/release/bench
    format: str     # sharp's method
    plain: str      # the encoder that scores are compared with
    encoders: list  # of the program
    sharp: dict     # name of an encoder of sharp: its options

    def names(self):
        return self.encoders + list(self.sharp)


def ask(comparison, *arguments):
    command = [peers.ROOT / "build/release/bench" / comparison.program, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def measure(comparison, picture, rounds, peer):
    """{encoder: {quality: (ms, bytes, score)}}"""
    found = {encoder: {} for encoder in comparison.names()}
    for line in ask(comparison, "measure", picture, rounds, *CURVE):
        encoder, quality, ms, size, score = line.split("\t")
        found[encoder][int(quality)] = (float(ms), int(size), float(score))
    peer.stdin.write(f"{picture} {rounds} {' '.join(map(str, CURVE))}\n")
    peer.stdin.flush()
    made = json.loads(peer.stdout.readline())
    for result, line in zip(made, ask(comparison, "score", picture, *(r["file"] for r in made))):
        size, score = line.split("\t")
        found[result["encoder"]][result["quality"]] = (result["ms"], int(size), float(score))
    return found


def bytes_at(curve, score):
    """Bytes at a score, by a straight line in log(bytes) between the two qualities around it."""
    points = sorted((s, math.log(b)) for _, b, s in curve.values())
    at = next((i for i in range(1, len(points) - 1) if points[i][0] >= score), len(points) - 1)
    (s0, b0), (s1, b1) = points[at - 1], points[at]
    return math.exp(b0 + (b1 - b0) * (score - s0) / max(s1 - s0, 1e-6))


def report(comparison, side, results):
    print(f"\n{side} px, {len(results)} photos: CPU ms | bytes to sharp's | score less {comparison.plain}'s")
    print(" " * 20 + "".join(f"{f'quality {q}':>28}" for q in SHOWN) + f"{'bytes at equal score':>24}")
    for encoder in comparison.names():
        row = f"{encoder:>20}"
        for q in SHOWN:
            ms = statistics.mean(r[encoder][q][0] for r in results)
            size = statistics.median(r[encoder][q][1] / r["sharp"][q][1] for r in results)
            score = statistics.median(r[encoder][q][2] - r[comparison.plain][q][2] for r in results)
            row += f"{f'{ms:.2f} | {size:.3f} | {score:+.2f}':>28}"
        ratios = [math.log(bytes_at(r[encoder], r["sharp"][q][2]) / r["sharp"][q][1]) for r in results for q in SHOWN]
        print(row + f"{math.exp(statistics.mean(ratios)):>24.3f}")


def main(comparison, description):
    arguments = argparse.ArgumentParser(description=f"{description}\n{__doc__}", formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--photos", type=pathlib.Path, help="folder of photos (default: the 16 of the corpus)")
    arguments.add_argument("--sides", type=int, nargs="+", default=[300, 600, 1200])
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    photos = peers.fetch_photos(options.photos)
    script = peers.install("encoders", pathlib.Path(__file__).parent, "sharp") / "peer.js"
    with tempfile.TemporaryDirectory(prefix="pictor-bench-") as folder:
        peer = subprocess.Popen(["node", script, folder, comparison.format, json.dumps(comparison.sharp)], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
        for side in options.sides:
            results = []
            for photo in photos:
                picture = pathlib.Path(folder) / "picture.ppm"
                ask(comparison, "resize", side, photo, picture)
                results.append(measure(comparison, picture, options.rounds, peer))
            report(comparison, side, results)
        peer.stdin.close()
        peer.wait()
