#pragma once

#include "image/container/heif_walk.h"

namespace pictor::image {

/// HEIC: HEIF with HEVC (ISO/IEC 23008-12 annex B). Parameter sets count in the configuration only (`hvc1`).
extern const HeifCodec kHevc;

}  // namespace pictor::image
