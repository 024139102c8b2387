#include <array>
#include <vector>

#include "image/decode/format_pictures.h"
#include "image/decode/gif_canvas.h"
#include "image/decode/gif_reader.h"

namespace pictor::image {
namespace {

struct RowPass {
  int first;
  int step;
};
constexpr std::array<RowPass, 1> kSequential = {{{0, 1}}};
constexpr std::array<RowPass, 4> kInterlaced = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};  // GIF89a appendix E

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
    canvas_.begin(frame);
    indices_.resize(static_cast<std::size_t>(frame.width));
    for (const RowPass& pass : passes_of(frame)) {
      for (int y = pass.first; y < frame.height; y += pass.step) {
        TRY_VOID(reader_.read_row(indices_));
        canvas_.draw_row(y, indices_);
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
  GifCanvas canvas_;
  std::vector<std::uint8_t> indices_;  ///< a row
};

}  // namespace

Result<std::unique_ptr<AnimationSource>> open_gif_animation(Bytes file, const ProbeOutcome& probed) {
  auto animation = std::make_unique<GifAnimation>(file, probed);
  TRY_VOID(animation->open());
  return animation;
}

}  // namespace pictor::image
