#include "catalog/image_details.h"

#include <bit>
#include <functional>
#include <string>
#include <unordered_map>

#include "catalog/images.h"
#include "catalog/rows.h"

namespace pictor::catalog {
namespace {

/// What hangs on several images of a tenant, as one statement with a list of ids.
class ImageSet {
 public:
  ImageSet(const TenantId& tenant, std::vector<ImageDetails>& details) : parameters_{tenant.str()} {
    for (ImageDetails& one : details) by_id_.emplace(one.image.id.str(), &one);
    // The last id is repeated up to a power of two: pages of every size share nine texts, which sessions keep prepared.
    const std::size_t padded = std::bit_ceil(details.size());
    for (std::size_t i = 0; i < padded; ++i) {
      const Image& image = details[std::min(i, details.size() - 1)].image;
      parameters_.emplace_back(image.id.str());
      placeholders_.append(i == 0 ? ":i" : ", :i").append(std::to_string(i));
    }
  }

  /// Selects `columns` of the rows of `table` that belong to the set and gives each to its image.
  Result<void> read(sql::Session& session, std::string_view columns, std::string_view table, std::string_view order,
                    const std::function<Result<void>(ImageDetails&, sql::CellReader&)>& take) const {
    std::string statement = "SELECT image, ";
    statement.append(columns).append(" FROM ").append(table).append(" WHERE tenant = :tenant AND image IN (");
    statement.append(placeholders_).append(") ORDER BY ").append(order);
    for (const sql::Row& row : TRY(session.query(statement, parameters_))) {
      sql::CellReader cells(row);
      TRY_VOID(take(*by_id_.at(cells.text()), cells));
    }
    return {};
  }

 private:
  std::unordered_map<std::string, ImageDetails*> by_id_;
  std::vector<sql::Value> parameters_;
  std::string placeholders_;
};

Result<void> take_tag(ImageDetails& details, sql::CellReader& cells) {
  details.image.tags.push_back(cells.text());
  return {};
}

Result<void> take_thumbnail(ImageDetails& details, sql::CellReader& cells) {
  details.thumbnails.push_back(TRY(read_thumbnail(cells)));
  return {};
}

Result<void> take_optimization(ImageDetails& details, sql::CellReader& cells) {
  details.optimization = TRY(read_optimization(cells));
  return {};
}

}  // namespace

Result<std::vector<ImageDetails>> with_details(sql::Session& session, const TenantId& tenant,
                                               std::vector<Image> images) {
  std::vector<ImageDetails> details;
  if (images.empty()) return details;
  details.reserve(images.size());
  for (Image& image : images) details.push_back({.image = std::move(image)});
  const ImageSet set(tenant, details);
  TRY_VOID(set.read(session, "tag", "image_tags", "image, position", take_tag));
  TRY_VOID(set.read(session, kThumbnailColumns, "thumbnails", "image, position", take_thumbnail));
  TRY_VOID(set.read(session, kOptimizationColumns, "optimizations", "image", take_optimization));
  return details;
}

}  // namespace pictor::catalog
