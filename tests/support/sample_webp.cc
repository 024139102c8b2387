#include <webp/encode.h>
#include <webp/mux.h>

#include "support/sample_files.h"
#include "support/sample_pattern.h"

namespace pictor::test {
namespace {

FileBytes take(WebPData& encoded) {
  FileBytes file(encoded.bytes, encoded.bytes + encoded.size);
  WebPDataClear(&encoded);
  return file;
}

FileBytes encode_still_webp(const WebpSample& sample) {
  const FileBytes pixels = sample_pixels(sample.width, sample.height, 0, sample.alpha);
  std::uint8_t* encoded = nullptr;
  const int stride = sample.width * 4;
  const std::size_t bytes = sample.lossless
                                ? WebPEncodeLosslessRGBA(pixels.data(), sample.width, sample.height, stride, &encoded)
                                : WebPEncodeRGBA(pixels.data(), sample.width, sample.height, stride, 80, &encoded);
  require(bytes > 0);
  FileBytes file(encoded, encoded + bytes);
  WebPFree(encoded);
  return file;
}

void add_webp_frame(WebPAnimEncoder* encoder, const WebpSample& sample, int frame) {
  WebPConfig config;
  require(WebPConfigInit(&config) != 0);
  config.lossless = sample.lossless ? 1 : 0;
  config.method = 0;
  WebPPicture picture;
  require(WebPPictureInit(&picture) != 0);
  picture.width = sample.width;
  picture.height = sample.height;
  picture.use_argb = 1;
  const FileBytes pixels = sample_pixels(sample.width, sample.height, frame, sample.alpha);
  require(WebPPictureImportRGBA(&picture, pixels.data(), sample.width * 4) != 0);
  require(WebPAnimEncoderAdd(encoder, &picture, frame * sample.delay_ms, &config) != 0);
  WebPPictureFree(&picture);
}

FileBytes encode_animated_webp(const WebpSample& sample) {
  WebPAnimEncoderOptions options;
  require(WebPAnimEncoderOptionsInit(&options) != 0);
  options.anim_params.loop_count = sample.loop_count;
  WebPAnimEncoder* encoder = WebPAnimEncoderNew(sample.width, sample.height, &options);
  for (int frame = 0; frame < sample.frames; ++frame) add_webp_frame(encoder, sample, frame);
  require(WebPAnimEncoderAdd(encoder, nullptr, sample.frames * sample.delay_ms, nullptr) != 0);
  WebPData encoded;
  WebPDataInit(&encoded);
  require(WebPAnimEncoderAssemble(encoder, &encoded) != 0);
  WebPAnimEncoderDelete(encoder);
  return take(encoded);
}

void set_webp_chunk(WebPMux* mux, const char* type, const FileBytes& payload) {
  const WebPData chunk = {payload.data(), payload.size()};
  if (!payload.empty()) require(WebPMuxSetChunk(mux, type, &chunk, 1) == WEBP_MUX_OK);
}

}  // namespace

FileBytes make_webp(const WebpSample& sample) {
  const FileBytes picture = sample.frames > 1 ? encode_animated_webp(sample) : encode_still_webp(sample);
  if (sample.orientation == 0 && sample.icc.empty()) return picture;
  const WebPData input = {picture.data(), picture.size()};
  WebPMux* mux = WebPMuxCreate(&input, 1);
  require(mux != nullptr);
  set_webp_chunk(mux, "ICCP", sample.icc);
  if (sample.orientation != 0) set_webp_chunk(mux, "EXIF", exif_with_orientation(sample.orientation));
  WebPData assembled;
  require(WebPMuxAssemble(mux, &assembled) == WEBP_MUX_OK);
  WebPMuxDelete(mux);
  return take(assembled);
}

}  // namespace pictor::test
