// TIFF 6.0 (Adobe 1992): part 1, and sections 11 to 23 for what goes beyond the baseline.

#include "image/container/tiff_layout.h"

#include <algorithm>
#include <array>
#include <bit>

namespace pictor::image {
namespace {

namespace tag {
constexpr std::uint16_t kWidth = 256, kHeight = 257, kBits = 258, kCompression = 259, kPhotometric = 262;
constexpr std::uint16_t kStripOffsets = 273, kOrientation = 274, kSamples = 277, kRowsPerStrip = 278;
constexpr std::uint16_t kStripBytes = 279, kPlanar = 284, kPredictor = 317, kColorMap = 320, kTileWidth = 322;
constexpr std::uint16_t kTileHeight = 323, kTileOffsets = 324, kTileBytes = 325, kInkSet = 332, kExtraSamples = 338;
constexpr std::uint16_t kSampleFormat = 339, kIcc = 34675, kDngVersion = 50706;
/// XMP, IPTC, Photoshop, ICC; the other texts of a directory are counted by their type.
constexpr std::array<std::uint16_t, 4> kMetadata = {700, 33723, 34377, kIcc};
}  // namespace tag

constexpr int kMostSamples = 8;
constexpr std::uint16_t kAscii = 2;
constexpr std::uint16_t kUndefined = 7;

std::unexpected<Error> damaged(const char* how) { return fail(ErrorCode::kCorruptImage, how); }
std::unexpected<Error> unsupported(const char* what) { return fail(ErrorCode::kUnsupportedType, what); }

/// None, CCITT RLE, G3 and G4, LZW, JPEG, Deflate (both numbers), PackBits. Old JPEG, JBIG, WebP, Zstandard, LERC and
/// the like stay out: rare in pictures of users, and each a decoder more to attack.
bool is_read(std::uint64_t compression) {
  constexpr std::array<std::uint64_t, 9> kRead = {1, 2, 3, 4, 5, 7, 8, 32773, 32946};
  return std::ranges::find(kRead, compression) != kRead.end();
}

bool is_bilevel(std::uint16_t compression) { return compression >= 2 && compression <= 4; }

std::optional<TiffColor> color_of(std::uint64_t photometric) {
  switch (photometric) {
    case 0:
    case 1:
      return TiffColor::kGrey;
    case 2:
      return TiffColor::kRgb;
    case 3:
      return TiffColor::kPalette;
    case 5:
      return TiffColor::kCmyk;
    case 6:
      return TiffColor::kYcbcr;
    case 8:
      return TiffColor::kLab;
    case 9:
      return TiffColor::kIccLab;
    default:
      return std::nullopt;
  }
}

int color_samples(TiffColor color) {
  if (color == TiffColor::kGrey || color == TiffColor::kPalette) return 1;
  return color == TiffColor::kCmyk ? 4 : 3;
}

class LayoutReader {
 public:
  LayoutReader(Bytes file, const Limits& limits) : file_(file), limits_(limits), budget_(limits) {}

  Result<TiffLayout> read() {
    directory_ = TRY(TiffDirectory::read(file_, budget_));
    TRY_VOID(take_size());
    TRY_VOID(take_metadata());
    TRY_VOID(take_kind());
    TRY_VOID(take_alpha());
    TRY_VOID(check_kind());
    TRY_VOID(has(tag::kTileWidth) ? take_tiles() : take_strips());
    return layout_;
  }

 private:
  bool has(std::uint16_t tag) const { return directory_->find(tag) != nullptr; }

  Result<void> take_size() {
    const std::uint64_t width = directory_->value_or(tag::kWidth, 0);
    const std::uint64_t height = directory_->value_or(tag::kHeight, 0);
    if (width > UINT32_MAX || height > UINT32_MAX) return damaged("the TIFF has an impossible size");
    layout_.width = static_cast<std::uint32_t>(width);
    layout_.height = static_cast<std::uint32_t>(height);
    return check_frame_size(layout_.width, layout_.height, limits_);
  }

  Result<void> take_metadata() {
    for (const TiffField& field : directory_->fields()) {
      const bool known = std::ranges::find(tag::kMetadata, field.tag) != tag::kMetadata.end();
      if (known || field.type == kAscii) TRY_VOID(budget_.take_metadata(field.data.size()));
    }
    if (const TiffField* icc = directory_->find(tag::kIcc); icc && icc->type == kUndefined) layout_.icc = icc->data;
    const std::uint64_t orientation = directory_->value_or(tag::kOrientation, 1);
    if (orientation >= 1 && orientation <= 8) layout_.orientation = static_cast<Orientation>(orientation);
    return {};
  }

