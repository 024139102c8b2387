// Any bytes: a JPEG is taken or refused as libjpeg-turbo alone does it, at every scale, and at full size its pixels are
// libjpeg's within a level.

#include <cstdlib>
#include <vector>

#include "image/decode/jpeg_reader.h"
#include "image/decode/picture_source.h"
#include "support/jpeg_coefficients.h"

namespace {

using pictor::Bytes;
using pictor::Result;
using namespace pictor::image;

constexpr std::int64_t kMaxPixels = 300 * 300;
/// Of a sample's difference to 128, times 8: what an encoder can write, and room for its rounding. What coefficients
/// beyond it become is anybody's guess (T.81 bounds them by the precision of samples).
constexpr int kLargestCoefficient = 2047;

void require(bool holds) {
  if (!holds) std::abort();
}

using Rows = std::vector<std::uint8_t>;

Result<Rows> by_libjpeg(Bytes file) {
  JpegReader reader(file);
  TRY_VOID(reader.read_header());
  const bool ink = reader.state().jpeg_color_space == JCS_CMYK || reader.state().jpeg_color_space == JCS_YCCK;
  TRY_VOID(reader.start(8, ink ? JCS_CMYK : JCS_RGB));
  const std::size_t stride = std::size_t{reader.state().output_width} * reader.state().output_components;
  Rows rows(stride * reader.state().output_height);
  for (std::size_t at = 0; at < rows.size(); at += stride) TRY_VOID(reader.read_row(rows.data() + at));
  TRY_VOID(reader.finish());
  return rows;
}

Result<Rows> by_pictor(Bytes file, const ProbeOutcome& probed, int eighths) {
  const DecodeTarget target{std::max(1, probed.facts.width * eighths / 8),
                            std::max(1, probed.facts.height * eighths / 8)};
  const auto source = TRY(open_picture(file, probed, target));
  const std::size_t stride = static_cast<std::size_t>(source->shape().width) * source->shape().channels;
  Rows rows(stride * source->shape().height);
  for (std::size_t at = 0; at < rows.size(); at += stride) {
    TRY_VOID(source->read_row(std::span(rows).subspan(at, stride)));
    const auto lost = source->lost_variance();
    require(lost.empty() || std::cmp_equal(lost.size(), source->shape().width));
    for (const float variance : lost) require(variance >= 0);
  }
  TRY_VOID(source->finish());
  return rows;
}

/// Whether every block of a file that libjpeg takes could come from 8-bit samples.
bool is_within_range(Bytes file) {
  pictor::test::JpegCoefficients coefficients(file);
  for (const jpeg_component_info& component : coefficients.components()) {
    if (component.quant_table == nullptr) return false;
    for (unsigned y = 0; y < component.height_in_blocks; ++y) {
      const JBLOCKROW row = coefficients.row(component.component_index, y);
      for (unsigned x = 0; x < component.width_in_blocks; ++x) {
        int sum = 0;
        for (int i = 0; i < 64; ++i) sum += std::min(70'000, std::abs(row[x][i] * component.quant_table->quantval[i]));
        if (sum > kLargestCoefficient) return false;
      }
    }
  }
  return true;
}

bool has_profile_or_ink(Bytes file) {
  JpegReader reader(file);
  if (!reader.read_header()) return true;
  return !reader.icc_profile().empty() || reader.state().num_components == 4;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file(data, size);
  JpegReader header(file);
  if (!header.read_header()) return 0;
  ProbeOutcome probed;
  probed.facts = {.format = pictor::Format::kJpeg,
                  .width = static_cast<int>(header.state().image_width),
                  .height = static_cast<int>(header.state().image_height)};
  if (std::int64_t{probed.facts.width} * probed.facts.height > kMaxPixels) return 0;
  const auto theirs = by_libjpeg(file);
  for (const int eighths : {8, 1, 2, 3, 4, 7}) {
    const auto ours = by_pictor(file, probed, eighths);
    require(ours.has_value() == theirs.has_value());
    if (eighths != 8 || !ours || has_profile_or_ink(file) || !is_within_range(file)) continue;
    require(ours->size() == theirs->size());
    for (std::size_t i = 0; i < ours->size(); ++i) require(std::abs((*ours)[i] - (*theirs)[i]) <= 1);
  }
  return 0;
}
