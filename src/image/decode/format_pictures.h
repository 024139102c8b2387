#pragma once
// One decoder a format, behind open_picture() and open_animation(). Each borrows the file.

#include <memory>

#include "image/decode/picture_source.h"

namespace pictor::image {

Result<std::unique_ptr<PictureSource>> open_jpeg(Bytes file, const ProbeOutcome& probed, DecodeTarget target);
Result<std::unique_ptr<PictureSource>> open_png(Bytes file, const ProbeOutcome& probed, DecodeTarget target = {});
Result<std::unique_ptr<PictureSource>> open_webp(Bytes file, const ProbeOutcome& probed, DecodeTarget target);
Result<std::unique_ptr<PictureSource>> open_avif(Bytes file, const ProbeOutcome& probed, DecodeTarget target);
Result<std::unique_ptr<PictureSource>> open_heic(Bytes file, const ProbeOutcome& probed, DecodeTarget target);
Result<std::unique_ptr<PictureSource>> open_tiff(Bytes file, const ProbeOutcome& probed, DecodeTarget target);
Result<std::unique_ptr<PictureSource>> open_ico(Bytes file, const ProbeOutcome& probed);
Result<std::unique_ptr<PictureSource>> open_bmp(Bytes file, const ProbeOutcome& probed);
Result<std::unique_ptr<PictureSource>> open_jxl(Bytes file, const ProbeOutcome& probed, DecodeTarget target);

Result<std::unique_ptr<AnimationSource>> open_gif_animation(Bytes file, const ProbeOutcome& probed);
Result<std::unique_ptr<AnimationSource>> open_png_animation(Bytes file, const ProbeOutcome& probed);
Result<std::unique_ptr<AnimationSource>> open_webp_animation(Bytes file, const ProbeOutcome& probed);

/// The first frame of an animation as a picture: RGB where the canvas is covered and opaque, else RGBA.
Result<std::unique_ptr<PictureSource>> open_first_frame(std::unique_ptr<AnimationSource> animation);

/// Whether a decoder sees the size that the limits were checked on; asked before it allocates pixels. Errors:
/// kCorruptImage.
Result<void> check_stored_size(const ProbeOutcome& probed, std::uint32_t width, std::uint32_t height);

}  // namespace pictor::image
