#pragma once

#include <optional>
#include <vector>

#include "image/encode/encode.h"
#include "image/gain_map/gain_map.h"
#include "image/optimize.h"
#include "image/render/layout.h"
#include "image/render/resized_pictures.h"

namespace pictor::image {

/// The gain map of a JPEG, cut, scaled and turned as the JPEGs that are made of it: one decode, under the same limits
/// as the image itself. A map that is damaged, or larger than its picture, is none: the picture is right without it.
class GainMapPictures {
 public:
  static GainMapPictures from(Bytes file, const ProbeOutcome& probed, const Plan& plan, const Layout& layout);

  /// Whether a rendition, should it be a JPEG, carries the map.
  bool is_carried_by(std::size_t rendition) const { return target_of(rendition).has_value(); }
  /// `jpeg`, which is a rendition, with the map; as it is where it carries none. Errors: those of the encoder.
  Result<EncodedBytes> put_behind(EncodedBytes jpeg, std::size_t rendition) const;
  /// The same for an optimized version, which carries the map where it is a JPEG and stays no larger than the source.
  Result<void> put_behind(Optimized& optimized, Bytes source) const;

 private:
  std::optional<std::size_t> target_of(std::size_t rendition) const;
  Result<EncodedBytes> with_map_of(Bytes jpeg, std::size_t target) const;

  GainMapParameters parameters_;
  EncodedBytes map_;  ///< the source's, without its metadata
  std::optional<ResizedPictures> pictures_;
  std::vector<std::optional<std::size_t>> targets_;  ///< of the renditions, then of the optimized version
};

}  // namespace pictor::image
