#include <cstring>
#include <utility>

#include "image/decode/format_pictures.h"

namespace pictor::image {
namespace {

bool is_opaque(Bytes rgba) {
  for (std::size_t i = 3; i < rgba.size(); i += 4) {
    if (rgba[i] != 255) return false;
  }
  return true;
}

class FirstFramePicture final : public PictureSource {
 public:
  FirstFramePicture(std::unique_ptr<AnimationSource> animation, Bytes rgba)
      : animation_(std::move(animation)),
        rest_(rgba),
        shape_{.width = animation_->width(),
               .height = animation_->height(),
               .channels = is_opaque(rgba) ? 3 : 4,
               .extent_width = static_cast<double>(animation_->width()),
               .extent_height = static_cast<double>(animation_->height())} {}

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    const Bytes rgba = rest_.first(static_cast<std::size_t>(shape_.width) * 4);
    rest_ = rest_.subspan(rgba.size());
    if (shape_.channels == 4) {
      std::memcpy(row.data(), rgba.data(), rgba.size());
    } else {
      drop_alpha(rgba, row);
    }
    return {};
  }

  Result<void> finish() override { return {}; }

 private:
  static void drop_alpha(Bytes rgba, std::span<std::uint8_t> rgb) {
    for (std::size_t from = 0, to = 0; from < rgba.size(); from += 4, to += 3) {
      std::memcpy(&rgb[to], &rgba[from], 3);
    }
  }

  std::unique_ptr<AnimationSource> animation_;  ///< owns the pixels
  Bytes rest_;                                  ///< rows not given out yet
  PictureShape shape_;
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_first_frame(std::unique_ptr<AnimationSource> animation) {
  const AnimationSource::Frame frame = TRY(animation->next_frame());
  return std::make_unique<FirstFramePicture>(std::move(animation), frame.rgba);
}

}  // namespace pictor::image
