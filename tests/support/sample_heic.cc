// HEIC put together by hand around pictures of x265, so that every property can be there or not.

#include <avif/avif.h>
#include <x265.h>

#include <algorithm>
#include <memory>

#include "support/sample_files.h"
#include "support/sample_pattern.h"

/// x265 3.5 leaks what it makes for each encoder that runs without threads, fontconfig 2.14 what fonts were looked up
/// with, and librsvg 2.54 how the entities that it let libxml2 read were spelled.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): LeakSanitizer asks for it by this name
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libx265\nleak:libfontconfig\nleak:xmlParseEntityValue";
}

namespace pictor::test {
namespace {

using YuvImage = std::unique_ptr<avifImage, decltype(&avifImageDestroy)>;

struct Hevc {
  FileBytes configuration;
  FileBytes picture;  ///< NAL units after their lengths
};

FileBytes hevc_configuration(const std::vector<FileBytes>& parameter_sets, int depth, bool grey) {
  FileBytes box = {1,
                   1,
                   0x60,
                   0,
                   0,
                   0,
                   0x90,
                   0,
                   0,
                   0,
                   0,
                   0,
                   60,
                   0xF0,
                   0,
                   0xFC,
                   static_cast<std::uint8_t>(grey ? 0xFC : 0xFD),
                   0xF8,
                   0xF8,
                   0,
                   0,
                   0x0F,
                   static_cast<std::uint8_t>(parameter_sets.size())};
  box[17] = box[18] = static_cast<std::uint8_t>(0xF8 | (depth - 8));
  for (const FileBytes& nal : parameter_sets) {
    const FileBytes type = {static_cast<std::uint8_t>(0x80 | (nal[0] >> 1 & 63))};
    box = join({box, type, be16(1), be16(static_cast<std::uint32_t>(nal.size())), nal});
  }
  return box;
}

/// The NAL units of x265, each after a start code of three or four bytes.
FileBytes without_start_code(const x265_nal& nal) {
  const std::size_t code = nal.payload[2] == 1 ? 3 : 4;
  return {nal.payload + code, nal.payload + nal.sizeBytes};
}

Hevc hevc_of(const avifImage& image, bool alpha) {
  const x265_api* api = x265_api_get(static_cast<int>(image.depth));
  require(api != nullptr);
  const std::unique_ptr<x265_param, void (*)(x265_param*)> param(api->param_alloc(), api->param_free);
  require(api->param_default_preset(param.get(), "ultrafast", "zerolatency") == 0);
  for (const auto& [name, value] : {std::pair{"pools", "none"},
                                    {"frame-threads", "1"},
                                    {"wpp", "0"},
                                    {"qp", "4"},
                                    {"info", "0"},
                                    {"log-level", "none"},
                                    {"range", "full"},
                                    {"repeat-headers", "0"},
                                    {"keyint", "1"},
                                    {"ctu", "16"},
                                    {"hrd", "0"},
                                    {"aud", "0"}}) {
    require(api->param_parse(param.get(), name, value) == 0);
  }
  param->sourceWidth = static_cast<int>(image.width);
  param->sourceHeight = static_cast<int>(image.height);
  param->internalCsp = alpha ? X265_CSP_I400 : X265_CSP_I420;
  param->fpsNum = param->fpsDenom = 1;
  const std::unique_ptr<x265_encoder, void (*)(x265_encoder*)> encoder(api->encoder_open(param.get()),
                                                                       api->encoder_close);
  require(encoder != nullptr);
  std::vector<FileBytes> parameter_sets;
  x265_nal* nals = nullptr;
  std::uint32_t count = 0;
  require(api->encoder_headers(encoder.get(), &nals, &count) >= 0);
  for (const x265_nal& nal : std::span(nals, count)) {
    if (nal.type <= NAL_UNIT_PPS) parameter_sets.push_back(without_start_code(nal));
  }
  const std::unique_ptr<x265_picture, void (*)(x265_picture*)> picture(api->picture_alloc(), api->picture_free);
  api->picture_init(param.get(), picture.get());
  picture->bitDepth = static_cast<int>(image.depth);
  for (int i = 0; i < (alpha ? 1 : 3); ++i) {
    picture->planes[i] = alpha ? image.alphaPlane : image.yuvPlanes[i];
    picture->stride[i] = static_cast<int>(alpha ? image.alphaRowBytes : image.yuvRowBytes[i]);
  }
  FileBytes slices;
  for (x265_picture* input = picture.get(); slices.empty(); input = nullptr) {
    require(api->encoder_encode(encoder.get(), &nals, &count, input, nullptr) >= 0);
    for (const x265_nal& nal : std::span(nals, count)) {
      if (nal.type >= NAL_UNIT_VPS) continue;
      const FileBytes unit = without_start_code(nal);
      slices = join({slices, be32(static_cast<std::uint32_t>(unit.size())), unit});
    }
  }
  return {hevc_configuration(parameter_sets, static_cast<int>(image.depth), alpha), slices};
}

/// The part of a picture's pixels that a tile shows; beyond the picture, the pixels at its edge.
YuvImage yuv_tile(const FileBytes& rgba, const HeicSample& sample, int left, int top, int width, int height) {
  FileBytes pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int from = std::min(top + y, sample.height - 1) * sample.width + std::min(left + x, sample.width - 1);
      pixels.insert(pixels.end(), &rgba[4 * static_cast<std::size_t>(from)],
                    &rgba[4 * static_cast<std::size_t>(from)] + 4);
    }
  }
  YuvImage image(avifImageCreate(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
                                 static_cast<std::uint32_t>(sample.depth), AVIF_PIXEL_FORMAT_YUV420),
                 avifImageDestroy);
  image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image.get());
  rgb.depth = 8;
  rgb.pixels = pixels.data();
  rgb.rowBytes = static_cast<std::uint32_t>(width) * 4;
  require(avifImageRGBToYUV(image.get(), &rgb) == AVIF_RESULT_OK);
  return image;
}

