#include <array>
#include <vector>

#include "image/decode/animation_canvas.h"
#include "image/decode/format_pictures.h"
#include "image/decode/gif_reader.h"

namespace pictor::image {
namespace {

struct RowPass {
  int first;
  int step;
};
constexpr std::array<RowPass, 1> kSequential = {{{0, 1}}};
constexpr std::array<RowPass, 4> kInterlaced = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};  // GIF89a appendix E

/// As many of the pixels as lie on the canvas.
void draw(const GifFrame& frame, std::span<const std::uint8_t> indices, std::span<std::uint8_t> to) {
  const ColorMapObject& palette = *frame.palette;
  for (std::size_t x = 0; x < to.size() / 4; ++x) {
    const int index = indices[x];
    // An index that the palette does not have draws nothing, as in browsers.
    if (frame.transparent == index || index >= palette.ColorCount) continue;
    const GifColorType& color = palette.Colors[index];
    std::uint8_t* pixel = &to[x * 4];
    pixel[0] = color.Red;
    pixel[1] = color.Green;
    pixel[2] = color.Blue;
    pixel[3] = 255;
  }
}

class GifAnimation final : public AnimationSource {
 public:
  GifAnimation(Bytes file, const ProbeOutcome& probed)
      : facts_(probed.facts),
        loop_count_(probed.loop_count),
        reader_(file),
        canvas_(probed.facts.width, probed.facts.height) {}

  Result<void> open() { return reader_.open(); }

  int width() const override { return facts_.width; }
  int height() const override { return facts_.height; }
  int frames() const override { return facts_.frames; }
  int loop_count() const override { return loop_count_; }

  Result<Frame> next_frame() override {
    const GifFrame frame = TRY(reader_.next_frame());
    canvas_.begin(frame.area, frame.disposal);
    indices_.resize(static_cast<std::size_t>(frame.area.width));
    for (const RowPass& pass : passes_of(frame)) {
      for (int y = pass.first; y < frame.area.height; y += pass.step) {
        TRY_VOID(reader_.read_row(indices_));
        draw(frame, indices_, canvas_.row(y));
      }
    }
    return Frame{canvas_.rgba(), frame.duration};
  }

 private:
  static std::span<const RowPass> passes_of(const GifFrame& frame) {
    if (frame.interlaced) return kInterlaced;
    return kSequential;
  }

  ImageFacts facts_;
  int loop_count_;
  GifReader reader_;
  AnimationCanvas canvas_;
  std::vector<std::uint8_t> indices_;  ///< a row
};

}  // namespace

Result<std::unique_ptr<AnimationSource>> open_gif_animation(Bytes file, const ProbeOutcome& probed) {
  auto animation = std::make_unique<GifAnimation>(file, probed);
  TRY_VOID(animation->open());
  return animation;
}

}  // namespace pictor::image
