#pragma once

#include <memory>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/hevc_parameters.h"

struct de265_image;

namespace pictor::image {

/// One picture of HEVC, decoded by libde265 in the calling thread. It is libde265 and not libheif because libheif 1.15
/// has it start a thread for every picture, whatever number it is told (heif_context_set_max_decoding_threads), which
/// no codec process may. One picture, one decoder; one thread.
class HevcDecoder {
 public:
  HevcDecoder();

  /// The picture in `item`: NAL units, each after its length. Only slices are taken from it, so that nothing but the
  /// configuration, which was checked, decides what is allocated. Valid while the decoder is. Errors: kCorruptImage for
  /// whatever libde265 complains about, although it would show the rest.
  Result<const de265_image*> decode(const HevcConfiguration& configuration, Bytes item);

 private:
  struct Free {
    void operator()(void* decoder) const;
  };
  Result<void> push_slices(Bytes item, int length_bytes);
  Result<void> push(Bytes nal);
  Result<void> run();

  std::unique_ptr<void, Free> decoder_;  ///< a de265_decoder_context
};

}  // namespace pictor::image
