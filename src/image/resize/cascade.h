#pragma once
// One source, many sizes: each size is resized from the next larger one that is large enough, in light.

#include <memory>
#include <span>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/geometry.h"
#include "image/picture.h"
#include "image/resize/row_resizer.h"

namespace pictor::image {

/// One picture to make: `region` of the source resized to `size`, as stored (before orientation).
struct CascadeTarget {
  Region region;
  Size size;
  Region bounds = {};  ///< nothing outside of it is seen, not even by the filter at the edges of `region`
  bool operator==(const CascadeTarget&) const = default;
};

/// A size is resized from a larger result rather than from the source when that one has at least this many times its
/// pixels along each side. Less would filter the same frequencies twice. Measured on 15 photos as what a JPEG of
/// quality 80 loses against one made of a direct resize, in SSIMULACRA2 points to the latter's pixels, with 1200, 600,
/// 400, 300, 200, 150 and 100 px from one source: at 2, no more than 0.43 (mean 0.02); at 1.5, up to 0.75 (100 px from
/// 150).
inline constexpr double kCascadeMargin = 2;

/// What the filter adds up: light, as the eye does, or the stored levels of samples that are no colours.
enum class Averaging { kLight, kLevels };

/// Resizes rows as they come from the decoder to all targets at once: rows flow through a tree of resizers as
/// unrounded light, so no intermediate picture is kept or quantised. A target that is the source is copied, equal
/// targets are made once, and what no target reads is not even brought to light. One thread.
class Cascade {
 public:
  Cascade(const PictureShape& source, std::span<const CascadeTarget> targets, Averaging averaging = Averaging::kLight);
  ~Cascade();
  Cascade(const Cascade&) = delete;
  Cascade& operator=(const Cascade&) = delete;

  /// The next row of the source: width x channels bytes of sRGB, and its PictureSource::lost_variance(), which only
  /// light has.
  void push(std::span<const std::uint8_t> row, std::span<const float> lost_variance = {});
  /// Pictures of the different targets, complete once all rows are in, with the channels of the source.
  std::span<Picture> pictures() { return pictures_; }
  /// Which of pictures() is that of target `index`.
  std::size_t picture_of(std::size_t index) const { return picture_of_[index]; }

 private:
  struct Node;
  void attach(std::size_t picture, const CascadeTarget& target);
  bool is_source(const CascadeTarget& target) const;
  float* light_row(int r) const;
  void copy(int y, std::span<const std::uint8_t> row, std::span<const float> lost_variance);
  void resize_waiting(int end);
  void to_floats(std::span<const std::uint8_t> row, std::span<const float> lost_variance, float* floats) const;
  void to_bytes(const float* floats, std::span<std::uint8_t> row) const;
  void receive(Node& node, const LightRows& batch);

  PictureShape source_;
  Averaging averaging_;
  std::vector<std::unique_ptr<Node>> nodes_;  ///< parents first
  std::vector<Node*> roots_;                  ///< those that read the source
  std::vector<Picture> pictures_;
  Picture* copy_ = nullptr;  ///< the one that is the source itself
  std::vector<std::size_t> picture_of_;
  PixelBuffer light_;  ///< the rows that came in last, up to kRowBatch
  Reach columns_;      ///< what the roots read of the source
  Reach rows_;
  int next_row_ = 0;
  int waiting_ = 0;  ///< rows in light_ that the roots have not got yet
};

}  // namespace pictor::image
