#include <iterator>

#include "catalog/images.h"
#include "catalog/rows.h"

namespace pictor::catalog {
namespace {

/// The cells of kThumbnailColumns, after `key`.
std::vector<sql::Value> cells_after(std::vector<sql::Value> key, const ImageThumbnail& thumbnail) {
  const sql::Value cells[] = {thumbnail.preset,
                              thumbnail.spec,
                              std::string(to_string(thumbnail.format)),
                              std::int64_t{thumbnail.width},
                              std::int64_t{thumbnail.height},
                              std::int64_t{thumbnail.frames},
                              std::int64_t{thumbnail.quality},
                              thumbnail.bytes};
  key.insert(key.end(), std::begin(cells), std::end(cells));
  return key;
}

}  // namespace

Result<void> put_thumbnails(sql::Session& session, const TenantId& tenant, const ImageId& id,
                            const std::vector<ImageThumbnail>& thumbnails) {
  TRY_VOID(
      session.execute("DELETE FROM thumbnails WHERE tenant = :tenant AND image = :image", {tenant.str(), id.str()}));
  std::int64_t position = 0;
  for (const ImageThumbnail& thumbnail : thumbnails)
    TRY_VOID(session.execute(
        "INSERT INTO thumbnails (tenant, image, position, preset, spec, format, width, height, frames, quality, bytes) "
        "VALUES (:tenant, :image, :position, :preset, :spec, :format, :width, :height, :frames, :quality, :bytes)",
        cells_after({tenant.str(), id.str(), position++}, thumbnail)));
  return {};
}

Result<void> put_optimization(sql::Session& session, const TenantId& tenant, const ImageId& id,
                              const ImageOptimization& optimization) {
  TRY_VOID(
      session.execute("DELETE FROM optimizations WHERE tenant = :tenant AND image = :image", {tenant.str(), id.str()}));
  TRY_VOID(session.execute(
      "INSERT INTO optimizations (tenant, image, spec, format, width, height, frames, quality, bytes, original_bytes, "
      "score, metric, candidates, stripped_copy) VALUES (:tenant, :image, :spec, :format, :width, :height, :frames, "
      ":quality, :bytes, :original_bytes, :score, :metric, :candidates, :stripped_copy)",
      {tenant.str(), id.str(), optimization.spec, std::string(to_string(optimization.format)),
       std::int64_t{optimization.width}, std::int64_t{optimization.height}, std::int64_t{optimization.frames},
       std::int64_t{optimization.quality}, optimization.bytes, optimization.original_bytes, optimization.score,
       optimization.metric, optimization.candidates, sql::cell(optimization.stripped_copy)}));
  return {};
}

Result<std::optional<KeptRendition>> find_rendition(sql::Session& session, const TenantId& tenant, const ImageId& id,
                                                    const VersionId& version, std::string_view spec) {
  static const std::string kSelect =
      "SELECT " + std::string(kThumbnailColumns) +
      ", used_at FROM renditions WHERE tenant = :tenant AND image = :image AND version = :version AND spec = :spec";
  auto rows = TRY(session.query(kSelect, {tenant.str(), id.str(), version.str(), std::string(spec)}));
  if (rows.empty()) return std::nullopt;
  sql::CellReader cells(rows.front());
  ImageThumbnail facts = TRY(read_thumbnail(cells));
  return KeptRendition{std::move(facts), cells.time()};
}

Result<void> put_rendition(sql::Session& session, const TenantId& tenant, const ImageId& id, const VersionId& version,
                           const ImageThumbnail& rendition, Time now) {
  TRY_VOID(
      session.execute("INSERT INTO renditions (tenant, image, version, created_at, used_at, preset, spec, format, "
                      "width, height, frames, "
                      "quality, bytes) VALUES (:tenant, :image, :version, :created_at, :created_at, :preset, :spec, "
                      ":format, :width, :height, "
                      ":frames, :quality, :bytes) ON CONFLICT (tenant, image, version, spec) DO NOTHING",
                      cells_after({tenant.str(), id.str(), version.str(), sql::cell(now)}, rendition)));
  return {};
}

Result<void> remove_rendition(sql::Session& session, const TenantId& tenant, const ImageId& id,
                              const VersionId& version, std::string_view spec) {
  TRY_VOID(session.execute(
      "DELETE FROM renditions WHERE tenant = :tenant AND image = :image AND version = :version AND spec = :spec",
      {tenant.str(), id.str(), version.str(), std::string(spec)}));
  return {};
}

Result<std::int64_t> count_renditions(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  auto rows = TRY(session.query("SELECT COUNT(*) FROM renditions WHERE tenant = :tenant AND image = :image",
                                {tenant.str(), id.str()}));
  return rows.at(0).integer(0);
}

Result<void> remove_derived(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  for (std::string_view statement : {"DELETE FROM thumbnails WHERE tenant = :tenant AND image = :image",
                                     "DELETE FROM optimizations WHERE tenant = :tenant AND image = :image",
                                     "DELETE FROM renditions WHERE tenant = :tenant AND image = :image"})
    TRY_VOID(session.execute(statement, {tenant.str(), id.str()}));
  return {};
}

}  // namespace pictor::catalog
