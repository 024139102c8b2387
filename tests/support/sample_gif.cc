#include <gif_lib.h>

#include <array>

#include "support/sample_files.h"
#include "support/sample_pattern.h"

namespace pictor::test {
namespace {

constexpr int kTransparentIndex = 255;

int append_to_file(GifFileType* gif, const GifByteType* bytes, int count) {
  auto& file = *static_cast<FileBytes*>(gif->UserData);
  file.insert(file.end(), bytes, bytes + count);
  return count;
}

void put_loop_count(GifFileType* gif, int loop_count) {
  const std::array<std::uint8_t, 3> block = {1, static_cast<std::uint8_t>(loop_count),
                                             static_cast<std::uint8_t>(loop_count >> 8)};
  require(EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK);
  require(EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0") == GIF_OK);
  require(EGifPutExtensionBlock(gif, block.size(), block.data()) == GIF_OK);
  require(EGifPutExtensionTrailer(gif) == GIF_OK);
}

void put_frame(GifFileType* gif, const GifSample& sample, int frame) {
  GraphicsControlBlock control = {DISPOSE_DO_NOT, false, sample.delay_hundredths,
                                  sample.transparent ? kTransparentIndex : NO_TRANSPARENT_COLOR};
  std::array<GifByteType, 4> extension{};
  EGifGCBToExtension(&control, extension.data());
  require(EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, extension.size(), extension.data()) == GIF_OK);
  require(EGifPutImageDesc(gif, 0, 0, sample.width, sample.height, false, nullptr) == GIF_OK);
  const FileBytes pixels = sample_pixels(sample.width, sample.height, frame, sample.transparent);
  for (std::size_t at = 0; at < pixels.size(); at += 4) {
    const bool clear = pixels[at + 3] == 0;
    require(EGifPutPixel(gif, clear ? kTransparentIndex : palette_index(&pixels[at])) == GIF_OK);
  }
}

}  // namespace

FileBytes make_gif(const GifSample& sample) {
  FileBytes file;
  int error = 0;
  GifFileType* gif = EGifOpen(&file, append_to_file, &error);
  require(gif != nullptr);
  EGifSetGifVersion(gif, true);
  const FileBytes colors = palette_colors();
  ColorMapObject* map = GifMakeMapObject(256, reinterpret_cast<const GifColorType*>(colors.data()));
  require(EGifPutScreenDesc(gif, sample.width, sample.height, 8, 0, map) == GIF_OK);
  GifFreeMapObject(map);
  if (sample.loop_count) put_loop_count(gif, *sample.loop_count);
  if (!sample.comment.empty()) require(EGifPutComment(gif, sample.comment.c_str()) == GIF_OK);
  for (int frame = 0; frame < sample.frames; ++frame) put_frame(gif, sample, frame);
  require(EGifCloseFile(gif, &error) == GIF_OK);
  return file;
}

}  // namespace pictor::test
