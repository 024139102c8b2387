#pragma once

#include "image/plan.h"

namespace pictor::image {

/// The error of a score, which goes with quality as below.
double log_of_error(double score);

/// How log_of_error() of a format goes with its quality: about the same curve for every photo, shifted by how hard the
/// photo is. So one trial tells where the curve lies, and with it the quality of any score: two steps of the score of a
/// trial ten qualities away are a usual error, half a one near by.
/// The median over 25 photos at 150 to 2048 px (JPEG XL: 16 at 300 and 600), 0 at quality 70; bench/quality-auto/fit
/// prints it. Straight between its points and past its ends.
double log_error(Format format, double quality);

/// The quality at which log_error() is `error`.
double quality_of_log_error(Format format, double error);

}  // namespace pictor::image
