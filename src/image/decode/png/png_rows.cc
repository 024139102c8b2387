#include "image/decode/png/png_rows.h"

#include "image/decode/png/adam7.h"
#include "image/decode/png/unfilter.h"

namespace pictor::image {
namespace {

/// With the byte before each row that names its filter.
std::size_t inflated_bytes(const PngHeader& header) {
  if (!header.interlaced) return (header.row_bytes(header.width) + 1) * header.height;
  std::size_t bytes = 0;
  for (const Adam7Pass& pass : kAdam7) {
    const std::uint32_t width = pass.columns.count(header.width);
    if (width > 0) bytes += (header.row_bytes(width) + 1) * pass.rows.count(header.height);
  }
  return bytes;
}

}  // namespace

PngRows::PngRows(const PngHeader& header, std::vector<Bytes> data)
    : header_(header), inflater_(std::move(data), inflated_bytes(header)) {
  if (header.interlaced) {
    enter_pass(0);
  } else {
    pass_width_ = header.width;
  }
}

/// Passes without a pixel have no rows.
void PngRows::enter_pass(std::size_t pass) {
  above_ = nullptr;
  for (pass_ = pass; pass_ < kAdam7.size(); ++pass_) {
    pass_width_ = kAdam7[pass_].columns.count(header_.width);
    next_y_ = kAdam7[pass_].rows.first;
    step_y_ = kAdam7[pass_].rows.step;
    if (pass_width_ > 0 && next_y_ < header_.height) return;
  }
  pass_width_ = 0;
}

Result<std::optional<PngRows::Row>> PngRows::next() {
  if (next_y_ >= header_.height && header_.interlaced && pass_width_ > 0) enter_pass(pass_ + 1);
  if (next_y_ >= header_.height || pass_width_ == 0) return std::nullopt;
  const std::span<std::uint8_t> filtered = TRY(inflater_.next(header_.row_bytes(pass_width_) + 1));
  if (filtered[0] >= kPngFilters) return fail(ErrorCode::kCorruptImage, "the PNG data is damaged", "unknown filter");
  const std::span<std::uint8_t> samples = filtered.subspan(1);
  unfilter_row(static_cast<PngFilter>(filtered[0]), header_.filter_distance(), samples, above_);
  above_ = samples.data();
  const Row row{.samples = samples, .pixels = pass_width_, .y = next_y_, .pass = pass_};
  next_y_ += step_y_;
  return row;
}

}  // namespace pictor::image
