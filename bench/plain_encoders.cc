#include "plain_encoders.h"

// clang-format off: jpeglib.h needs size_t and FILE from the header before it.
#include <cstdio>
#include <jpeglib.h>
// clang-format on
#include <webp/encode.h>

#include <cstdlib>

#include "image/encode/yuv_420.h"

namespace pictor::bench {
namespace {

std::vector<std::uint8_t> rgb_of(const image::PictureView& picture) {
  std::vector<std::uint8_t> rgb;
  for (std::size_t i = 0; i < picture.size(); ++i) {
    if (picture.channels == 3 || i % 4 != 3) rgb.push_back(picture.pixels[i]);
  }
  return rgb;
}

}  // namespace

std::vector<std::uint8_t> plain_jpeg(const image::PictureView& picture, int quality, bool progressive) {
  std::vector<std::uint8_t> alpha_free;
  if (picture.channels == 4) alpha_free = rgb_of(picture);
  const std::uint8_t* rgb = picture.channels == 4 ? alpha_free.data() : picture.pixels;
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};  // an error ends the program, as is fine here
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = static_cast<JDIMENSION>(picture.width);
  jpeg.image_height = static_cast<JDIMENSION>(picture.height);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  jpeg.optimize_coding = TRUE;
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    auto* row = const_cast<JSAMPROW>(rgb + std::size_t{jpeg.next_scanline} * picture.width * 3);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::vector<std::uint8_t> file(bytes, bytes + size);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return file;
}

std::vector<std::uint8_t> plain_webp(const image::PictureView& picture, int quality) {
  std::uint8_t* bytes = nullptr;
  const int stride = static_cast<int>(picture.stride());
  const float q = static_cast<float>(quality);
  const std::size_t size = picture.channels == 4
                               ? WebPEncodeRGBA(picture.pixels, picture.width, picture.height, stride, q, &bytes)
                               : WebPEncodeRGB(picture.pixels, picture.width, picture.height, stride, q, &bytes);
  std::vector<std::uint8_t> file(bytes, bytes + size);
  WebPFree(bytes);
  return file;
}

std::vector<std::uint8_t> libwebp_of_our_planes(const image::PictureView& picture, int quality, int method) {
  WebPConfig config;
  WebPConfigInit(&config);
  config.quality = static_cast<float>(quality);
  config.method = method;
  WebPMemoryWriter written;
  WebPMemoryWriterInit(&written);
  WebPPicture canvas;
  WebPPictureInit(&canvas);
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.writer = WebPMemoryWrite;
  canvas.custom_ptr = &written;
  WebPPictureAlloc(&canvas);
  image::to_yuv_420(picture, image::YuvRange::kVideo,
                    {.y = canvas.y,
                     .u = canvas.u,
                     .v = canvas.v,
                     .y_stride = static_cast<std::size_t>(canvas.y_stride),
                     .uv_stride = static_cast<std::size_t>(canvas.uv_stride)});
  WebPEncode(&config, &canvas);
  std::vector<std::uint8_t> file(written.mem, written.mem + written.size);
  WebPPictureFree(&canvas);
  WebPMemoryWriterClear(&written);
  return file;
}

}  // namespace pictor::bench
