#include "catalog/list_cursor.h"

#include <array>
#include <cstdint>

#include "base/encoding.h"
#include "base/number.h"

namespace pictor::catalog {
namespace {

constexpr std::size_t kHashLength = 16;
constexpr std::size_t kIdLength = 30;  // img_ and 26 letters

/// FNV-1a of 64 bits (www.isthe.com/chongo/tech/comp/fnv) over texts, each with its length so that none runs into the
/// next.
class Fingerprint {
 public:
  void add(std::string_view text) {
    add_bytes(std::to_string(text.size()));
    add_bytes(":");
    add_bytes(text);
  }
  std::string hex() const {
    std::array<std::uint8_t, 8> raw{};
    for (int i = 0; i < 8; ++i) raw[i] = static_cast<std::uint8_t>(hash_ >> (56 - 8 * i));
    return to_hex(raw);
  }

 private:
  void add_bytes(std::string_view bytes) {
    for (std::uint8_t byte : as_bytes(bytes)) hash_ = (hash_ ^ byte) * 0x100000001b3;
  }
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

/// Of all that decides which images a query names, and in which order; its limit and cursor do not.
std::string fingerprint_of(const TenantId& tenant, const ListQuery& query) {
  Fingerprint fingerprint;
  fingerprint.add(tenant.str());
  fingerprint.add(query.text);
  fingerprint.add(query.tag);
  fingerprint.add(query.album ? "album " + *query.album : "");
  fingerprint.add(query.format ? to_string(*query.format) : "");
  fingerprint.add(query.status ? to_string(*query.status) : "");
  fingerprint.add(query.owner ? "owner " + query.owner->str() : "");
  fingerprint.add(query.deleted ? "deleted" : "");
  fingerprint.add(std::to_string(static_cast<int>(query.sort)));
  fingerprint.add(std::to_string(static_cast<int>(query.order)));
  return fingerprint.hex();
}

std::string key_text(const sql::Value& key) {
  if (const auto* number = std::get_if<std::int64_t>(&key)) return std::to_string(*number);
  return std::get<std::string>(key);
}

std::optional<sql::Value> key_from(ListSort sort, std::string_view text) {
  if (sort == ListSort::kName) return std::string(text);
  return number_from<std::int64_t>(text);
}

}  // namespace

sql::Value sort_key(const ListQuery& query, const Image& image) {
  switch (query.sort) {
    case ListSort::kName:
      return image.name;
    case ListSort::kBytes:
      return image.bytes;
    case ListSort::kCreatedAt:
      break;
  }
  return std::int64_t{image.created_at.time_since_epoch().count()};
}

std::string write_cursor(const TenantId& tenant, const ListQuery& query, const ListPosition& position) {
  return to_base64url(as_bytes(fingerprint_of(tenant, query) + position.id + key_text(position.key)));
}

Result<ListPosition> read_cursor(const TenantId& tenant, const ListQuery& query) {
  const auto refused = fail_parameter("cursor", "this cursor belongs to another list");
  const std::optional<std::string> text = from_base64url(query.cursor);
  if (!text || text->size() < kHashLength + kIdLength) return refused;
  if (!text->starts_with(fingerprint_of(tenant, query))) return refused;
  std::string id = text->substr(kHashLength, kIdLength);
  std::optional<sql::Value> key = key_from(query.sort, std::string_view(*text).substr(kHashLength + kIdLength));
  if (!key || !parse_image_id(id)) return refused;
  return ListPosition{.key = *std::move(key), .id = std::move(id)};
}

}  // namespace pictor::catalog
