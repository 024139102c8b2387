#include "image/optimize/shown_jpeg.h"

#include <algorithm>
#include <memory>

#include "image/decode/jpeg/inverse_dct.h"
#include "image/decode/jpeg/scaled_rows.h"

namespace pictor::image {
namespace {

using jpeg::kBlockSide;
using jpeg::kBlockSize;

int ceil_div(int a, int b) { return (a + b - 1) / b; }

jpeg::Component component_of(const jpeg::QuantisedPicture& picture, int index) {
  const int sampling = index == 0 ? 1 : picture.luma_sampling;
  const int factor = picture.luma_sampling / sampling;
  return {.h = factor,
          .v = factor,
          .width = ceil_div(picture.width, sampling),
          .height = ceil_div(picture.height, sampling),
          .quant = index == 0 ? picture.tables.luma : picture.tables.chroma};
}

jpeg::Frame frame_of(const jpeg::QuantisedPicture& picture) {
  const int mcu_side = kBlockSide * picture.luma_sampling;
  jpeg::Frame frame{.width = picture.width,
                    .height = picture.height,
                    .components = static_cast<int>(picture.levels.size()),
                    .mcus_across = ceil_div(picture.width, mcu_side),
                    .mcus_down = ceil_div(picture.height, mcu_side),
                    .h_max = picture.luma_sampling,
                    .v_max = picture.luma_sampling};
  for (int i = 0; i < frame.components; ++i) frame.component[i] = component_of(picture, i);
  return frame;
}

/// Samples out of quantised levels.
class LevelSource final : public jpeg::SampleSource {
 public:
  LevelSource(const jpeg::QuantisedPicture& picture, const jpeg::Frame& frame) : picture_(picture), frame_(frame) {}

  bool decode(int mcu_row, std::vector<jpeg::Samples>& samples) override {
    for (int i = 0; i < frame_.components; ++i) {
      const jpeg::Component& c = frame_.component[i];
      // Blocks that only fill a last MCU are not there, and not shown.
      const int end = std::min((mcu_row + 1) * c.v, picture_.levels[i].high());
      for (int block_row = mcu_row * c.v; block_row < end; ++block_row) transform_row(i, block_row, samples[i]);
    }
    return true;
  }

  bool ends_well() override { return true; }

 private:
  void transform_row(int index, int block_row, jpeg::Samples& samples) {
    const jpeg::BlockGrid& levels = picture_.levels[index];
    const std::int16_t* block = levels.row(block_row);
    std::uint8_t* out = samples.row(block_row * kBlockSide);
    for (int x = 0; x < levels.wide(); ++x, block += kBlockSize, out += kBlockSide) {
      transform_block(block, frame_.component[index].quant, out, samples.stride());
    }
  }

  void transform_block(const std::int16_t* levels, const jpeg::QuantTable& steps, std::uint8_t* out,
                       std::ptrdiff_t stride) {
    const int mean = levels[0] * steps[0];
    if (std::all_of(levels + 1, levels + kBlockSize, [](std::int16_t level) { return level == 0; })) {
      return transform_.flat(mean, out, stride);
    }
    for (int v = 0; v < kBlockSide; ++v) {
      for (int u = 0; u < kBlockSide; ++u) {
        const int natural = v * kBlockSide + u;
        coefficients_[jpeg::paired_index(v, u)] = static_cast<std::int16_t>(levels[natural] * steps[natural]);
      }
    }
    transform_(coefficients_.data(), out, stride);
  }

  const jpeg::QuantisedPicture& picture_;
  const jpeg::Frame& frame_;
  jpeg::InverseDct transform_{kBlockSide, kBlockSide};
  std::array<std::int16_t, kBlockSize> coefficients_{};
};

}  // namespace

Picture shown_jpeg(const jpeg::QuantisedPicture& picture) {
  const jpeg::Frame frame = frame_of(picture);
  jpeg::ScaledRows rows(frame, std::make_unique<LevelSource>(picture, frame));
  Picture shown(picture.width, picture.height, 3);
  for (int y = 0; y < picture.height; ++y) rows.read_row({shown.row(y), shown.stride()});
  return shown;
}

}  // namespace pictor::image
