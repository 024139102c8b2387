#include "catalog/rows.h"

#include "base/encoding.h"

namespace pictor::catalog {
namespace {

/// A value whose spelling is one of ours.
template <class T>
Result<T> known(std::optional<T> value, std::string_view column, const std::string& spelling) {
  if (!value)
    return fail(ErrorCode::kInternal, "the catalog holds what cannot be read",
                std::string(column) + " is '" + spelling + "'");
  return *std::move(value);
}

Result<Format> read_format(sql::CellReader& cells) {
  const std::string& spelling = cells.text();
  return known(format_from(spelling), "format", spelling);
}

std::optional<FocalPoint> read_focus(sql::CellReader& cells) {
  const std::optional<double> x = cells.optional_real();
  const std::optional<double> y = cells.optional_real();
  if (!x || !y) return std::nullopt;
  return FocalPoint{.x = *x, .y = *y};
}

Result<std::optional<Placeholder>> read_placeholder(sql::CellReader& cells) {
  const std::optional<std::string> spelling = cells.optional_text();
  const std::optional<std::string> color = cells.optional_text();
  if (!spelling || !color) return std::nullopt;
  return Placeholder{.thumbhash = TRY(known(from_base64(*spelling), "thumbhash", *spelling)), .color = *color};
}

}  // namespace

Result<Image> read_image(sql::CellReader& cells) {
  Image image;
  image.id = ImageId(cells.text());
  image.tenant = TenantId(cells.text());
  image.owner = SubjectId(cells.text());
  image.name = cells.text();
  const std::string& status = cells.text();
  image.status = TRY(known(image_status_from(status), "status", status));
  image.error_code = cells.text();
  image.error_message = cells.text();
  image.facts.format = TRY(read_format(cells));
  image.facts.width = cells.small_integer();
  image.facts.height = cells.small_integer();
  image.facts.frames = cells.small_integer();
  image.facts.has_alpha = cells.boolean();
  image.bytes = cells.integer();
  image.sha256 = Sha256Hex(cells.text());
  image.version = VersionId(cells.text());
  const std::string& visibility = cells.text();
  image.visibility = TRY(known(visibility_from(visibility), "visibility", visibility));
  image.album = cells.optional_text();
  image.metadata = cells.text();
  image.focus = read_focus(cells);
  image.placeholder = TRY(read_placeholder(cells));
  image.created_at = cells.time();
  image.updated_at = cells.time();
  image.expires_at = cells.optional_time();
  image.deleted_at = cells.optional_time();
  return image;
}

std::vector<sql::Value> image_cells(const Image& image) {
  using sql::cell;
  const auto& focus = image.focus;
  const auto& placeholder = image.placeholder;
  return {
      image.owner.str(),
      image.name,
      std::string(to_string(image.status)),
      image.error_code,
      image.error_message,
      std::string(to_string(image.facts.format)),
      std::int64_t{image.facts.width},
      std::int64_t{image.facts.height},
      std::int64_t{image.facts.frames},
      cell(image.facts.has_alpha),
      image.bytes,
      image.sha256.str(),
      image.version.str(),
      std::string(to_string(image.visibility)),
      cell(image.album),
      image.metadata,
      focus ? sql::Value(focus->x) : sql::Value(),
      focus ? sql::Value(focus->y) : sql::Value(),
      placeholder ? sql::Value(to_base64(as_bytes(placeholder->thumbhash))) : sql::Value(),
      placeholder ? sql::Value(placeholder->color) : sql::Value(),
      cell(image.created_at),
      cell(image.updated_at),
      cell(image.expires_at),
      cell(image.deleted_at),
  };
}

Result<ImageThumbnail> read_thumbnail(sql::CellReader& cells) {
  ImageThumbnail thumbnail;
  thumbnail.preset = cells.text();
  thumbnail.spec = cells.text();
  thumbnail.format = TRY(read_format(cells));
  thumbnail.width = cells.small_integer();
  thumbnail.height = cells.small_integer();
  thumbnail.frames = cells.small_integer();
  thumbnail.quality = cells.small_integer();
  thumbnail.bytes = cells.integer();
  return thumbnail;
}

Result<ImageOptimization> read_optimization(sql::CellReader& cells) {
  ImageOptimization optimization;
  optimization.spec = cells.text();
  optimization.format = TRY(read_format(cells));
  optimization.width = cells.small_integer();
  optimization.height = cells.small_integer();
  optimization.frames = cells.small_integer();
  optimization.quality = cells.small_integer();
  optimization.bytes = cells.integer();
  optimization.original_bytes = cells.integer();
  optimization.score = cells.real();
  optimization.metric = cells.text();
  optimization.candidates = cells.text();
  optimization.stripped_copy = cells.boolean();
  return optimization;
}

}  // namespace pictor::catalog
