#include "app/watermark.h"

#include <algorithm>
#include <charconv>

#include "catalog/images.h"

namespace pictor::app {
namespace {

std::unexpected<Error> refuse(ErrorCode code, std::string message) {
  return std::unexpected(Error{.code = code, .message = std::move(message), .field = "watermark"});
}

}  // namespace

Result<std::optional<Image>> find_watermark(Deps& deps, const TenantId& tenant, const std::optional<ImageId>& id) {
  if (!id) return std::optional<Image>{};
  auto image = deps.database.read([&](sql::Session& session) { return catalog::find_image(session, tenant, *id); });
  const bool missing = !image && image.error().code == ErrorCode::kNotFound;
  if (missing || (image && image->deleted_at)) return refuse(ErrorCode::kNotFound, "no such image as watermark");
  if (!image) return std::unexpected(std::move(image).error());
  if (image->status != ImageStatus::kReady) return refuse(ErrorCode::kConflict, "the watermark is not ready");
  return std::optional(std::move(*image));
}

std::uint64_t watermark_version(const Image& watermark) {
  const std::string& hex = watermark.version.str();
  std::uint64_t version = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), version, 16);
  return std::max<std::uint64_t>(version, 1);  // 0 means that there is none
}

}  // namespace pictor::app
