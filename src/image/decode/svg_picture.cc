#include <librsvg/rsvg.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>

#include "image/container/svg.h"
#include "image/decode/format_pictures.h"
#include "image/decode/svg_fonts.h"
#include "image/decode/walk_again.h"

namespace pictor::image {
namespace {

using Handle = std::unique_ptr<RsvgHandle, decltype(&g_object_unref)>;
using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Canvas = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

constexpr double kDotsPerInch = 96;

struct Pixels {
  int width = 0;
  int height = 0;
};

std::atomic<bool> fonts_have_failed = false;

/// Takes what glib's libraries say. It goes nowhere, as warnings about a file are an attacker's to write, but that
/// Pango complains of a font is remembered.
GLogWriterOutput listen(GLogLevelFlags, const GLogField* fields, gsize count, gpointer) {
  for (gsize i = 0; i < count; ++i) {
    const bool is_domain = std::string_view(fields[i].key) == "GLIB_DOMAIN";
    if (is_domain && std::string_view(static_cast<const char*>(fields[i].value)) == "Pango") fonts_have_failed = true;
  }
  return G_LOG_WRITER_HANDLED;
}

void silence_glib() {
  static const bool silent = [] {
    ::g_log_set_writer_func(listen, nullptr, nullptr);
    return true;
  }();
  static_cast<void>(silent);
}

std::string taken_text(GError* error) {
  if (error == nullptr) return {};
  std::string text = error->message;
  ::g_error_free(error);
  return text;
}

std::unexpected<Error> no_memory(cairo_status_t status) {
  return fail(ErrorCode::kUnprocessable, "the image needs more memory than allowed", ::cairo_status_to_string(status));
}

std::unexpected<Error> not_drawn(std::string cause) {
  // How librsvg spells CAIRO_STATUS_FREETYPE_ERROR.
  if (cause.contains("FreetypeError")) fonts_have_failed = true;
  return fail(ErrorCode::kUnprocessable, "the SVG cannot be drawn", std::move(cause));
}

/// The smallest size within the full one that is no smaller than the target and, to a pixel, of the same shape.
Pixels drawn_size(const ImageFacts& facts, DecodeTarget target) {
  if (target.min_width <= 0 || target.min_height <= 0) return {facts.width, facts.height};
  const auto share = std::min(1.0, std::max(static_cast<double>(target.min_width) / facts.width,
                                            static_cast<double>(target.min_height) / facts.height));
  const auto scaled = [share](int side) { return std::clamp(static_cast<int>(std::ceil(side * share)), 1, side); };
  return {scaled(facts.width), scaled(facts.height)};
}

/// cairo's pixel (a native 32-bit number, alpha above red, green and blue, multiplied by it) as four bytes that are
/// not.
void put_rgba(std::uint32_t pixel, std::uint8_t* rgba) {
  const std::uint32_t alpha = pixel >> 24;
  for (int c = 0; c < 3; ++c) {
    const std::uint32_t sample = pixel >> (16 - 8 * c) & 0xFF;
    rgba[c] = static_cast<std::uint8_t>(alpha == 0 ? 0 : std::min(255U, (sample * 255 + alpha / 2) / alpha));
  }
  rgba[3] = static_cast<std::uint8_t>(alpha);
}

class SvgPicture final : public PictureSource {
 public:
  explicit SvgPicture(Pixels size)
      : shape_{.width = size.width,
               .height = size.height,
               .channels = 4,
               .extent_width = static_cast<double>(size.width),
               .extent_height = static_cast<double>(size.height)} {}

  /// `size` is stretched to the whole pixels of the picture: by less than one, so that no edge is half covered.
  Result<void> draw(Bytes file, SvgSize size) {
    silence_glib();
    GError* error = nullptr;
    const Handle handle(::rsvg_handle_new_from_data(file.data(), file.size(), &error), &g_object_unref);
    if (!handle) return fail(ErrorCode::kCorruptImage, "the SVG cannot be read", taken_text(error));
    ::rsvg_handle_set_dpi(handle.get(), kDotsPerInch);
    surface_.reset(::cairo_image_surface_create(CAIRO_FORMAT_ARGB32, shape_.width, shape_.height));
    if (const auto status = ::cairo_surface_status(surface_.get())) return no_memory(status);
    const Canvas canvas(::cairo_create(surface_.get()), &cairo_destroy);
    ::cairo_scale(canvas.get(), shape_.width / size.width, shape_.height / size.height);
    const RsvgRectangle all{.x = 0, .y = 0, .width = size.width, .height = size.height};
    if (::rsvg_handle_render_document(handle.get(), canvas.get(), &all, &error) == 0)
      return not_drawn(taken_text(error));
    if (const auto status = ::cairo_status(canvas.get())) return no_memory(status);
    ::cairo_surface_flush(surface_.get());
    if (is_opaque()) shape_.channels = 3;
    return {};
  }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    const std::uint8_t* from = stored_row(next_row_++);
    for (int x = 0; x < shape_.width; ++x) {
      std::uint8_t rgba[4];
      put_rgba(pixel_at(from, x), rgba);
      std::memcpy(row.data() + static_cast<std::ptrdiff_t>(x) * shape_.channels, rgba,
                  static_cast<std::size_t>(shape_.channels));
    }
    return {};
  }

  Result<void> finish() override { return {}; }

 private:
  const std::uint8_t* stored_row(int y) const {
    const std::ptrdiff_t stride = ::cairo_image_surface_get_stride(surface_.get());
    return ::cairo_image_surface_get_data(surface_.get()) + stride * y;
  }

  static std::uint32_t pixel_at(const std::uint8_t* row, int x) {
    std::uint32_t pixel = 0;
    std::memcpy(&pixel, row + static_cast<std::ptrdiff_t>(x) * 4, sizeof(pixel));
    return pixel;
  }

  bool is_opaque() const {
    for (int y = 0; y < shape_.height; ++y) {
      const std::uint8_t* row = stored_row(y);
      for (int x = 0; x < shape_.width; ++x)
        if (pixel_at(row, x) >> 24 != 255) return false;
    }
    return true;
  }

  PictureShape shape_;
  Surface surface_{nullptr, &cairo_surface_destroy};
  int next_row_ = 0;
};

}  // namespace

bool svg_fonts_have_failed() { return fonts_have_failed; }

Result<std::unique_ptr<PictureSource>> open_svg(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  const SvgSize size = TRY(read_svg(file, limits_of(probed)));
  auto picture = std::make_unique<SvgPicture>(drawn_size(probed.facts, target));
  TRY_VOID(picture->draw(file, size));
  return picture;
}

}  // namespace pictor::image
