#include "image/decode/jpeg/frame_of.h"

#include <algorithm>

namespace pictor::image::jpeg {
namespace {

/// Blocks of an MCU (T.81 B.2.3).
constexpr int kMaxMcuBlocks = 10;

int ceil_div(std::int64_t a, std::int64_t b) { return static_cast<int>((a + b - 1) / b); }

/// The scale of a component along one side: doubled as long as it stays behind that of the picture.
int scale_along(int eighths, int max_factor, int factor) {
  int scale = eighths;
  while (scale * 2 <= kBlockSide && max_factor * eighths % (factor * scale * 2) == 0) scale *= 2;
  return scale;
}

const JQUANT_TBL* quantisers(const jpeg_decompress_struct& header, const jpeg_component_info& c) {
  return c.quant_tbl_no >= 0 && c.quant_tbl_no < NUM_QUANT_TBLS ? header.quant_tbl_ptrs[c.quant_tbl_no] : nullptr;
}

bool is_supported(const jpeg_decompress_struct& header) {
  const bool grey = header.num_components == 1 && header.jpeg_color_space == JCS_GRAYSCALE;
  if (!grey && !(header.num_components == 3 && header.jpeg_color_space == JCS_YCbCr)) return false;
  int blocks = 0;
  for (int i = 0; i < header.num_components; ++i) {
    const jpeg_component_info& c = header.comp_info[i];
    if (header.max_h_samp_factor % c.h_samp_factor != 0 || header.max_v_samp_factor % c.v_samp_factor != 0) {
      return false;
    }
    if (quantisers(header, c) == nullptr) return false;
    blocks += c.h_samp_factor * c.v_samp_factor;
  }
  const jpeg_component_info& luma = header.comp_info[0];
  return luma.h_samp_factor == header.max_h_samp_factor && luma.v_samp_factor == header.max_v_samp_factor &&
         (grey || blocks <= kMaxMcuBlocks);
}

Component component_of(const jpeg_decompress_struct& header, int index, const Frame& frame) {
  const jpeg_component_info& from = header.comp_info[index];
  // The scan of a single component is not interleaved: its factors mean nothing (T.81 A.2.2).
  Component c{.h = frame.components == 1 ? 1 : from.h_samp_factor, .v = frame.components == 1 ? 1 : from.v_samp_factor};
  c.across = scale_along(frame.eighths, frame.h_max, c.h);
  c.down = scale_along(frame.eighths, frame.v_max, c.v);
  c.width = ceil_div(std::int64_t{header.image_width} * c.h * c.across, std::int64_t{frame.h_max} * kBlockSide);
  c.height = ceil_div(std::int64_t{header.image_height} * c.v * c.down, std::int64_t{frame.v_max} * kBlockSide);
  std::ranges::copy(quantisers(header, from)->quantval, c.quant.begin());
  return c;
}

}  // namespace

std::optional<Frame> frame_of(const jpeg_decompress_struct& header, int eighths) {
  if (!is_supported(header)) return std::nullopt;
  Frame frame{.width = ceil_div(std::int64_t{header.image_width} * eighths, kBlockSide),
              .height = ceil_div(std::int64_t{header.image_height} * eighths, kBlockSide),
              .components = header.num_components,
              .eighths = eighths};
  if (frame.components > 1) {
    frame.h_max = header.max_h_samp_factor;
    frame.v_max = header.max_v_samp_factor;
  }
  frame.mcus_across = ceil_div(header.image_width, std::int64_t{frame.h_max} * kBlockSide);
  frame.mcus_down = ceil_div(header.image_height, std::int64_t{frame.v_max} * kBlockSide);
  for (int i = 0; i < frame.components; ++i) frame.component[i] = component_of(header, i, frame);
  return frame;
}

bool is_one_sequential_scan(const jpeg_decompress_struct& header) {
  return header.progressive_mode == FALSE && header.arith_code == FALSE &&
         header.comps_in_scan == header.num_components && header.Ss == 0 && header.Se == kBlockSize - 1 &&
         header.Ah == 0 && header.Al == 0;
}

}  // namespace pictor::image::jpeg
