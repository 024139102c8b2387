#include "image/decode/tiff_reader.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace pictor::image {
namespace {

/// Of one allocation in libtiff: far above what a strip's decoder needs.
constexpr tmsize_t kMostAllocated = tmsize_t{256} << 20;

struct FreeOptions {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

// The file is mapped: libtiff asks for its size and its bytes, and reads the header alone by read and seek.
struct MemoryFile {
  Bytes bytes;
  toff_t position = 0;
};

tmsize_t read_memory(thandle_t handle, void* to, tmsize_t size) {
  auto& file = *static_cast<MemoryFile*>(handle);
  const toff_t left = file.bytes.size() - std::min<toff_t>(file.position, file.bytes.size());
  const toff_t part = std::min<toff_t>(static_cast<toff_t>(size), left);
  std::copy_n(file.bytes.data() + (file.bytes.size() - left), part, static_cast<std::uint8_t*>(to));
  file.position += part;
  return static_cast<tmsize_t>(part);
}
tmsize_t write_nothing(thandle_t, void*, tmsize_t) { return -1; }
toff_t seek_memory(thandle_t handle, toff_t offset, int whence) {
  auto& file = *static_cast<MemoryFile*>(handle);
  if (whence == SEEK_SET) file.position = offset;
  if (whence == SEEK_CUR) file.position += offset;
  if (whence == SEEK_END) file.position = file.bytes.size() + offset;
  return file.position;
}
int close_memory(thandle_t handle) {
  delete static_cast<MemoryFile*>(handle);
  return 0;
}
toff_t size_of_memory(thandle_t handle) { return static_cast<MemoryFile*>(handle)->bytes.size(); }
int map_memory(thandle_t handle, void** base, toff_t* size) {
  const auto& file = *static_cast<MemoryFile*>(handle);
  *base = const_cast<std::uint8_t*>(file.bytes.data());
  *size = file.bytes.size();
  return 1;
}
void unmap_memory(thandle_t, void*, toff_t) {}

template <class T>
T field_of(TIFF* tiff, std::uint32_t tag) {
  T value{};
  TIFFGetFieldDefaulted(tiff, tag, &value);
  return value;
}

}  // namespace

Result<void> TiffReader::open(const TiffLayout& layout) {
  const std::unique_ptr<TIFFOpenOptions, FreeOptions> options(TIFFOpenOptionsAlloc());
  if (!options) std::abort();  // exhausted memory
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &TiffReader::on_complaint, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &TiffReader::on_warning, this);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMostAllocated);
  auto memory = std::make_unique<MemoryFile>(file_);
  tiff_.reset(TIFFClientOpenExt("", "r", memory.get(), read_memory, write_nothing, seek_memory, close_memory,
                                size_of_memory, map_memory, unmap_memory, options.get()));
  if (!tiff_) return damaged();
  memory.release();  // NOLINT(bugprone-unused-return-value): close_memory() has it now
  if (!agrees(layout)) return fail(ErrorCode::kCorruptImage, "the TIFF's directory can be read in two ways");
  if (layout.compression == kTiffJpeg && layout.color == TiffColor::kYcbcr) {
    TIFFSetField(tiff_.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  }
  complaint_.clear();  // of private tags, which are nobody's concern here
  return {};
}

bool TiffReader::agrees(const TiffLayout& layout) const {
  TIFF* tiff = tiff_.get();
  const bool tiled = TIFFIsTiled(tiff) != 0;
  // The rows of a strip are libtiff's business: it may cut a long one into pieces.
  const bool parts_agree = tiled ? field_of<std::uint32_t>(tiff, TIFFTAG_TILEWIDTH) == layout.tile_width &&
                                       field_of<std::uint32_t>(tiff, TIFFTAG_TILELENGTH) == layout.tile_height
                                 : layout.tile_width == 0;
  const bool separate = field_of<std::uint16_t>(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
  return parts_agree && field_of<std::uint32_t>(tiff, TIFFTAG_IMAGEWIDTH) == layout.width &&
         field_of<std::uint32_t>(tiff, TIFFTAG_IMAGELENGTH) == layout.height &&
         field_of<std::uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE) == layout.bits &&
         field_of<std::uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL) == layout.samples &&
         field_of<std::uint16_t>(tiff, TIFFTAG_COMPRESSION) == layout.compression &&
         field_of<std::uint16_t>(tiff, TIFFTAG_PHOTOMETRIC) == layout.photometric &&
         (layout.samples == 1 || separate == layout.separate);
}

Result<void> TiffReader::read_row(std::uint32_t y, int sample, std::span<std::uint8_t> row) {
  const int read = TIFFReadScanline(tiff_.get(), row.data(), y, static_cast<std::uint16_t>(sample));
  if (read != 1 || !complaint_.empty()) return damaged();
  return {};
}

Result<void> TiffReader::read_tile(std::uint32_t x, std::uint32_t y, int sample, std::span<std::uint8_t> tile) {
  const std::uint32_t number = TIFFComputeTile(tiff_.get(), x, y, 0, static_cast<std::uint16_t>(sample));
  const tmsize_t read = TIFFReadEncodedTile(tiff_.get(), number, tile.data(), static_cast<tmsize_t>(tile.size()));
  if (read != static_cast<tmsize_t>(tile.size()) || !complaint_.empty()) return damaged();
  return {};
}

int TiffReader::on_complaint(TIFF*, void* reader, const char* module, const char* format, va_list arguments) {
  std::array<char, 200> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  auto& complaint = static_cast<TiffReader*>(reader)->complaint_;
  if (complaint.empty()) complaint = std::string(module ? module : "libtiff") + ": " + text.data();
  return 1;  // it goes no further
}

/// Damage inside of JPEG data is a mere warning to libtiff, which goes on with grey.
int TiffReader::on_warning(TIFF* tiff, void* reader, const char* module, const char* format, va_list arguments) {
  if (module && std::string_view(module) == "JPEGLib") return on_complaint(tiff, reader, module, format, arguments);
  return 1;
}

std::unexpected<Error> TiffReader::damaged() const {
  return fail(ErrorCode::kCorruptImage, "the TIFF data is damaged", complaint_);
}

}  // namespace pictor::image
