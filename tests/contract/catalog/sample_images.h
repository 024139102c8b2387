#pragma once
// Records for tests of the catalog: each complete, each member different from its default.

#include "model/image.h"

namespace pictor::test {

inline Time at(std::int64_t seconds) { return Time(std::chrono::seconds(1'800'000'000 + seconds)); }

/// `number` makes the id, so that ids sort as their numbers.
inline ImageId image_id(int number) {
  std::string digits = std::to_string(number);
  return ImageId("img_" + std::string(26 - digits.size(), '0') + digits);
}

inline Image bare_image(const TenantId& tenant, int number) {
  Image image;
  image.id = image_id(number);
  image.tenant = tenant;
  image.owner = SubjectId("alice");
  image.name = "photo " + std::to_string(number) + ".jpg";
  image.status = ImageStatus::kReady;
  image.facts = {.format = Format::kJpeg, .width = 4000, .height = 3000};
  image.bytes = 1000 + number;
  image.sha256 = Sha256Hex(std::string(64, 'a'));
  image.version = version_of(image.sha256);
  image.created_at = at(number);
  image.updated_at = at(number);
  return image;
}

inline Image full_image(const TenantId& tenant, int number) {
  Image image = bare_image(tenant, number);
  image.name = "süß_100%\\.gif";
  image.status = ImageStatus::kFailed;
  image.error_code = "corrupt_image";
  image.error_message = "the image ends too early";
  image.facts = {.format = Format::kGif, .width = 1, .height = 2, .frames = 3, .has_alpha = true};
  image.bytes = std::int64_t{5} << 32;
  image.sha256 = Sha256Hex(std::string(64, 'b'));
  image.version = version_of(image.sha256);
  image.visibility = Visibility::kPublic;
  image.tags = {"zebra", "sea", "Äpfel"};
  image.album = "holidays";
  image.metadata = R"({"a":[1,2]})";
  image.focus = FocalPoint{.x = 0.25, .y = 0.1};
  image.placeholder = Placeholder{.thumbhash = std::string("\x00\xff\x01\xfe", 4), .color = "#3a5f7d"};
  image.expires_at = at(500);
  image.deleted_at = at(400);
  return image;
}

inline ImageThumbnail thumbnail(std::string preset, Format format) {
  return {.preset = preset,
          .spec = "spec-" + preset + "-" + std::string(to_string(format)),
          .format = format,
          .width = 300,
          .height = 225,
          .frames = 2,
          .quality = 80,
          .bytes = 9120};
}

inline ImageOptimization optimization() {
  return {.spec = "optimized",
          .format = Format::kAvif,
          .width = 2000,
          .height = 1500,
          .frames = 4,
          .quality = 78,
          .bytes = 412'000,
          .original_bytes = 3'145'728,
          .score = 0.9875,
          .metric = "ssim",
          .candidates = R"([{"format":"webp"}])",
          .stripped_copy = true};
}

}  // namespace pictor::test
