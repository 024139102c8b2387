#pragma once

#include <memory>

#include "image/decode/jpeg/samples.h"
#include "image/decode/jpeg_reader.h"

namespace pictor::image::jpeg {

/// Samples out of the coefficients that libjpeg holds in memory once it has read all scans of a file
/// (JpegReader::read_coefficients()): progressive JPEG, and sequential JPEG of several scans. Both must outlive it.
std::unique_ptr<SampleSource> make_coefficient_source(JpegReader& reader, const Frame& frame);

}  // namespace pictor::image::jpeg
