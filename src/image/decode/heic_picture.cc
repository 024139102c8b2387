#include <avif/avif.h>
#include <libde265/de265.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "image/container/heic_codec.h"
#include "image/decode/format_pictures.h"
#include "image/decode/heic_color.h"
#include "image/decode/hevc_decoder.h"
#include "image/decode/walk_again.h"
#include "image/decode/yuv_rows.h"

namespace pictor::image {
namespace {

struct ImageDestroy {
  void operator()(avifImage* image) const { avifImageDestroy(image); }
};
using Canvas = std::unique_ptr<avifImage, ImageDestroy>;

std::unexpected<Error> corrupt(const char* cause) {
  return fail(ErrorCode::kCorruptImage, "the HEIC data is damaged", cause);
}

/// What probe() said is of the crop; the picture, and the tiles that it is cut from, are larger.
Limits limits_of_what_was_probed(const ProbeOutcome& probed) {
  Limits limits = limits_of(probed);
  limits.max_pixels = INT64_MAX;
  limits.max_side = INT32_MAX;
  return limits;
}

std::unexpected<Error> disagreement() {
  return fail(ErrorCode::kCorruptImage, "the container and the pixels disagree about the size");
}

avifPixelFormat pixel_format_of(const de265_image* tile) {
  switch (de265_get_chroma_format(tile)) {
    case de265_chroma_mono:
      return AVIF_PIXEL_FORMAT_YUV400;
    case de265_chroma_422:
      return AVIF_PIXEL_FORMAT_YUV422;
    case de265_chroma_444:
      return AVIF_PIXEL_FORMAT_YUV444;
    default:
      return AVIF_PIXEL_FORMAT_YUV420;
  }
}

/// A plane that tiles are put together in.
struct Plane {
  std::uint8_t* samples = nullptr;
  std::uint32_t row_bytes = 0;
  int width = 0;
  int height = 0;
  int sample_bytes = 1;
};

/// Copies what of a tile's plane lies in the canvas; the last column and row may reach beyond it.
void place(const de265_image* tile, int channel, int left, int top, const Plane& to) {
  int stride = 0;
  const std::uint8_t* from = de265_get_image_plane(tile, channel, &stride);
  const int width = std::min(de265_get_image_width(tile, channel), to.width - left);
  const int height = std::min(de265_get_image_height(tile, channel), to.height - top);
  if (width <= 0) return;
  for (int y = 0; y < height; ++y) {
    std::memcpy(to.samples + std::size_t{to.row_bytes} * (top + y) + static_cast<std::size_t>(left) * to.sample_bytes,
                from + static_cast<std::ptrdiff_t>(stride) * y, static_cast<std::size_t>(width) * to.sample_bytes);
  }
}

/// Puts the tiles of the picture and of its alpha together as YUV planes.
class HeicAssembly {
 public:
  HeicAssembly(Bytes file, const HeifStill& still) : file_(file), still_(still) {}

  Result<Canvas> assemble() {
    TRY_VOID(take_tiles(still_.picture, &HeicAssembly::place_colour));
    if (still_.alpha) TRY_VOID(take_tiles(*still_.alpha, &HeicAssembly::place_alpha));
    return std::move(canvas_);
  }

 private:
  using Placing = Result<void> (HeicAssembly::*)(const de265_image* tile, int left, int top);

  Result<void> take_tiles(const HeifPicture& picture, Placing placing) {
    if (picture.width != still_.picture.width || picture.height != still_.picture.height) {
      return fail(ErrorCode::kUnprocessable, "HEIC whose alpha has another size is not supported");
    }
    const auto columns = static_cast<std::size_t>(picture.columns);
    std::optional<TileSize> size;
    for (std::size_t i = 0; i < picture.tiles.size(); ++i) {
      const HeifItem& item = still_.meta.items.at(picture.tiles[i]);
      const BmffBox* box = still_.meta.property(item, kHevc.configuration);
      const HevcConfiguration configuration = TRY(read_hevc_configuration(box->payload));
      const std::vector<std::uint8_t> bytes = heif_item_bytes(file_, still_.meta, item);
      HevcDecoder decoder;
      const de265_image* tile = TRY(decoder.decode(configuration, bytes));
      const TileSize decoded = {de265_get_image_width(tile, 0), de265_get_image_height(tile, 0)};
      if (!size) TRY_VOID(check_cover(picture, decoded));
      if (size.value_or(decoded) != decoded) return corrupt("tiles of several sizes");
      size = decoded;
      TRY_VOID((this->*placing)(tile, static_cast<int>(i % columns) * decoded.width,
                                static_cast<int>(i / columns) * decoded.height));
    }
    return {};
  }

  struct TileSize {
    int width = 0;
    int height = 0;
    bool operator==(const TileSize&) const = default;
  };

  /// A single picture is as large as it says; the tiles of a grid cover it, each with a part (section 6.6.2.3.1).
  static Result<void> check_cover(const HeifPicture& picture, TileSize tile) {
    const auto covers = [](int side, std::int64_t count, std::uint32_t whole) {
      return side * count >= whole && side * (count - 1) < whole;
    };
    const auto rows = static_cast<std::int64_t>(picture.tiles.size()) / picture.columns;
    const bool exact = std::cmp_equal(tile.width, picture.width) && std::cmp_equal(tile.height, picture.height);
    if (!picture.is_grid) return exact ? Result<void>{} : disagreement();
    if (covers(tile.width, picture.columns, picture.width) && covers(tile.height, rows, picture.height)) return {};
    return disagreement();
  }

