#pragma once

#include <chrono>

#include "image/plan.h"
#include "model/image.h"

namespace pictor::policy {

/// What a plan for such an image will take of one core, roughly: pixels times what a pixel of the format costs, decoded
/// once and encoded per rendition. At least 1 ms. The figures are of `./dev bench engine` on one machine; whoever uses
/// them corrects for the pace of his own. Pure.
std::chrono::milliseconds predicted_work(const ImageFacts& source, const image::Plan& plan);

}  // namespace pictor::policy
