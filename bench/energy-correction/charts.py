#!/usr/bin/python3
"""charts.py MEASURED.tsv FOLDER: the charts of docs/energy-corrected-decoding.md out of what energy_correction measured.

loss-by-margin.svg   points that a JPEG of quality 80 loses to one made of a full decode, by how much larger than the result it was decoded
loss-by-scale.svg    medians of the same by scale
and, on standard output, the tables of the page.
"""
import csv
import pathlib
import statistics
import sys

PLAIN, CORRECTED, GRID, INK = "#c0504d", "#1f77b4", "#dddddd", "#333333"
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 360, 56, 44, 40, 16
MARGINS = (1.2, 1.4, 1.65, 1.9, 2.2)


def read(path):
    with open(path, encoding="utf-8") as file:
        return [{key: value if key == "photo" else float(value) for key, value in row.items()} for row in csv.DictReader(file, delimiter="\t")]


def loss(row, kind):
    return row["jpeg_full"] - row[f"jpeg_{kind}"]


class Chart:
    def __init__(self, title, x_range, y_range, x_label, y_label):
        self.x_range, self.y_range = x_range, y_range
        self.parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" fill="{INK}">',
                      f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
                      f'<text x="{LEFT}" y="20" font-size="14">{title}</text>',
                      f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{x_label}</text>',
                      f'<text x="14" y="{HEIGHT / 2}" transform="rotate(-90 14 {HEIGHT / 2})" text-anchor="middle">{y_label}</text>']

    def x(self, value):
        low, high = self.x_range
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        low, high = self.y_range
        return HEIGHT - BOTTOM - (min(value, high) - low) / (high - low) * (HEIGHT - BOTTOM - TOP)

    def grid(self, xs, ys, x_text=str):
        for value in ys:
            self.parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{self.y(value):.1f}" y2="{self.y(value):.1f}" stroke="{GRID}"/>'
                              f'<text x="{LEFT - 6}" y="{self.y(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
        for value in xs:
            self.parts.append(f'<text x="{self.x(value):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{x_text(value)}</text>')

    def dot(self, x, y, colour):
        self.parts.append(f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="3.5" fill="{colour}" fill-opacity="0.7"/>')

    def bar(self, x, offset, y, colour):
        left, top = self.x(x) + offset, self.y(max(y, 0))
        self.parts.append(f'<rect x="{left:.1f}" y="{top:.1f}" width="26" height="{self.y(0) - top:.1f}" fill="{colour}"/>'
                          f'<text x="{left + 13:.1f}" y="{top - 4:.1f}" text-anchor="middle">{y:.1f}</text>')

    def legend(self):
        for i, (text, colour) in enumerate((("uncorrected", PLAIN), ("energy-corrected", CORRECTED))):
            left = WIDTH - 260 + i * 110
            self.parts.append(f'<rect x="{left}" y="28" width="10" height="10" fill="{colour}"/><text x="{left + 14}" y="37">{text}</text>')

    def save(self, path):
        self.legend()
        path.write_text("\n".join(self.parts + ["</svg>"]) + "\n", encoding="utf-8")


def chart_margins(rows, folder):
    chart = Chart("Loss against a full decode, JPEG quality 80, by decode margin", (1, 4), (-0.5, 10), "decoded size / size of the result",
                  "SSIMULACRA2 points lost (clipped at 10)")
    chart.grid([1, 1.5, 2, 2.5, 3, 3.5, 4], range(0, 11, 2))
    for kind, colour in (("plain", PLAIN), ("corrected", CORRECTED)):
        for row in rows:
            if 1 <= row["margin"] <= 4:
                chart.dot(row["margin"], loss(row, kind), colour)
    chart.save(folder / "loss-by-margin.svg")


def chart_scales(rows, folder):
    chart = Chart("Median loss against a full decode by scale, JPEG quality 80, margins of 1.65 to 3", (0.5, 7.5), (0, 6), "scale", "SSIMULACRA2 points lost")
    chart.grid(range(1, 8), range(0, 7), lambda n: f"{n}/8")
    for eighths in range(1, 8):
        chosen = [row for row in rows if row["eighths"] == eighths and 1.65 <= row["margin"] <= 3]
        if chosen:
            chart.bar(eighths, -28, statistics.median(loss(row, "plain") for row in chosen), PLAIN)
            chart.bar(eighths, 2, statistics.median(loss(row, "corrected") for row in chosen), CORRECTED)
    chart.save(folder / "loss-by-scale.svg")


def print_photos(rows):
    print("| photo, target | scale | margin | resized alone: without → with | as JPEG q80: full decode | without → with |\n|---|---|---|---|---|---|")
    for row in rows:
        if row["side"] in (300, 600) and 1.2 <= row["margin"] <= 2.6:
            print(f"| {row['photo']}, {row['side']:.0f} px | {row['eighths']:.0f}/8 | {row['margin']:.2f} | {row['plain']:.1f} → {row['corrected']:.1f} "
                  f"| {row['jpeg_full']:.1f} | {row['jpeg_plain']:.1f} → {row['jpeg_corrected']:.1f} |")


def print_margins(rows):
    print("\n| decode margin at least | cases | median loss without → with | worst with | more than 1 point |\n|---|---|---|---|---|")
    for margin in MARGINS:
        chosen = {}
        for row in sorted(rows, key=lambda row: -row["eighths"]):
            if row["margin"] >= margin:
                chosen[row["photo"], row["side"]] = row
        losses = {kind: [loss(row, kind) for row in chosen.values()] for kind in ("plain", "corrected")}
        print(f"| {margin} | {len(chosen)} | {statistics.median(losses['plain']):.2f} → {statistics.median(losses['corrected']):.2f} "
              f"| {max(losses['corrected']):.1f} | {sum(value > 1 for value in losses['corrected'])} |")


def main():
    rows, folder = read(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    chart_margins(rows, folder)
    chart_scales(rows, folder)
    print_photos(rows)
    print_margins(rows)


main()
