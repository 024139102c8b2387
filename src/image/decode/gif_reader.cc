#include "image/decode/gif_reader.h"

#include <algorithm>
#include <cstring>

namespace pictor::image {
namespace {

std::unexpected<Error> corrupt(int status) {
  const char* cause = GifErrorString(status);
  return fail(ErrorCode::kCorruptImage, "the GIF data is damaged", cause ? cause : "");
}

FrameDisposal disposal_of(int mode) {
  switch (mode) {
    case DISPOSE_BACKGROUND:
      return FrameDisposal::kClear;
    case DISPOSE_PREVIOUS:
      return FrameDisposal::kRestore;
    default:
      return FrameDisposal::kKeep;
  }
}

}  // namespace

Result<void> GifReader::open() {
  int status = 0;
  gif_.reset(DGifOpen(this, &GifReader::on_read, &status));
  if (!gif_) return corrupt(status);
  return {};
}

Result<GifFrame> GifReader::next_frame() {
  GraphicsControlBlock control = {DISPOSAL_UNSPECIFIED, false, 0, NO_TRANSPARENT_COLOR};
  for (;;) {
    GifRecordType kind = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(gif_.get(), &kind) != GIF_OK) return damaged();
    if (kind == TERMINATE_RECORD_TYPE) return fail(ErrorCode::kCorruptImage, "the GIF has fewer frames than it said");
    if (kind == IMAGE_DESC_RECORD_TYPE) break;
    TRY_VOID(read_extension(control));
  }
  if (DGifGetImageHeader(gif_.get()) != GIF_OK) return damaged();
  const GifImageDesc& image = gif_->Image;
  if (image.Width == 0 || image.Height == 0) return fail(ErrorCode::kCorruptImage, "a frame of the GIF is empty");
  const ColorMapObject* palette = image.ColorMap ? image.ColorMap : gif_->SColorMap;
  if (!palette) return fail(ErrorCode::kCorruptImage, "a frame of the GIF has no palette");
  GifFrame frame = {.area = {.left = image.Left, .top = image.Top, .width = image.Width, .height = image.Height},
                    .interlaced = image.Interlace,
                    .palette = palette,
                    .disposal = disposal_of(control.DisposalMode),
                    .duration = std::chrono::milliseconds(10) * std::max(0, control.DelayTime)};
  if (control.TransparentColor != NO_TRANSPARENT_COLOR) frame.transparent = control.TransparentColor;
  return frame;
}

Result<void> GifReader::read_row(std::span<std::uint8_t> indices) {
  if (DGifGetLine(gif_.get(), indices.data(), static_cast<int>(indices.size())) != GIF_OK) return damaged();
  return {};
}

/// Takes over a graphic control block; steps over everything else.
Result<void> GifReader::read_extension(GraphicsControlBlock& control) {
  int label = 0;
  GifByteType* block = nullptr;  // its length, then its bytes
  if (DGifGetExtension(gif_.get(), &label, &block) != GIF_OK) return damaged();
  while (block) {
    if (label == GRAPHICS_EXT_FUNC_CODE && block[0] == 4) DGifExtensionToGCB(4, block + 1, &control);
    if (DGifGetExtensionNext(gif_.get(), &block) != GIF_OK) return damaged();
  }
  return {};
}

int GifReader::on_read(GifFileType* gif, GifByteType* destination, int length) {
  auto& self = *static_cast<GifReader*>(gif->UserData);
  const std::size_t part = std::min(static_cast<std::size_t>(length), self.rest_.size());
  std::memcpy(destination, self.rest_.data(), part);
  self.rest_ = self.rest_.subspan(part);
  return static_cast<int>(part);
}

std::unexpected<Error> GifReader::damaged() const { return corrupt(gif_->Error); }

}  // namespace pictor::image
