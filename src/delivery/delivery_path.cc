#include "delivery/delivery_path.h"

#include <algorithm>
#include <vector>

namespace pictor::delivery {
namespace {

constexpr std::string_view kPrefix = "/t/";
constexpr std::size_t kUnsignedSegments = 4;
constexpr std::size_t kVersionDigits = 16;

bool is_version(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return text.size() == kVersionDigits && std::ranges::all_of(text, [&](char c) { return kDigits.contains(c); });
}

/// At most one more than a signed path has.
std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (segments.size() < kUnsignedSegments + 2) {
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    if (end == path.size()) break;
    path.remove_prefix(end + 1);
  }
  return segments;
}

}  // namespace

Result<DeliveryPath> delivery_path_from(std::string_view path) {
  const auto nothing = [] { return fail(ErrorCode::kNotFound, "no such image"); };
  if (!path.starts_with(kPrefix)) return nothing();
  const std::vector<std::string_view> segments = segments_of(path.substr(kPrefix.size()));
  const bool has_signature = segments.size() == kUnsignedSegments + 1;
  if (segments.size() != kUnsignedSegments && !has_signature) return nothing();
  DeliveryPath read;
  if (has_signature) {
    read.signature = signature_from(segments.back());
    if (!read.signature) return fail(ErrorCode::kInvalidSignature, "the signature does not fit this URL");
    read.signed_text = path.substr(0, path.rfind('.') + 1);
  }
  const auto tenant = parse_tenant_id(segments[0]);
  const auto image = parse_image_id(segments[1]);
  if (!tenant || !image || !is_version(segments[2])) return nothing();
  read.tenant = *tenant;
  read.image = *image;
  read.version = VersionId(std::string(segments[2]));
  read.picture = segments[3];
  return read;
}

std::string delivery_path(const TenantId& tenant, const ImageId& image, const VersionId& version,
                          std::string_view picture) {
  std::string path(kPrefix);
  return path.append(tenant.str())
      .append("/")
      .append(image.str())
      .append("/")
      .append(version.str())
      .append("/")
      .append(picture);
}

}  // namespace pictor::delivery
