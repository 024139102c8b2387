#pragma once

#include "image/plan.h"

namespace pictor::image {

/// How the error of a format, ln(100 - score), goes with its quality: about the same curve for every photo, shifted by
/// how hard the photo is. So one trial tells where the curve lies, and with it the quality of any score: two steps of
/// the score of a trial ten qualities away are a usual error, half a one near by.
/// The median over 16 photos at 150, 300, 600 and 1200 px, set to 0 at quality 70; `bench/quality-auto/run curves`
/// prints it. Straight between its points and past its ends.
double log_error(Format format, double quality);

/// The quality at which log_error() is `error`.
double quality_of_log_error(Format format, double error);

/// The quality at which a picture of medium difficulty scores `floor`: where to begin.
int typical_quality(Format format, double floor);

}  // namespace pictor::image