  Result<void> take_kind() {
    if (has(tag::kDngVersion)) return unsupported("raw photographs (DNG) are not read");
    const std::uint64_t compression = directory_->value_or(tag::kCompression, 1);
    if (!is_read(compression)) return unsupported("this TIFF's compression is not read");
    layout_.compression = static_cast<std::uint16_t>(compression);
    if (!has(tag::kPhotometric)) return damaged("the TIFF does not say what its samples are");
    const std::uint64_t photometric = directory_->value_or(tag::kPhotometric, 0);
    const std::optional<TiffColor> color = color_of(photometric);
    if (!color) return unsupported("this TIFF's kind of colour is not read");
    layout_.photometric = static_cast<std::uint16_t>(photometric);
    layout_.color = *color;
    layout_.white_is_zero = photometric == 0;
    const std::uint64_t samples = directory_->value_or(tag::kSamples, 1);
    if (samples < static_cast<std::uint64_t>(color_samples(*color)))
      return damaged("the TIFF has too few samples for its colours");
    if (samples > kMostSamples) return unsupported("TIFFs of so many samples a pixel are not read");
    layout_.samples = static_cast<int>(samples);
    const std::uint64_t planar = directory_->value_or(tag::kPlanar, 1);
    if (planar != 1 && planar != 2) return damaged("the TIFF's samples are in no known order");
    layout_.separate = planar == 2 && samples > 1;
    return take_bits();
  }

  Result<void> take_bits() {
    const std::uint64_t bits = directory_->value_or(tag::kBits, 1);
    if (const TiffField* field = directory_->find(tag::kBits)) {
      for (std::uint64_t i = 0; i < std::min<std::uint64_t>(field->count, kMostSamples); ++i) {
        if (directory_->value(*field, i) != bits) return unsupported("TIFFs of unequal samples are not read");
      }
    }
    if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16) {
      return unsupported("TIFFs of this many bits a sample are not read");
    }
    layout_.bits = static_cast<int>(bits);
    return {};
  }

  /// The first extra sample that is alpha. Others, and those that nobody says anything of, are no part of the picture.
  Result<void> take_alpha() {
    const int colors = color_samples(layout_.color);
    const TiffField* extra = directory_->find(tag::kExtraSamples);
    for (int i = 0; extra && i < layout_.samples - colors; ++i) {
      const std::uint64_t meaning = directory_->value(*extra, static_cast<std::uint64_t>(i));
      if (meaning != 1 && meaning != 2) continue;
      layout_.alpha = meaning == 1 ? TiffAlpha::kAssociated : TiffAlpha::kUnassociated;
      layout_.alpha_sample = colors + i;
      break;
    }
    return {};
  }

  Result<void> check_kind() {
    const TiffColor color = layout_.color;
    if (layout_.bits < 8 && (layout_.samples > 1 || color_samples(color) > 1)) {
      return unsupported("coloured TIFFs of fewer than 8 bits a sample are not read");
    }
    if (is_bilevel(layout_.compression) && (layout_.bits != 1 || color != TiffColor::kGrey)) {
      return damaged("fax data of a TIFF are of black and white");
    }
    const bool jpeg = layout_.compression == kTiffJpeg;
    const bool lab = color == TiffColor::kLab || color == TiffColor::kIccLab;
    if (jpeg && (layout_.bits != 8 || color == TiffColor::kPalette || lab || layout_.separate)) {
      return unsupported("this kind of JPEG in a TIFF is not read");
    }
    if (color == TiffColor::kYcbcr && (!jpeg || layout_.samples != 3)) {
      return unsupported("YCbCr TIFFs are read where they hold JPEG data");
    }
    if (color == TiffColor::kCmyk && directory_->value_or(tag::kInkSet, 1) != 1) {
      return unsupported("TIFFs of other inks than CMYK are not read");
    }
    TRY_VOID(check_numbers(lab));
    return color == TiffColor::kPalette ? take_palette() : Result<void>{};
  }

  /// Whole numbers only; of L*a*b* also signed ones. Differencing is of whole samples.
  Result<void> check_numbers(bool lab) {
    if (const TiffField* format = directory_->find(tag::kSampleFormat)) {
      for (std::uint64_t i = 0; i < std::min<std::uint64_t>(format->count, kMostSamples); ++i) {
        const std::uint64_t kind = directory_->value(*format, i);
        const bool whole = kind == 1 || kind == 4 || (lab && kind == 2);
        if (!whole) return unsupported("TIFFs of signed or floating-point samples are not read");
      }
    }
    const std::uint64_t predictor = directory_->value_or(tag::kPredictor, 1);
    if (predictor != 1 && predictor != 2) return unsupported("this TIFF's predictor is not read");
    return {};
  }

