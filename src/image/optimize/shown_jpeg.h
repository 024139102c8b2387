#pragma once

#include "image/encode/jpeg/coefficient_writer.h"
#include "image/picture.h"

namespace pictor::image {

/// The pixels that libjpeg-turbo shows of a file that says this (with its accurate transform and interpolated chroma),
/// bit by bit, without the file: entropy coding and decoding would cost more than all the rest of a trial. Pure.
Picture shown_jpeg(const jpeg::QuantisedPicture& picture);

}  // namespace pictor::image
