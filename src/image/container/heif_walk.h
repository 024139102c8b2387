#pragma once
// What AVIF and HEIC have in common: HEIF (ISO/IEC 23008-12), a still picture in the boxes of ISO-BMFF.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "image/container/heif_meta.h"
#include "image/limits.h"
#include "image/probe.h"

namespace pictor::image {

/// What a coded item's configuration or bitstream says of its pixels; decoders allocate by it.
struct HeifCodedSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int bit_depth = 8;
};

/// How the pictures of a HEIF file are compressed.
struct HeifCodec {
  std::string_view name;  ///< for messages: `AVIF`
  Format format;
  std::uint32_t item_type = 0;  ///< as fourcc()
  std::string_view coding;      ///< for messages: `AV1`
  std::uint32_t configuration;  ///< type of the property that every coded item has
  bool crops = false;           ///< whether `clap` is applied
  /// `configuration` is that property's payload, `start` the first bytes of the item.
  Result<HeifCodedSize> (*coded_size)(Bytes configuration, Bytes start);
};

/// A picture that is one coded item, or a grid of them.
struct HeifPicture {
  std::uint32_t width = 0;  ///< as `ispe` says
  std::uint32_t height = 0;
  bool is_grid = false;  ///< whose tiles may reach beyond it
  int columns = 1;
  std::vector<std::uint32_t> tiles;  ///< items, row by row
};

/// Whole stored pixels.
struct HeifCrop {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

/// The primary picture of a file that was walked. Borrows the file.
struct HeifStill {
  ProbeOutcome outcome;
  HeifMeta meta;
  HeifPicture picture;
  std::optional<HeifPicture> alpha;
  bool premultiplied = false;
  std::optional<HeifCrop> crop;     ///< `clap`, where the codec's files are cropped and it cuts anything
  std::vector<Bytes> colour_boxes;  ///< payloads of the primary picture's `colr` properties
};

/// Walks `file` as probe() says. The picture is the primary item, also of a sequence; its EXIF orientation does not
/// count, `irot` and `imir` do (ISO/IEC 23000-22 section 7.3.6). Auxiliary pictures other than alpha (gain maps,
/// depth), thumbnails and further items are ignored, but their bytes must be there. Errors: those of probe(). Pure.
Result<HeifStill> walk_heif(Bytes file, const Limits& limits, const HeifCodec& codec);

/// All bytes of an item of a walked file, its extents in order.
std::vector<std::uint8_t> heif_item_bytes(Bytes file, const HeifMeta& meta, const HeifItem& item);

}  // namespace pictor::image
