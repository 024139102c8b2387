#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "image/picture.h"

namespace pictor::image {

/// A picture for the metric: 8-bit sRGB, interleaved, `stride` bytes from row to row.
struct MetricPicture {
  std::span<const std::uint8_t> pixels;
  int width = 0;
  int height = 0;
  int channels = 3;  ///< 3, or 4 (alpha last, not premultiplied)
  std::size_t stride = 0;
};

MetricPicture for_metric(const PictureView& picture);

namespace metric {
class ReferenceScale;
}

/// SSIMULACRA 2.1 (Jon Sneyers, Cloudinary, 2023) with the side of the original prepared, so that several distorted
/// pictures can be compared with it: 100 identical, 90 visually lossless, 70 high, 50 medium, 30 low.
/// Both pictures of the same size, at least 8x8; one may have alpha and the other not (opaque then). Where any pixel is
/// not opaque both are judged on a dark and on a light background and the lower score counts.
/// Holds about 14 bytes a pixel (28 with alpha), and nothing of the picture that it was made from. score() adds rows
/// only. Any thread. Deterministic on one machine; between instruction sets the score differs by rounding, less than
/// 0.01.
class MetricReference {
 public:
  /// Errors: kInvalidParameter for other sizes, and where `pixels` is shorter than the picture.
  static Result<MetricReference> prepare(const MetricPicture& picture);
  MetricReference(MetricReference&&) noexcept;
  MetricReference& operator=(MetricReference&&) noexcept;
  ~MetricReference();

  /// Errors: as prepare(), and kInvalidParameter for another size than the reference's.
  Result<double> score(const MetricPicture& distorted) const;

 private:
  MetricReference(int width, int height);

  int width_;
  int height_;
  std::vector<std::unique_ptr<metric::ReferenceScale>> over_;  // one, or one for each background
};

/// The score of one pair, of which no more than the rows at hand is held: for pictures too large to keep a
/// MetricReference of, at half as much time again. Errors: those of MetricReference.
Result<double> ssimulacra2(const MetricPicture& reference, const MetricPicture& distorted);

}  // namespace pictor::image