  Result<void> take_palette() {
    const TiffField* map = directory_->find(tag::kColorMap);
    if (layout_.bits > 8 || layout_.samples != 1) return unsupported("this kind of TIFF palette is not read");
    constexpr std::uint16_t kShort = 3;
    if (!map || map->type != kShort || map->count != std::uint64_t{3} << layout_.bits) {
      return damaged("the TIFF's palette is missing or of a wrong size");
    }
    layout_.palette = map->data;
    layout_.palette_big_endian = as_text(file_).starts_with("MM");
    return {};
  }

  std::uint64_t planes() const { return layout_.separate ? static_cast<std::uint64_t>(layout_.samples) : 1; }

  std::uint64_t row_bytes(std::uint64_t width) const {
    const auto samples = static_cast<std::uint64_t>(layout_.separate ? 1 : layout_.samples);
    return (width * samples * static_cast<std::uint64_t>(layout_.bits) + 7) / 8;
  }

  Result<void> take_strips() {
    const std::uint64_t rows = directory_->value_or(tag::kRowsPerStrip, layout_.height);
    if (rows == 0) return damaged("the TIFF's strips are empty");
    layout_.rows_per_strip = static_cast<std::uint32_t>(std::min<std::uint64_t>(rows, layout_.height));
    const std::uint64_t down = (layout_.height + layout_.rows_per_strip - 1) / layout_.rows_per_strip;
    const auto rows_of = [&](std::uint64_t strip) {
      const std::uint64_t top = strip % down * layout_.rows_per_strip;
      return std::min<std::uint64_t>(layout_.rows_per_strip, layout_.height - top);
    };
    const auto stored = [&](std::uint64_t strip) { return rows_of(strip) * row_bytes(layout_.width); };
    return check_parts(tag::kStripOffsets, tag::kStripBytes, down * planes(), stored);
  }

  Result<void> take_tiles() {
    const std::uint64_t width = directory_->value_or(tag::kTileWidth, 0);
    const std::uint64_t height = directory_->value_or(tag::kTileHeight, 0);
    if (width == 0 || height == 0) return damaged("the TIFF's tiles are empty");
    // TIFF 6.0 section 15 asks for multiples of 16; what is needed is that a tile begins at a whole byte.
    if (layout_.bits < 8 && width % 8 != 0) return damaged("the TIFF's tiles begin inside of a byte");
    const auto most = static_cast<std::uint64_t>(limits_.max_side);
    if (width > most || height > most) return damaged("the TIFF's tiles are too large");
    layout_.tile_width = static_cast<std::uint32_t>(width);
    layout_.tile_height = static_cast<std::uint32_t>(height);
    const std::uint64_t across = (layout_.width + width - 1) / width;
    const std::uint64_t down = (layout_.height + height - 1) / height;
    const auto stored = [&](std::uint64_t) { return height * row_bytes(width); };
    return check_parts(tag::kTileOffsets, tag::kTileBytes, across * down * planes(), stored);
  }

  /// Whether each strip or tile lies in the file and, uncompressed, is as long as its rows.
  Result<void> check_parts(std::uint16_t offsets_tag, std::uint16_t bytes_tag, std::uint64_t parts, auto stored) {
    const TiffField* offsets = directory_->find(offsets_tag);
    const TiffField* sizes = directory_->find(bytes_tag);
    if (!offsets || !sizes || offsets->count < parts || sizes->count < parts) {
      return damaged("the TIFF does not say where all of its picture is");
    }
    for (std::uint64_t part = 0; part < parts; ++part) {
      TRY_VOID(budget_.take_chunk());
      const std::uint64_t offset = directory_->value(*offsets, part);
      const std::uint64_t bytes = directory_->value(*sizes, part);
      if (bytes == 0 || offset > file_.size() || bytes > file_.size() - offset) {
        return damaged("the TIFF ends before its picture");
      }
      if (layout_.compression == 1 && bytes < stored(part)) return damaged("a part of the TIFF's picture is too short");
    }
    return {};
  }

  Bytes file_;
  const Limits& limits_;
  ContainerBudget budget_;
  std::optional<TiffDirectory> directory_;
  TiffLayout layout_;
};

}  // namespace

Result<TiffLayout> read_tiff_layout(Bytes file, const Limits& limits) { return LayoutReader(file, limits).read(); }

}  // namespace pictor::image
