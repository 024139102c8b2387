// PNG third edition (W3C 2025), sections 5, 11 and 13: IHDR, chunks, IEND.

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "image/container/container_probes.h"
#include "image/container/exif_orientation.h"
#include "image/container/limit_checks.h"
#include "image/container/png_animation.h"
#include "image/container/png_chunks.h"
#include "image/container/png_header.h"

namespace pictor::image {
namespace {

/// PNG table 11.1.
bool is_allowed(PngColor color, int depth) {
  switch (color) {
    case PngColor::kGrey:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case PngColor::kPalette:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case PngColor::kRgb:
    case PngColor::kGreyAlpha:
    case PngColor::kRgbAlpha:
      return depth == 8 || depth == 16;
  }
  return false;
}

/// Ancillary chunks that say how pixels look, or are pixels (of APNG); everything else counts as metadata.
constexpr std::array kPictureChunks = {
    fourcc("tRNS"), fourcc("gAMA"), fourcc("cHRM"), fourcc("sRGB"), fourcc("sBIT"), fourcc("bKGD"), fourcc("pHYs"),
    fourcc("cICP"), fourcc("mDCV"), fourcc("cLLI"), fourcc("acTL"), fourcc("fcTL"), fourcc("fdAT"),
};

bool holds_metadata(const PngChunk& chunk) {
  return !chunk.is_critical() && std::ranges::find(kPictureChunks, chunk.type) == kPictureChunks.end();
}

class PngProbe {
 public:
  explicit PngProbe(const Limits& limits) : limits_(limits), budget_(limits) {}

  Result<ProbeOutcome> walk(Bytes file) {
    PngChunks chunks(file);
    const PngChunk header = TRY(chunks.next());
    TRY_VOID(take_header(header));
    for (;;) {
      const PngChunk chunk = TRY(chunks.next());
      TRY_VOID(budget_.take_chunk());
      if (chunk.type == fourcc("IEND")) break;
      TRY_VOID(take(chunk));
      TRY_VOID(animation_->take(chunk));
    }
    if (data_bytes_ == 0) return fail(ErrorCode::kCorruptImage, "the PNG has no picture data");
    set_size(outcome_, width_, height_);
    tell_animation();
    return outcome_;
  }

 private:
  /// One that is broken, has one frame, or would have to be turned as a whole, is left out: the file is its default
  /// image.
  void tell_animation() {
    if (!animation_->is_animation() || animation_->frames() == 1) return;
    if (outcome_.orientation != Orientation::kNormal) return;
    outcome_.facts.frames = animation_->frames();
    outcome_.facts.has_alpha |= animation_->uncovers_canvas();
    outcome_.loop_count = animation_->loop_count();
  }

  Result<void> take_header(const PngChunk& chunk) {
    if (chunk.type != fourcc("IHDR") || chunk.payload.size() != 13) {
      return fail(ErrorCode::kCorruptImage, "the PNG does not start with its header");
    }
    ByteReader reader(chunk.payload);
    width_ = reader.be32();
    height_ = reader.be32();
    TRY_VOID(check_frame_size(width_, height_, limits_));
    animation_.emplace(width_, height_, limits_);
    outcome_.bit_depth = reader.u8();
    color_ = static_cast<PngColor>(reader.u8());
    if (!is_allowed(color_, outcome_.bit_depth)) {
      return fail(ErrorCode::kCorruptImage, "the PNG's bit depth and colour type do not go together");
    }
    const bool known_methods = reader.u8() == 0 && reader.u8() == 0 && reader.u8() <= 1;
    if (!known_methods) return fail(ErrorCode::kCorruptImage, "the PNG uses an unknown method");
    outcome_.facts.has_alpha = color_ == PngColor::kGreyAlpha || color_ == PngColor::kRgbAlpha;
    return {};
  }

  Result<void> take(const PngChunk& chunk) {
    if (holds_metadata(chunk)) TRY_VOID(budget_.take_metadata(chunk.whole.size()));
    if (chunk.type == fourcc("IDAT")) return take_data(chunk.payload.size());
    if (data_bytes_ > 0) data_ended_ = true;
    switch (chunk.type) {
      case fourcc("PLTE"):
        return take_palette(chunk.payload.size());
      case fourcc("tRNS"):
        outcome_.facts.has_alpha = true;
        return {};
      case fourcc("iCCP"):
        outcome_.has_icc = true;
        return {};
      case fourcc("eXIf"):
        outcome_.orientation = exif_orientation(chunk.payload);
        return {};
      default:
        if (!chunk.is_critical()) return {};
        return fail(ErrorCode::kCorruptImage, "the PNG has a second header or a critical chunk that nobody knows");
    }
  }

  /// Palettes are asked for by the colour type: required, allowed or forbidden (PNG section 11.2.2).
  Result<void> take_palette(std::size_t bytes) {
    const bool grey = color_ == PngColor::kGrey || color_ == PngColor::kGreyAlpha;
    const bool valid_size = bytes > 0 && bytes % 3 == 0 && bytes <= std::size_t{256} * 3;
    if (grey || !valid_size || has_palette_ || data_bytes_ > 0) {
      return fail(ErrorCode::kCorruptImage, "the PNG's palette is wrong or out of place");
    }
    has_palette_ = true;
    return {};
  }

  Result<void> take_data(std::size_t bytes) {
    if (color_ == PngColor::kPalette && !has_palette_) {
      return fail(ErrorCode::kCorruptImage, "the PNG has no palette");
    }
    if (data_ended_) return fail(ErrorCode::kCorruptImage, "the PNG's picture data are not in one place");
    data_bytes_ += bytes;
    return {};
  }

  const Limits& limits_;
  ContainerBudget budget_;
  std::optional<PngAnimationJudge> animation_;
  ProbeOutcome outcome_{.facts = {.format = Format::kPng}};
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
  PngColor color_ = PngColor::kGrey;
  std::size_t data_bytes_ = 0;
  bool has_palette_ = false;
  bool data_ended_ = false;
};

}  // namespace

Result<ProbeOutcome> probe_png(Bytes file, const Limits& limits) { return PngProbe(limits).walk(file); }

}  // namespace pictor::image
