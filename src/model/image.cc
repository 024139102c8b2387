#include "model/image.h"

namespace pictor {

std::string_view to_string(ImageStatus status) {
  switch (status) {
    case ImageStatus::kProcessing:
      return "processing";
    case ImageStatus::kReady:
      return "ready";
    case ImageStatus::kFailed:
      return "failed";
  }
  return "failed";
}

std::string_view to_string(Visibility visibility) { return visibility == Visibility::kPublic ? "public" : "private"; }

std::optional<ImageStatus> image_status_from(std::string_view text) {
  for (auto s : {ImageStatus::kProcessing, ImageStatus::kReady, ImageStatus::kFailed})
    if (text == to_string(s)) return s;
  return std::nullopt;
}

std::optional<Visibility> visibility_from(std::string_view text) {
  for (auto v : {Visibility::kPrivate, Visibility::kPublic})
    if (text == to_string(v)) return v;
  return std::nullopt;
}

}  // namespace pictor
