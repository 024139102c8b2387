#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <optional>
#include <utility>

#include "image/encode/animation_encoder.h"
#include "image/encode/palette.h"

namespace pictor::image {
namespace {

constexpr int kMaxSide = 65'535;
/// A delay is 16 bits of hundredths of a second.
constexpr std::int64_t kMaxDelay = 65'535;

int append(GifFileType* gif, const GifByteType* bytes, int count) {
  auto* file = static_cast<EncodedBytes*>(gif->UserData);
  file->insert(file->end(), bytes, bytes + count);
  return count;
}

struct ColorMapDeleter {
  void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
};
using ColorMap = std::unique_ptr<ColorMapObject, ColorMapDeleter>;

struct Rectangle {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

bool is_drawn(const std::uint8_t* rgba) { return rgba[3] >= kOpaqueFrom; }

bool looks_equal(const std::uint8_t* a, const std::uint8_t* b) {
  return std::equal(a, a + 4, b) || (!is_drawn(a) && !is_drawn(b));
}

Picture copy_of(const PictureView& picture) {
  Picture copy(picture.width, picture.height, 4);
  std::uint8_t* to = copy.pixels().data();
  const std::uint8_t* end = picture.pixels + picture.size();
  for (const std::uint8_t* from = picture.pixels; from < end; from += picture.channels, to += 4) {
    std::copy_n(from, 3, to);
    to[3] = picture.channels == 4 ? from[3] : 255;
  }
  return copy;
}

Picture blank(int width, int height) {
  Picture picture(width, height, 4);
  std::ranges::fill(picture.pixels(), 0);
  return picture;
}

/// What differs between two canvases; one pixel when nothing does, because a GIF frame has at least one.
Rectangle changed_part(const PictureView& before, const PictureView& after) {
  int left = after.width, top = after.height, right = 0, bottom = 0;
  for (int y = 0; y < after.height; ++y) {
    for (int x = 0; x < after.width; ++x) {
      if (looks_equal(before.row(y) + x * 4L, after.row(y) + x * 4L)) continue;
      left = std::min(left, x);
      right = std::max(right, x + 1);
      top = std::min(top, y);
      bottom = y + 1;
    }
  }
  return right == 0 ? Rectangle{0, 0, 1, 1} : Rectangle{left, top, right - left, bottom - top};
}

/// Some pixel that was drawn is to be seen through: only clearing the canvas can do that.
bool uncovers(const PictureView& before, const PictureView& after) {
  const std::uint8_t* end = before.pixels + before.size();
  for (const std::uint8_t *was = before.pixels, *is = after.pixels; was < end; was += 4, is += 4) {
    if (is_drawn(was) && !is_drawn(is)) return true;
  }
  return false;
}

/// The pixels of `part`; those that the viewer sees already are transparent, which LZW packs far better.
Picture cut_out(const PictureView& before, const PictureView& after, const Rectangle& part) {
  Picture cut(part.width, part.height, 4);
  for (int y = 0; y < part.height; ++y) {
    const std::uint8_t* was = before.row(part.y + y) + part.x * 4L;
    const std::uint8_t* is = after.row(part.y + y) + part.x * 4L;
    std::uint8_t* to = cut.row(y);
    for (int x = 0; x < part.width * 4; x += 4) {
      std::copy_n(is + x, 4, to + x);
      if (std::equal(is + x, is + x + 4, was + x)) to[x + 3] = 0;
    }
  }
  return cut;
}

/// Frames are written one late: whether a frame must clear the canvas behind itself shows only in the next one.
class GifAnimation final : public AnimationEncoder {
 public:
  explicit GifAnimation(const AnimationSettings& settings)
      : settings_(settings), shown_(blank(settings.width, settings.height)) {
    int error = 0;
    gif_ = EGifOpen(&file_, append, &error);
  }
  ~GifAnimation() override {
    if (gif_ != nullptr) EGifCloseFile(gif_, nullptr);
  }

  Result<void> start() {
    if (gif_ == nullptr) return fail(ErrorCode::kInternal, "the GIF could not be started");
    EGifSetGifVersion(gif_, true);
    if (EGifPutScreenDesc(gif_, settings_.width, settings_.height, 8, 0, nullptr) == GIF_ERROR) return failure();
    return {};
  }

