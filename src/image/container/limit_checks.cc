#include "image/container/limit_checks.h"

#include <algorithm>
#include <limits>
#include <string>

namespace pictor::image {
namespace {

/// The product, or the largest number where it does not fit.
std::int64_t saturating_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::int64_t>::max() : product;
}

std::string size_text(std::uint32_t width, std::uint32_t height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

}  // namespace

Result<void> check_frame_size(std::uint32_t width, std::uint32_t height, const Limits& limits) {
  if (width == 0 || height == 0) {
    return fail(ErrorCode::kCorruptImage, "the image says it is " + size_text(width, height) + " pixels");
  }
  if (const std::int64_t pixels = saturating_product(width, height); pixels > limits.max_pixels) {
    return fail_limit(ErrorCode::kTooManyPixels, "the image has too many pixels: " + size_text(width, height),
                      limits.max_pixels, pixels);
  }
  if (const std::int64_t side = std::max(width, height); side > limits.max_side) {
    return fail_limit(ErrorCode::kTooManyPixels, "the image is too long: " + size_text(width, height), limits.max_side,
                      side);
  }
  return {};
}

Result<void> check_animation_size(int frames, std::uint32_t width, std::uint32_t height, const Limits& limits) {
  if (frames > limits.max_frames) {
    return fail_limit(ErrorCode::kTooManyFrames, "the animation has too many frames", limits.max_frames, frames);
  }
  const std::int64_t pixels = saturating_product(saturating_product(width, height), frames);
  if (pixels > limits.max_total_pixels) {
    return fail_limit(ErrorCode::kTooManyPixels,
                      "the animation has too many pixels: " + std::to_string(frames) + " or more frames of " +
                          size_text(width, height),
                      limits.max_total_pixels, pixels);
  }
  return {};
}

Result<void> check_scans(int scans, const Limits& limits) {
  if (scans <= limits.max_scans) return {};
  return fail_limit(ErrorCode::kUnprocessable, "the JPEG has too many scans", limits.max_scans, scans);
}

Result<void> ContainerBudget::take_chunk() {
  if (++chunks_ <= limits_.max_chunks) return {};
  return fail_limit(ErrorCode::kUnprocessable, "the file has too many parts", limits_.max_chunks, chunks_);
}

Result<void> ContainerBudget::take_metadata(std::uint64_t bytes) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int32_t>::max();
  metadata_bytes_ = std::min(metadata_bytes_, std::numeric_limits<std::int64_t>::max() / 2) +
                    static_cast<std::int64_t>(std::min(bytes, kMost));
  if (metadata_bytes_ <= limits_.max_metadata_bytes) return {};
  return fail_limit(ErrorCode::kUnprocessable, "the file has too much metadata", limits_.max_metadata_bytes,
                    metadata_bytes_);
}

}  // namespace pictor::image