/// Collects items and their properties; ids count from 1, the first is the primary one.
class HeifFile {
 public:
  int add_item(std::string_view type, FileBytes content) {
    contents_.push_back(std::move(content));
    const int id = static_cast<int>(contents_.size());
    items_ = join({items_, bmff_box("infe", join({be32(0x02000000), be16(static_cast<std::uint32_t>(id)), be16(0),
                                                  as_bytes(type), FileBytes{0}}))});
    associations_.emplace_back();
    return id;
  }

  void add_property(int item, FileBytes box) {
    properties_ = join({properties_, box});
    associations_[static_cast<std::size_t>(item - 1)].push_back(static_cast<std::uint8_t>(++property_count_));
  }

  void add_reference(std::string_view type, int from, const std::vector<int>& to) {
    FileBytes payload = join({be16(static_cast<std::uint32_t>(from)), be16(static_cast<std::uint32_t>(to.size()))});
    for (const int id : to) payload = join({payload, be16(static_cast<std::uint32_t>(id))});
    references_ = join({references_, bmff_box(type, payload)});
  }

  FileBytes file() const {
    const FileBytes type = bmff_box("ftyp", join({as_bytes("heic"), be32(0), as_bytes("mif1heic")}));
    const std::size_t data = type.size() + meta(0).size() + 8;
    FileBytes all;
    for (const FileBytes& content : contents_) all = join({all, content});
    return join({type, meta(data), bmff_box("mdat", all)});
  }

 private:
  FileBytes meta(std::size_t data) const {
    FileBytes associations = be32(static_cast<std::uint32_t>(associations_.size()));
    FileBytes locations = join({FileBytes{0x44, 0}, be16(static_cast<std::uint32_t>(contents_.size()))});
    for (std::size_t i = 0; i < contents_.size(); ++i) {
      const auto id = be16(static_cast<std::uint32_t>(i + 1));
      const FileBytes count = {static_cast<std::uint8_t>(associations_[i].size())};
      associations = join({associations, id, count, associations_[i]});
      locations = join({locations, id, be16(0), be16(1), be32(static_cast<std::uint32_t>(data)),
                        be32(static_cast<std::uint32_t>(contents_[i].size()))});
      data += contents_[i].size();
    }
    const auto full_box = [](std::string_view type, Bytes payload) { return bmff_box(type, join({be32(0), payload})); };
    const FileBytes handler = full_box("hdlr", join({be32(0), as_bytes("pict"), FileBytes(13)}));
    const FileBytes properties =
        bmff_box("iprp", join({bmff_box("ipco", properties_), full_box("ipma", associations)}));
    return full_box("meta", join({handler, full_box("pitm", be16(1)),
                                  full_box("iinf", join({be16(static_cast<std::uint32_t>(contents_.size())), items_})),
                                  full_box("iloc", locations), full_box("iref", references_), properties}));
  }

