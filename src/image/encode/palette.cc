#include "image/encode/palette.h"

#include <algorithm>
#include <limits>
#include <span>

#include "image/encode/color_census.h"

namespace pictor::image {
namespace {

/// Colours are counted in cells of this many bits a channel.
constexpr int kCellBits = 5;
constexpr std::size_t kCells = 1U << (3 * kCellBits);
constexpr int kRefinements = 2;

std::size_t cell_of(int red, int green, int blue) {
  constexpr int kShift = 8 - kCellBits;
  return static_cast<std::size_t>(red >> kShift) << (2 * kCellBits) |
         static_cast<std::size_t>(green >> kShift) << kCellBits | static_cast<std::size_t>(blue >> kShift);
}

/// The mean colour of a cell's pixels and how many there are.
struct Sample {
  std::array<float, 3> color{};
  float count = 0;
};

bool is_drawn(const std::uint8_t* pixel, int channels) { return channels == 3 || pixel[3] >= kOpaqueFrom; }

std::vector<Sample> sample_cells(const PictureView& picture) {
  struct Cell {
    std::array<std::uint64_t, 3> sum{};
    std::uint64_t count = 0;
  };
  std::vector<Cell> cells(kCells);
  const std::uint8_t* end = picture.pixels + picture.size();
  for (const std::uint8_t* pixel = picture.pixels; pixel < end; pixel += picture.channels) {
    if (!is_drawn(pixel, picture.channels)) continue;
    Cell& cell = cells[cell_of(pixel[0], pixel[1], pixel[2])];
    for (int c = 0; c < 3; ++c) cell.sum[c] += pixel[c];
    ++cell.count;
  }
  std::vector<Sample> samples;
  for (const Cell& cell : cells) {
    if (cell.count == 0) continue;
    Sample& sample = samples.emplace_back();
    sample.count = static_cast<float>(cell.count);
    for (int c = 0; c < 3; ++c) sample.color[c] = static_cast<float>(cell.sum[c]) / sample.count;
  }
  return samples;
}

/// A set of samples with its mean and its total squared distance from it along each axis.
struct Box {
  std::span<Sample> samples;
  std::array<double, 3> mean{};
  std::array<double, 3> spread{};

