#include "model/ids.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/encoding.h"

namespace pictor {
namespace {

constexpr std::size_t kSortableLength = 26;

/// 48 bits of milliseconds and 80 random bits in 26 letters; the layout of a ULID (github.com/ulid/spec).
std::string sortable_text(std::string_view prefix, Time now, RandomSource& random) {
  std::array<std::uint8_t, 16> raw{};
  random.fill(std::span(raw).subspan(6));
  auto millis = static_cast<std::uint64_t>(now.time_since_epoch().count());
  for (int i = 0; i < 6; ++i) raw[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  return std::string(prefix) + to_base32(raw);
}

bool is_sortable_text(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix) || text.size() != prefix.size() + kSortableLength) return false;
  constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
  return std::ranges::all_of(text.substr(prefix.size()), [&](char c) { return kLetters.contains(c); });
}

bool is_tenant_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

}  // namespace

Result<TenantId> parse_tenant_id(std::string_view text) {
  if (text.empty() || text.size() > 63 || text.front() == '-' || !std::ranges::all_of(text, is_tenant_letter))
    return fail_parameter("tenant", "a tenant is 1 to 63 of a-z, 0-9 and -, not beginning with -");
  return TenantId(std::string(text));
}

Result<ImageId> parse_image_id(std::string_view text) {
  if (!is_sortable_text(text, "img_")) return fail(ErrorCode::kNotFound, "no such image");
  return ImageId(std::string(text));
}

Result<JobId> parse_job_id(std::string_view text) {
  if (!is_sortable_text(text, "job_")) return fail(ErrorCode::kNotFound, "no such job");
  return JobId(std::string(text));
}

Result<KeyId> parse_key_id(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (text.empty() || text.size() > 16 || !std::ranges::all_of(text, is_letter))
    return fail(ErrorCode::kNotFound, "no such key");
  return KeyId(std::string(text));
}

Result<SubjectId> parse_subject_id(std::string_view text) {
  bool printable = std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (text.empty() || text.size() > 255 || !printable)
    return fail_parameter("sub", "a subject is 1 to 255 bytes without control characters");
  return SubjectId(std::string(text));
}

ImageId new_image_id(Time now, RandomSource& random) { return ImageId(sortable_text("img_", now, random)); }
JobId new_job_id(Time now, RandomSource& random) { return JobId(sortable_text("job_", now, random)); }

KeyId new_key_id(RandomSource& random) {
  std::array<std::uint8_t, 5> raw{};
  random.fill(raw);
  return KeyId(to_base32(raw));
}

VersionId version_of(const Sha256Hex& sha256) { return VersionId(sha256.str().substr(0, 16)); }

}  // namespace pictor
