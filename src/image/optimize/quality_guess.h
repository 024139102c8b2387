#pragma once

#include "base/result.h"
#include "image/picture.h"
#include "model/format.h"

namespace pictor::image {

/// How hard a picture is to encode, of a sample of it (sample_tiles()): ln(100 - score) of a quick JPEG of middling
/// quality. It costs a fraction of what an encoding in WebP or AVIF does and tells how the picture will score in those
/// too. Alpha is flattened on white. Deterministic. Errors: those of the encoder.
Result<double> hardness_of(const PictureView& sample);

/// The quality at which a picture with such a sample probably scores `floor`. `growth` is sample_growth() of the
/// picture; 0 asks of the sample itself.
int quality_for(Format format, double floor, double hardness, double growth);

/// Where a search over encodings of `picture` should begin: what quick encodings of its sample promise. For JPEG there
/// are two; WebP and AVIF take one, at the quality that the hardness says, and none where the sample is the whole
/// picture. Deterministic. Errors: those of the encoders.
Result<int> guess_quality(const PictureView& picture, Format format, double floor);

}  // namespace pictor::image
