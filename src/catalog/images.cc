#include "catalog/images.h"

#include "catalog/image_details.h"
#include "catalog/image_tags.h"
#include "catalog/rows.h"

namespace pictor::catalog {
namespace {

std::unexpected<Error> no_such_image() { return fail(ErrorCode::kNotFound, "no such image"); }

std::vector<sql::Value> cells_and_key(const Image& image) {
  std::vector<sql::Value> cells = image_cells(image);
  cells.emplace_back(image.tenant.str());
  cells.emplace_back(image.id.str());
  return cells;
}

/// The image without its tags.
Result<Image> find_bare_image(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  static const std::string kSelect =
      "SELECT " + std::string(kImageColumns) + " FROM images WHERE tenant = :tenant AND id = :id";
  auto rows = TRY(session.query(kSelect, {tenant.str(), id.str()}));
  if (rows.empty()) return no_such_image();
  sql::CellReader cells(rows.front());
  return read_image(cells);
}

}  // namespace

Result<void> insert_image(sql::Session& session, const Image& image) {
  TRY_VOID(session.execute(
      "INSERT INTO images (owner, name, status, error_code, error_message, format, width, height, frames, has_alpha, "
      "bytes, sha256, version, visibility, album, metadata, focus_x, focus_y, thumbhash, color, created_at, "
      "updated_at, "
      "expires_at, deleted_at, tenant, id) VALUES (:owner, :name, :status, :error_code, :error_message, :format, "
      ":width, :height, :frames, :has_alpha, :bytes, :sha256, :version, :visibility, :album, :metadata, :focus_x, "
      ":focus_y, :thumbhash, :color, :created_at, :updated_at, :expires_at, :deleted_at, :tenant, :id)",
      cells_and_key(image)));
  return insert_tags(session, image.tenant, image.id, image.tags);
}

Result<Image> find_image(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  Image image = TRY(find_bare_image(session, tenant, id));
  image.tags = TRY(read_tags(session, tenant, id));
  return image;
}

Result<ImageDetails> find_details(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  std::vector<Image> images;
  images.push_back(TRY(find_bare_image(session, tenant, id)));
  auto details = TRY(with_details(session, tenant, std::move(images)));
  return std::move(details.front());
}

Result<void> update_image(sql::Session& session, const Image& image) {
  const std::int64_t changed = TRY(session.execute(
      "UPDATE images SET owner = :owner, name = :name, status = :status, error_code = :error_code, "
      "error_message = :error_message, format = :format, width = :width, height = :height, frames = :frames, "
      "has_alpha = :has_alpha, bytes = :bytes, sha256 = :sha256, version = :version, visibility = :visibility, "
      "album = :album, metadata = :metadata, focus_x = :focus_x, focus_y = :focus_y, thumbhash = :thumbhash, "
      "color = :color, created_at = :created_at, updated_at = :updated_at, expires_at = :expires_at, "
      "deleted_at = :deleted_at WHERE tenant = :tenant AND id = :id",
      cells_and_key(image)));
  if (changed == 0) return no_such_image();
  return replace_tags(session, image.tenant, image.id, image.tags);
}

Result<void> remove_image(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  // What hangs on it goes by ON DELETE CASCADE.
  const std::int64_t removed =
      TRY(session.execute("DELETE FROM images WHERE tenant = :tenant AND id = :id", {tenant.str(), id.str()}));
  if (removed == 0) return no_such_image();
  return {};
}

Result<std::int64_t> count_references(sql::Session& session, const TenantId& tenant, const Sha256Hex& sha256) {
  auto rows = TRY(session.query("SELECT COUNT(*) FROM images WHERE tenant = :tenant AND sha256 = :sha256",
                                {tenant.str(), sha256.str()}));
  return rows.at(0).integer(0);
}

Result<std::vector<ImageKey>> find_expired(sql::Session& session, const SweepCutoffs& cutoffs, int limit) {
  // UNION: an image that is late for two reasons comes once.
  auto rows = TRY(session.query(
      "SELECT tenant, id FROM images WHERE deleted_at IS NOT NULL AND deleted_at < :deleted_before "
      "UNION SELECT tenant, id FROM images WHERE expires_at IS NOT NULL AND expires_at <= :now "
      "UNION SELECT tenant, id FROM images WHERE status = 'failed' AND updated_at < :failed_before LIMIT :limit",
      {sql::cell(cutoffs.deleted_before), sql::cell(cutoffs.now), sql::cell(cutoffs.failed_before),
       std::int64_t{limit}}));
  std::vector<ImageKey> keys;
  keys.reserve(rows.size());
  for (const sql::Row& row : rows) keys.push_back({.tenant = TenantId(row.text(0)), .id = ImageId(row.text(1))});
  return keys;
}

}  // namespace pictor::catalog
