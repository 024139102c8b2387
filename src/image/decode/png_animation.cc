#include "image/container/png_animation.h"

#include <algorithm>
#include <vector>

#include "image/decode/animation_canvas.h"
#include "image/decode/format_pictures.h"

namespace pictor::image {
namespace {

/// What says how the samples of every frame are to be read.
constexpr std::uint32_t kShared[] = {fourcc("PLTE"), fourcc("tRNS"), fourcc("iCCP"), fourcc("sRGB"),
                                     fourcc("gAMA"), fourcc("cHRM"), fourcc("cICP"), fourcc("sBIT")};

bool is_shared(std::uint32_t type) { return std::ranges::find(kShared, type) != std::ranges::end(kShared); }

void append(std::vector<std::uint8_t>& file, Bytes bytes) { file.insert(file.end(), bytes.begin(), bytes.end()); }

FrameDisposal disposal_of(PngDispose dispose) {
  switch (dispose) {
    case PngDispose::kKeep:
      return FrameDisposal::kKeep;
    case PngDispose::kClear:
      return FrameDisposal::kClear;
    case PngDispose::kRestore:
      return FrameDisposal::kRestore;
  }
  return FrameDisposal::kKeep;
}

/// The frames of a PNG as PNGs of their own: what the still decoder reads. Their order was checked by probe().
class PngFrames {
 public:
  explicit PngFrames(Bytes file) : chunks_(file), signature_(file.first(8)) {}

  /// Up to the first frame. Errors of both: kCorruptImage.
  Result<void> open() {
    header_ = TRY(chunks_.next()).payload;
    chunk_ = TRY(chunks_.next());
    while (chunk_.type != fourcc("fcTL")) TRY_VOID(pass());
    return {};
  }

  /// The next frame and its file.
  Result<PngFrame> next(std::vector<std::uint8_t>& file) {
    const std::optional<PngFrame> frame = parse_png_frame(chunk_.payload);
    if (!frame) return fail(ErrorCode::kCorruptImage, "a frame of the PNG animation is damaged");
    TRY_VOID(advance());
    std::vector<std::uint8_t> data;
    while (chunk_.type != fourcc("fcTL") && chunk_.type != fourcc("IEND")) {
      if (chunk_.type == fourcc("IDAT")) append(data, chunk_.payload);
      if (chunk_.type == fourcc("fdAT") && chunk_.payload.size() >= 4) append(data, chunk_.payload.subspan(4));
      TRY_VOID(pass());
    }
    file.assign(signature_.begin(), signature_.end());
    append_png_chunk(file, "IHDR", header_of(*frame));
    append(file, shared_);
    append_png_chunk(file, "IDAT", data);
    append_png_chunk(file, "IEND", {});
    return *frame;
  }

 private:
  Result<void> advance() {
    chunk_ = TRY(chunks_.next());
    return {};
  }

  Result<void> pass() {
    if (chunk_.type == fourcc("IEND")) return fail(ErrorCode::kCorruptImage, "the PNG has fewer frames than it said");
    if (is_shared(chunk_.type)) append(shared_, chunk_.whole);
    return advance();
  }

  std::vector<std::uint8_t> header_of(const PngFrame& frame) const {
    std::vector<std::uint8_t> header;
    for (const std::uint32_t side : {frame.width, frame.height}) {
      for (const int shift : {24, 16, 8, 0}) header.push_back(static_cast<std::uint8_t>(side >> shift));
    }
    append(header, header_.subspan(8));
    return header;
  }

  PngChunks chunks_;
  Bytes signature_;
  Bytes header_;                      ///< IHDR's payload
  std::vector<std::uint8_t> shared_;  ///< whole chunks
  PngChunk chunk_;                    ///< not taken yet: an fcTL between frames, IEND after the last
};

/// `from` over `to` (PNG third edition, section 13.16; neither is premultiplied).
void blend_over(const std::uint8_t* from, std::uint8_t* to) {
  const unsigned alpha = from[3];
  if (alpha == 0) return;
  const unsigned own = alpha * 255;
  const unsigned below = (255 - alpha) * to[3];
  const unsigned both = own + below;
  for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>((from[c] * own + to[c] * below + both / 2) / both);
  to[3] = static_cast<std::uint8_t>((both + 127) / 255);
}

class PngAnimation final : public AnimationSource {
 public:
  PngAnimation(Bytes file, const ProbeOutcome& probed)
      : facts_(probed.facts),
        loop_count_(probed.loop_count),
        frames_(file),
        canvas_(probed.facts.width, probed.facts.height) {}

  Result<void> open() { return frames_.open(); }

  int width() const override { return facts_.width; }
  int height() const override { return facts_.height; }
  int frames() const override { return facts_.frames; }
  int loop_count() const override { return loop_count_; }

  Result<Frame> next_frame() override {
    const PngFrame frame = TRY(frames_.next(file_));
    const auto width = static_cast<int>(frame.width);
    const auto height = static_cast<int>(frame.height);
    const ProbeOutcome still{.facts = {.format = Format::kPng, .width = width, .height = height}};
    const std::unique_ptr<PictureSource> picture = TRY(open_png(file_, still));
    canvas_.begin({static_cast<int>(frame.left), static_cast<int>(frame.top), width, height},
                  disposal_of(frame.dispose));
    const int channels = picture->shape().channels;
    row_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(channels));
    for (int y = 0; y < height; ++y) {
      TRY_VOID(picture->read_row(row_));
      draw(channels, frame.blend, canvas_.row(y));
    }
    TRY_VOID(picture->finish());
    return Frame{canvas_.rgba(), frame.duration};
  }

 private:
  void draw(int channels, PngBlend blend, std::span<std::uint8_t> to) const {
    const std::uint8_t* from = row_.data();
    for (std::size_t at = 0; at < to.size(); at += 4, from += channels) {
      if (channels == 4 && blend == PngBlend::kOver) {
        blend_over(from, &to[at]);
      } else {
        std::copy_n(from, channels, &to[at]);
        if (channels == 3) to[at + 3] = 255;
      }
    }
  }

  ImageFacts facts_;
  int loop_count_;
  PngFrames frames_;
  AnimationCanvas canvas_;
  std::vector<std::uint8_t> file_;  ///< of the current frame
  std::vector<std::uint8_t> row_;
};

}  // namespace

Result<std::unique_ptr<AnimationSource>> open_png_animation(Bytes file, const ProbeOutcome& probed) {
  auto animation = std::make_unique<PngAnimation>(file, probed);
  TRY_VOID(animation->open());
  return animation;
}

}  // namespace pictor::image