  Result<void> place_colour(const de265_image* tile, int left, int top) {
    const int depth = de265_get_bits_per_pixel(tile, 0);
    const avifPixelFormat format = pixel_format_of(tile);
    if (!canvas_) {
      canvas_.reset(
          avifImageCreate(still_.picture.width, still_.picture.height, static_cast<std::uint32_t>(depth), format));
      if (!canvas_) return avif_failure(AVIF_RESULT_OUT_OF_MEMORY, "HEIC");
      avifImageAllocatePlanes(canvas_.get(), AVIF_PLANES_YUV);
      set_heic_color(*canvas_, still_.colour_boxes, tile);
    }
    if (std::cmp_not_equal(depth, canvas_->depth) || format != canvas_->yuvFormat) {
      return corrupt("tiles of several kinds");
    }
    const int channels = format == AVIF_PIXEL_FORMAT_YUV400 ? 1 : 3;
    for (int channel = 0; channel < channels; ++channel) {
      if (de265_get_bits_per_pixel(tile, channel) != depth) {
        return fail(ErrorCode::kUnprocessable, "HEIC whose chroma has another depth is not supported");
      }
      const bool halved_across = channel > 0 && format != AVIF_PIXEL_FORMAT_YUV444;
      const bool halved_down = channel > 0 && format == AVIF_PIXEL_FORMAT_YUV420;
      place(tile, channel, halved_across ? left / 2 : left, halved_down ? top / 2 : top,
            plane_of(canvas_->yuvPlanes[channel], canvas_->yuvRowBytes[channel], halved_across, halved_down));
    }
    return {};
  }

  Result<void> place_alpha(const de265_image* tile, int left, int top) {
    if (canvas_->alphaPlane == nullptr) {
      avifImageAllocatePlanes(canvas_.get(), AVIF_PLANES_A);
      canvas_->alphaPremultiplied = still_.premultiplied ? AVIF_TRUE : AVIF_FALSE;
    }
    if (std::cmp_not_equal(de265_get_bits_per_pixel(tile, 0), canvas_->depth)) {
      return fail(ErrorCode::kUnprocessable, "HEIC whose alpha has another depth is not supported");
    }
    place(tile, 0, left, top, plane_of(canvas_->alphaPlane, canvas_->alphaRowBytes, false, false));
    return {};
  }

  Plane plane_of(std::uint8_t* samples, std::uint32_t row_bytes, bool halved_across, bool halved_down) const {
    const auto width = static_cast<int>(canvas_->width);
    const auto height = static_cast<int>(canvas_->height);
    return {.samples = samples,
            .row_bytes = row_bytes,
            .width = halved_across ? (width + 1) / 2 : width,
            .height = halved_down ? (height + 1) / 2 : height,
            .sample_bytes = canvas_->depth > 8 ? 2 : 1};
  }

  Bytes file_;
  const HeifStill& still_;
  Canvas canvas_;
};

/// Rows of the assembled planes; irot and imir are the orientation that probe() told, clap is applied here.
class HeicPicture final : public PictureSource {
 public:
  HeicPicture(Canvas canvas, const std::optional<HeifCrop>& crop, Gamut widest)
      : canvas_(std::move(canvas)), rows_(*canvas_, "HEIC", widest), shape_(rows_.shape()), crop_(crop) {
    if (!crop_) return;
    whole_row_.resize(static_cast<std::size_t>(shape_.width) * shape_.channels);
    shape_.width = crop_->width;
    shape_.height = crop_->height;
    shape_.extent_width = crop_->width;
    shape_.extent_height = crop_->height;
  }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    if (!crop_) return rows_.read_row(row);
    for (; rows_above_ < crop_->top; ++rows_above_) TRY_VOID(rows_.read_row(whole_row_));
    TRY_VOID(rows_.read_row(whole_row_));
    const std::size_t left = static_cast<std::size_t>(crop_->left) * shape_.channels;
    std::memcpy(row.data(), whole_row_.data() + left, static_cast<std::size_t>(shape_.width) * shape_.channels);
    return {};
  }

  Result<void> finish() override { return {}; }

 private:
  Canvas canvas_;
  YuvRows rows_;
  PictureShape shape_;
  std::optional<HeifCrop> crop_;
  std::vector<std::uint8_t> whole_row_;
  int rows_above_ = 0;  ///< of those above the crop, how many were read
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_heic(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  const HeifStill still = TRY(walk_heif(file, limits_of_what_was_probed(probed), kHevc));
  Canvas canvas = TRY(HeicAssembly(file, still).assemble());
  auto picture = std::make_unique<HeicPicture>(std::move(canvas), still.crop, target.widest);
  TRY_VOID(check_stored_size(probed, static_cast<std::uint32_t>(picture->shape().width),
                             static_cast<std::uint32_t>(picture->shape().height)));
  return picture;
}

}  // namespace pictor::image