  int widest() const { return static_cast<int>(std::ranges::max_element(spread) - spread.begin()); }
  double total() const { return samples.size() < 2 ? 0 : spread[widest()]; }
};

Box box_of(std::span<Sample> samples) {
  Box box{.samples = samples};
  double count = 0;
  std::array<double, 3> squares{};
  for (const Sample& sample : samples) {
    count += sample.count;
    for (int c = 0; c < 3; ++c) {
      box.mean[c] += sample.count * sample.color[c];
      squares[c] += static_cast<double>(sample.count) * sample.color[c] * sample.color[c];
    }
  }
  for (int c = 0; c < 3; ++c) {
    box.mean[c] /= count;
    box.spread[c] = squares[c] - count * box.mean[c] * box.mean[c];
  }
  return box;
}

/// Cuts the box with the greatest spread at its mean; false when none can be cut.
bool split_worst(std::vector<Box>& boxes) {
  const auto worst = std::ranges::max_element(boxes, {}, &Box::total);
  if (worst->total() <= 0) return false;
  const int axis = worst->widest();
  const double mean = worst->mean[axis];
  const auto below = [&](const Sample& sample) { return sample.color[axis] < mean; };
  const std::span<Sample> all = worst->samples;
  const auto cut = std::partition(all.begin(), all.end(), below);
  const std::size_t low = static_cast<std::size_t>(cut - all.begin());
  if (low == 0 || low == all.size()) return false;
  *worst = box_of(all.first(low));
  boxes.push_back(box_of(all.subspan(low)));
  return true;
}

using Center = std::array<float, 3>;

std::size_t nearest(const std::vector<Center>& centers, const Center& color) {
  std::size_t best = 0;
  float least = std::numeric_limits<float>::max();
  for (std::size_t i = 0; i < centers.size(); ++i) {
    float distance = 0;
    for (int c = 0; c < 3; ++c) distance += (centers[i][c] - color[c]) * (centers[i][c] - color[c]);
    if (distance >= least) continue;
    least = distance;
    best = i;
  }
  return best;
}

/// One round of k-means.
void refine(std::vector<Center>& centers, const std::vector<Sample>& samples) {
  std::vector<std::array<double, 4>> sums(centers.size());
  for (const Sample& sample : samples) {
    std::array<double, 4>& sum = sums[nearest(centers, sample.color)];
    for (int c = 0; c < 3; ++c) sum[c] += static_cast<double>(sample.count) * sample.color[c];
    sum[3] += sample.count;
  }
  for (std::size_t i = 0; i < centers.size(); ++i) {
    if (sums[i][3] == 0) continue;
    for (int c = 0; c < 3; ++c) centers[i][c] = static_cast<float>(sums[i][c] / sums[i][3]);
  }
}

std::uint8_t level(float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

std::vector<PaletteColor> quantized(const PictureView& picture) {
  std::vector<Sample> samples = sample_cells(picture);
  if (samples.empty()) return {PaletteColor{}};
  std::vector<Box> boxes{box_of(samples)};
  while (boxes.size() < kMaxOpaqueColors && split_worst(boxes)) {
  }
  std::vector<Center> centers;
  centers.reserve(boxes.size());
  for (const Box& box : boxes) {
    centers.push_back(
        {static_cast<float>(box.mean[0]), static_cast<float>(box.mean[1]), static_cast<float>(box.mean[2])});
  }
  for (int round = 0; round < kRefinements; ++round) refine(centers, samples);
  std::vector<PaletteColor> palette;
  palette.reserve(centers.size());
  for (const Center& center : centers) palette.push_back({level(center[0]), level(center[1]), level(center[2])});
  return palette;
}

/// The opaque colours of a picture that has no more than a palette holds.
std::optional<std::vector<PaletteColor>> exact_palette(const PictureView& picture) {
  ColorCensus census;
  const std::uint8_t* end = picture.pixels + picture.size();
  for (const std::uint8_t* pixel = picture.pixels; pixel < end; pixel += picture.channels) {
    if (!is_drawn(pixel, picture.channels)) continue;
    if (census.index_of(color_key(pixel, 3)) >= kMaxOpaqueColors) return std::nullopt;
  }
  std::vector<PaletteColor> palette;
  for (const std::uint32_t color : census.colors()) {
    palette.push_back({static_cast<std::uint8_t>(color), static_cast<std::uint8_t>(color >> 8),
                       static_cast<std::uint8_t>(color >> 16)});
  }
  if (palette.empty()) palette.emplace_back();
  return palette;
}

/// Nearest palette entries, found when first asked for: exact for the palette's own colours, else by cell.
class NearestEntry {
 public:
  explicit NearestEntry(const std::vector<PaletteColor>& palette) : by_cell_(kCells, kUnknown) {
    for (const PaletteColor& color : palette) {
      centers_.push_back(
          {static_cast<float>(color.red), static_cast<float>(color.green), static_cast<float>(color.blue)});
      const std::size_t own = own_.index_of(key(color.red, color.green, color.blue));
      if (own == entry_of_own_.size()) entry_of_own_.push_back(centers_.size() - 1);  // two entries may be equal
    }
  }

  std::uint8_t of(int red, int green, int blue) {
    if (const auto own = own_.find(key(red, green, blue))) return static_cast<std::uint8_t>(entry_of_own_[*own]);
    std::int16_t& entry = by_cell_[cell_of(red, green, blue)];
    if (entry == kUnknown) {
      const Center color{static_cast<float>(red), static_cast<float>(green), static_cast<float>(blue)};
      entry = static_cast<std::int16_t>(nearest(centers_, color));
    }
    return static_cast<std::uint8_t>(entry);
  }

 private:
  static constexpr std::int16_t kUnknown = -1;
  static std::uint32_t key(int red, int green, int blue) {
    const std::array<std::uint8_t, 3> pixel{static_cast<std::uint8_t>(red), static_cast<std::uint8_t>(green),
                                            static_cast<std::uint8_t>(blue)};
    return color_key(pixel.data(), 3);
  }

  std::vector<Center> centers_;
  ColorCensus own_;
  std::vector<std::size_t> entry_of_own_;
  std::vector<std::int16_t> by_cell_;
};

/// Error carried to pixels that are not mapped yet, in sixteenths of a level; one row ahead and the rest of this one.
class Diffusion {
 public:
  explicit Diffusion(int width) : here_(static_cast<std::size_t>(width) + 2), below_(here_.size()) {}

  void next_row() {
    here_.swap(below_);
    std::ranges::fill(below_, Carry{});
  }
  int corrected(int x, int channel, int value) const { return std::clamp(value + here_[x + 1][channel] / 16, 0, 255); }
  /// Floyd and Steinberg's weights 7, 3, 5, 1; `ahead` is 1 from left to right, else -1.
  void spread(int x, int channel, int error, int ahead) {
    here_[x + 1 + ahead][channel] += error * 7;
    below_[x + 1 - ahead][channel] += error * 3;
    below_[x + 1][channel] += error * 5;
    below_[x + 1 + ahead][channel] += error;
  }

 private:
  using Carry = std::array<int, 3>;
  std::vector<Carry> here_;
  std::vector<Carry> below_;
};

}  // namespace

std::vector<PaletteColor> choose_palette(const PictureView& picture) {
  if (std::optional<std::vector<PaletteColor>> exact = exact_palette(picture)) return std::move(*exact);
  return quantized(picture);
}

std::vector<std::uint8_t> map_to_palette(const PictureView& picture, const std::vector<PaletteColor>& palette,
                                         std::uint8_t transparent) {
  std::vector<std::uint8_t> indices(static_cast<std::size_t>(picture.width) * picture.height, transparent);
  NearestEntry entries(palette);
  Diffusion diffusion(picture.width);
  for (int y = 0; y < picture.height; ++y) {
    diffusion.next_row();
    const int ahead = y % 2 == 0 ? 1 : -1;
    const int first = ahead > 0 ? 0 : picture.width - 1;
    for (int i = 0, x = first; i < picture.width; ++i, x += ahead) {
      const std::uint8_t* pixel = picture.row(y) + static_cast<std::size_t>(x) * picture.channels;
      if (!is_drawn(pixel, picture.channels)) continue;
      std::array<int, 3> wanted{};
      for (int c = 0; c < 3; ++c) wanted[c] = diffusion.corrected(x, c, pixel[c]);
      const std::uint8_t entry = entries.of(wanted[0], wanted[1], wanted[2]);
      indices[static_cast<std::size_t>(y) * picture.width + x] = entry;
      const PaletteColor& got = palette[entry];
      diffusion.spread(x, 0, wanted[0] - got.red, ahead);
      diffusion.spread(x, 1, wanted[1] - got.green, ahead);
      diffusion.spread(x, 2, wanted[2] - got.blue, ahead);
    }
  }
  return indices;
}

}  // namespace pictor::image