  std::vector<FileBytes> contents_;
  std::vector<FileBytes> associations_;
  FileBytes items_;
  FileBytes properties_;
  FileBytes references_;
  int property_count_ = 0;
};

FileBytes size_property(int width, int height) {
  return bmff_box("ispe",
                  join({be32(0), be32(static_cast<std::uint32_t>(width)), be32(static_cast<std::uint32_t>(height))}));
}

int add_picture(HeifFile& file, const avifImage& image, bool alpha) {
  const Hevc hevc = hevc_of(image, alpha);
  const int id = file.add_item("hvc1", hevc.picture);
  file.add_property(id, bmff_box("hvcC", hevc.configuration));
  file.add_property(id, size_property(static_cast<int>(image.width), static_cast<int>(image.height)));
  return id;
}

void add_auxiliary(HeifFile& file, const avifImage& image, std::string_view urn) {
  const int id = add_picture(file, image, true);
  file.add_property(id, bmff_box("auxC", join({be32(0), as_bytes(urn), FileBytes{0}})));
  file.add_reference("auxl", id, {1});
}

void add_grid(HeifFile& file, const HeicSample& sample, const FileBytes& rgba) {
  const int grid = file.add_item(
      "grid",
      join({FileBytes{0, 0, static_cast<std::uint8_t>(sample.rows - 1), static_cast<std::uint8_t>(sample.columns - 1)},
            be16(static_cast<std::uint32_t>(sample.width)), be16(static_cast<std::uint32_t>(sample.height))}));
  file.add_property(grid, size_property(sample.width, sample.height));
  std::vector<int> tiles;
  for (int row = 0; row < sample.rows; ++row) {
    for (int column = 0; column < sample.columns; ++column) {
      const YuvImage tile =
          yuv_tile(rgba, sample, column * sample.tile_side, row * sample.tile_side, sample.tile_side, sample.tile_side);
      tiles.push_back(add_picture(file, *tile, false));
    }
  }
  file.add_reference("dimg", grid, tiles);
}

void add_colour(HeifFile& file, const HeicSample& sample) {
  file.add_property(
      1, bmff_box("colr", join({as_bytes("nclx"), be16(static_cast<std::uint32_t>(sample.primaries)),
                                be16(static_cast<std::uint32_t>(sample.transfer)), be16(6), FileBytes{0x80}})));
  if (!sample.icc.empty()) file.add_property(1, bmff_box("colr", join({as_bytes("prof"), sample.icc})));
}

void add_transforms(HeifFile& file, const HeicSample& sample) {
  if (sample.crop) {
    const auto whole = [](int number) { return join({be32(static_cast<std::uint32_t>(number)), be32(1)}); };
    // Offsets of the crop's middle are in halves where a side is odd and the other even.
    const auto centred = [](int whole_side, int side) {
      return join({be32(static_cast<std::uint32_t>(-((whole_side - side) % 2))), be32(2)});
    };
    file.add_property(1, bmff_box("clap", join({whole(sample.crop->width), whole(sample.crop->height),
                                                centred(sample.width, sample.crop->width),
                                                centred(sample.height, sample.crop->height)})));
  }
  if (sample.quarter_turns) {
    file.add_property(1, bmff_box("irot", FileBytes{static_cast<std::uint8_t>(*sample.quarter_turns)}));
  }
  if (sample.mirror_left_right) {
    file.add_property(1, bmff_box("imir", FileBytes{static_cast<std::uint8_t>(*sample.mirror_left_right ? 1 : 0)}));
  }
}

}  // namespace

FileBytes make_heic(const HeicSample& sample) {
  HeifFile file;
  const FileBytes rgba = sample_pixels(sample.width, sample.height, 0, sample.alpha);
  const YuvImage whole = yuv_tile(rgba, sample, 0, 0, sample.width, sample.height);
  if (sample.grid || sample.columns * sample.rows > 1) {
    add_grid(file, sample, rgba);
  } else {
    add_picture(file, *whole, false);
  }
  add_colour(file, sample);
  add_transforms(file, sample);
  if (sample.alpha) add_auxiliary(file, *whole, "urn:mpeg:hevc:2015:auxid:1");
  if (!sample.gain_map.empty()) add_auxiliary(file, *whole, sample.gain_map);
  if (!sample.exif.empty()) {
    const int exif = file.add_item("Exif", join({be32(0), sample.exif}));
    file.add_reference("cdsc", exif, {1});
  }
  return file.file();
}

}  // namespace pictor::test