  /// NETSCAPE2.0 counts repetitions after the first showing; once needs no extension.
  Result<void> put_loop() {
    if (settings_.loop_count == 1) return {};
    const int repetitions = std::clamp(settings_.loop_count - 1, 0, 65'535);
    const std::array<std::uint8_t, 3> loop{1, static_cast<std::uint8_t>(repetitions),
                                           static_cast<std::uint8_t>(repetitions >> 8)};
    if (EGifPutExtensionLeader(gif_, APPLICATION_EXT_FUNC_CODE) == GIF_ERROR ||
        EGifPutExtensionBlock(gif_, 11, "NETSCAPE2.0") == GIF_ERROR ||
        EGifPutExtensionBlock(gif_, loop.size(), loop.data()) == GIF_ERROR ||
        EGifPutExtensionTrailer(gif_) == GIF_ERROR) {
      return failure();
    }
    return {};
  }

  Result<void> add_frame(const PictureView& canvas, std::chrono::milliseconds duration) override {
    if (pending_) {
      if (!animated_) TRY_VOID(put_loop());
      animated_ = true;
      TRY_VOID(write_pending(uncovers(pending_->canvas.view(), canvas)));
    }
    pending_ = Pending{.canvas = copy_of(canvas), .duration = duration};
    return {};
  }

  Result<EncodedAnimation> finish() override {
    if (pending_) TRY_VOID(write_pending(false));
    if (EGifCloseFile(std::exchange(gif_, nullptr), nullptr) == GIF_ERROR) return failure();
    return EncodedAnimation{std::move(file_), frames_};
  }

 private:
  struct Pending {
    Picture canvas;
    std::chrono::milliseconds duration{};
  };

  Result<void> write_pending(bool clear_after) {
    const PictureView canvas = pending_->canvas.view();
    // A frame that clears must cover the canvas; so does the first, and then nothing is seen already.
    const Rectangle part = clear_after || frames_ == 0 ? Rectangle{0, 0, settings_.width, settings_.height}
                                                       : changed_part(shown_.view(), canvas);
    const Picture frame = cut_out(shown_.view(), canvas, part);
    const std::vector<PaletteColor> palette = choose_palette(frame.view());
    // The transparent entry is the last of the table, whose size is a power of two.
    const int entries = static_cast<int>(std::bit_ceil(palette.size() + 1));
    TRY_VOID(put_control(clear_after ? DISPOSE_BACKGROUND : DISPOSE_DO_NOT, entries - 1));
    TRY_VOID(put_pixels(frame.view(), part, palette, entries));
    shown_ = clear_after ? blank(settings_.width, settings_.height) : std::move(pending_->canvas);
    ++frames_;
    return {};
  }

  Result<void> put_control(int disposal, int transparent) {
    const std::int64_t hundredths = animated_ ? (pending_->duration.count() + 5) / 10 : 0;
    const GraphicsControlBlock control{
        .DisposalMode = disposal,
        .UserInputFlag = false,
        .DelayTime = static_cast<int>(std::clamp<std::int64_t>(hundredths, 0, kMaxDelay)),
        .TransparentColor = transparent};
    std::array<GifByteType, 4> block{};
    EGifGCBToExtension(&control, block.data());
    if (EGifPutExtension(gif_, GRAPHICS_EXT_FUNC_CODE, block.size(), block.data()) == GIF_ERROR) return failure();
    return {};
  }

  Result<void> put_pixels(const PictureView& frame, const Rectangle& part, const std::vector<PaletteColor>& palette,
                          int entries) {
    std::vector<std::uint8_t> indices = map_to_palette(frame, palette, static_cast<std::uint8_t>(entries - 1));
    const ColorMap map(GifMakeMapObject(entries, nullptr));
    for (std::size_t i = 0; i < palette.size(); ++i) {
      map->Colors[i] = {.Red = palette[i].red, .Green = palette[i].green, .Blue = palette[i].blue};
    }
    if (EGifPutImageDesc(gif_, part.x, part.y, part.width, part.height, false, map.get()) == GIF_ERROR ||
        EGifPutLine(gif_, indices.data(), static_cast<int>(indices.size())) == GIF_ERROR) {
      return failure();
    }
    return {};
  }

  std::unexpected<Error> failure() const {
    const char* cause = gif_ == nullptr ? nullptr : GifErrorString(gif_->Error);
    return fail(ErrorCode::kInternal, "the GIF could not be written", cause == nullptr ? "" : cause);
  }

  AnimationSettings settings_;
  EncodedBytes file_;
  GifFileType* gif_ = nullptr;
  Picture shown_;  ///< what a viewer sees before the pending frame
  std::optional<Pending> pending_;
  int frames_ = 0;  ///< written
  bool animated_ = false;
};

}  // namespace

Result<std::unique_ptr<AnimationEncoder>> make_gif_animation(const AnimationSettings& settings) {
  if (std::max(settings.width, settings.height) > kMaxSide) {
    return fail_limit(ErrorCode::kUnprocessable, "too large a picture for GIF", kMaxSide,
                      std::max(settings.width, settings.height));
  }
  auto encoder = std::make_unique<GifAnimation>(settings);
  TRY_VOID(encoder->start());
  return encoder;
}

Result<EncodedBytes> encode_gif(const PictureView& picture, const EncodeSettings& settings) {
  const std::unique_ptr<AnimationEncoder> gif =
      TRY(make_gif_animation({.width = picture.width, .height = picture.height, .loop_count = 1, .encode = settings}));
  TRY_VOID(gif->add_frame(picture, {}));
  EncodedAnimation still = TRY(gif->finish());
  return std::move(still.file);
}

}  // namespace pictor::image
