#pragma once
// Images, their thumbnails, optimization and other renditions. Every function runs inside the caller's transaction, and
// every one takes the tenant first: a query without a tenant cannot be written, but for the three sweeps at the end.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/image.h"
#include "sql/database.h"

namespace pictor::catalog {

/// Errors: kConflict when the id is taken, kNotFound when there is no such tenant.
Result<void> insert_image(sql::Session& session, const Image& image);
/// Images in the trash are found too: callers look at `deleted_at`. Errors: kNotFound.
Result<Image> find_image(sql::Session& session, const TenantId& tenant, const ImageId& id);
/// The image, its preset thumbnails and its optimization. Errors: kNotFound.
Result<ImageDetails> find_details(sql::Session& session, const TenantId& tenant, const ImageId& id);
/// Writes every column of an image that is there. Errors: kNotFound.
Result<void> update_image(sql::Session& session, const Image& image);
/// Removes the image with its thumbnails, optimization, renditions and jobs. Errors: kNotFound.
Result<void> remove_image(sql::Session& session, const TenantId& tenant, const ImageId& id);

enum class ListSort { kCreatedAt, kName, kBytes };
enum class ListOrder { kAscending, kDescending };

/// What a list shows. Empty members do not filter.
struct ListQuery {
  int limit = 50;      ///< 1..200
  std::string cursor;  ///< `next_cursor` of the page before, opaque
  std::string text;    ///< in the name; case is ignored, of ASCII letters on every engine; at most 1024 bytes
  std::string tag;
  std::optional<std::string> album;
  std::optional<Format> format;
  std::optional<ImageStatus> status;
  std::optional<SubjectId> owner;
  bool deleted = false;  ///< the trash instead of the rest
  ListSort sort = ListSort::kCreatedAt;
  ListOrder order = ListOrder::kDescending;
};

struct ImagePage {
  std::vector<ImageDetails> items;
  std::optional<std::string> next_cursor;
};

/// Keyset pagination: stable while images come and go. Errors: kInvalidParameter for a cursor of another query.
Result<ImagePage> list_images(sql::Session& session, const TenantId& tenant, const ListQuery& query);

/// Replaces the preset thumbnails of an image. Errors of this and the other put_…(): kNotFound when there is no such
/// image.
Result<void> put_thumbnails(sql::Session& session, const TenantId& tenant, const ImageId& id,
                            const std::vector<ImageThumbnail>& thumbnails);
Result<void> put_optimization(sql::Session& session, const TenantId& tenant, const ImageId& id,
                              const ImageOptimization& optimization);
/// Renditions made on request (convert, `?w=`): found by their spec.
struct KeptRendition {
  ImageThumbnail facts;
  Time used_at{};  ///< see rendition_uses.h
};
Result<std::optional<KeptRendition>> find_rendition(sql::Session& session, const TenantId& tenant, const ImageId& id,
                                                    const VersionId& version, std::string_view spec);
/// Keeps a rendition; one that is there already stays.
Result<void> put_rendition(sql::Session& session, const TenantId& tenant, const ImageId& id, const VersionId& version,
                           const ImageThumbnail& rendition, Time now);
/// Forgets a rendition; one that is not there is no error.
Result<void> remove_rendition(sql::Session& session, const TenantId& tenant, const ImageId& id,
                              const VersionId& version, std::string_view spec);
Result<std::int64_t> count_renditions(sql::Session& session, const TenantId& tenant, const ImageId& id);
/// Removes the rows of everything made from an image: thumbnails, optimization, renditions. Its bytes were replaced.
Result<void> remove_derived(sql::Session& session, const TenantId& tenant, const ImageId& id);

/// Images of the tenant, in the trash or not, whose original is `sha256`.
Result<std::int64_t> count_references(sql::Session& session, const TenantId& tenant, const Sha256Hex& sha256);

/// For the sweeper, over all tenants: trash that is past its retention, images past `expires_at`, failures older than a
/// day.
struct ImageKey {
  TenantId tenant;
  ImageId id;
};
struct SweepCutoffs {
  Time now;
  Time deleted_before;
  Time failed_before;
};
Result<std::vector<ImageKey>> find_expired(sql::Session& session, const SweepCutoffs& cutoffs, int limit);

}  // namespace pictor::catalog
