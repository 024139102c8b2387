#include <avif/avif.h>

#include <optional>
#include <vector>

#include "image/decode/avif_associations.h"
#include "image/decode/format_pictures.h"
#include "image/decode/yuv_rows.h"

namespace pictor::image {
namespace {

struct DecoderDestroy {
  void operator()(avifDecoder* decoder) const { avifDecoderDestroy(decoder); }
};

std::unexpected<Error> failed(avifResult result) { return avif_failure(result, "AVIF"); }

std::unique_ptr<avifDecoder, DecoderDestroy> make_decoder() {
  std::unique_ptr<avifDecoder, DecoderDestroy> decoder(avifDecoderCreate());
  decoder->maxThreads = 1;
  decoder->requestedSource = AVIF_DECODER_SOURCE_PRIMARY_ITEM;
  decoder->ignoreExif = AVIF_TRUE;
  decoder->ignoreXMP = AVIF_TRUE;
  decoder->imageDimensionLimit = 65'536;  // AV1's own; probe() has checked ours
  // Boxes that older encoders left out (pixi, ispe of alpha) or got wrong (clap) do not keep browsers from showing.
  decoder->strictFlags = AVIF_STRICT_DISABLED;
  return decoder;
}

/// Rows from the YUV planes that libavif holds. libavif leaves irot, imir and clap to its caller: the first two are the
/// orientation that probe() told, clap is not applied.
class AvifPicture final : public PictureSource {
 public:
  Result<void> open(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
    TRY_VOID(parse(file));
    TRY_VOID(check_stored_size(probed, image().width, image().height));
    if (const avifResult decoded = avifDecoderNextImage(decoder_.get()); decoded != AVIF_RESULT_OK) {
      return failed(decoded);
    }
    TRY_VOID(check_stored_size(probed, image().width, image().height));
    rows_.emplace(image(), "AVIF", target.widest);
    return {};
  }

  const PictureShape& shape() const override { return rows_->shape(); }

  Result<void> read_row(std::span<std::uint8_t> row) override { return rows_->read_row(row); }

  Result<void> finish() override { return {}; }

 private:
  const avifImage& image() const { return *decoder_->image; }

  Result<void> parse(Bytes file) {
    const auto parse_bytes = [&](Bytes bytes) {
      const avifResult set = avifDecoderSetIOMemory(decoder_.get(), bytes.data(), bytes.size());
      return set == AVIF_RESULT_OK ? avifDecoderParse(decoder_.get()) : set;
    };
    avifResult parsed = parse_bytes(file);
    if (parsed == AVIF_RESULT_BMFF_PARSE_FAILED) {
      mended_ = with_distinct_associations(file);
      if (mended_) parsed = parse_bytes(*mended_);
    }
    if (parsed != AVIF_RESULT_OK) return failed(parsed);
    return {};
  }

  std::optional<std::vector<std::uint8_t>> mended_;  ///< what is decoded instead of the file; outlives the decoder
  std::unique_ptr<avifDecoder, DecoderDestroy> decoder_ = make_decoder();
  std::optional<YuvRows> rows_;
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_avif(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  auto picture = std::make_unique<AvifPicture>();
  TRY_VOID(picture->open(file, probed, target));
  return picture;
}

}  // namespace pictor::image
