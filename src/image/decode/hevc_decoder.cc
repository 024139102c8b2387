#include "image/decode/hevc_decoder.h"

#include <libde265/de265.h>

#include <cstdlib>

#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

/// VCL NAL units have types below this (ITU-T H.265 table 7-1).
constexpr int kFirstNonVcl = 32;

std::unexpected<Error> damaged(const char* cause) {
  return fail(ErrorCode::kCorruptImage, "the HEIC data is damaged", cause);
}

/// The first bit of a slice's header, which follows the two bytes of the NAL unit's (section 7.3.6.1).
bool begins_picture(Bytes nal) { return nal.size() > 2 && (nal[2] & 0x80) != 0; }

}  // namespace

void HevcDecoder::Free::operator()(void* decoder) const { de265_free_decoder(decoder); }

HevcDecoder::HevcDecoder() : decoder_(de265_new_decoder()) {
  if (!decoder_) std::abort();  // exhausted memory
  de265_set_parameter_bool(decoder_.get(), DE265_DECODER_PARAM_SUPPRESS_FAULTY_PICTURES, 1);
}

Result<const de265_image*> HevcDecoder::decode(const HevcConfiguration& configuration, Bytes item) {
  for (const Bytes nal : configuration.parameter_sets) TRY_VOID(push(nal));
  TRY_VOID(push_slices(item, configuration.length_bytes));
  if (de265_flush_data(decoder_.get()) != DE265_OK) return damaged("flush");
  TRY_VOID(run());
  const de265_image* picture = de265_get_next_picture(decoder_.get());
  if (picture == nullptr) return damaged("no picture");
  return picture;
}

Result<void> HevcDecoder::push_slices(Bytes item, int length_bytes) {
  ByteReader reader(item);
  int pictures = 0;
  while (!reader.at_end()) {
    const Bytes nal = reader.take(reader.big_endian(static_cast<std::size_t>(length_bytes)));
    if (reader.overrun()) return damaged("a NAL unit is longer than its item");
    const int type = hevc_nal_type(nal);
    if (type < 0 || type >= kFirstNonVcl) continue;
    pictures += begins_picture(nal) ? 1 : 0;
    if (pictures != 1) return damaged("an item holds one picture");
    TRY_VOID(push(nal));
  }
  return {};
}

Result<void> HevcDecoder::push(Bytes nal) {
  const de265_error error = de265_push_NAL(decoder_.get(), nal.data(), static_cast<int>(nal.size()), 0, nullptr);
  return error == DE265_OK ? Result<void>{} : damaged(de265_get_error_text(error));
}

/// Without worker threads everything that was pushed is decoded in here. `more` stays set while a picture waits.
Result<void> HevcDecoder::run() {
  int more = 1;
  while (more != 0 && de265_peek_next_picture(decoder_.get()) == nullptr) {
    const de265_error error = de265_decode(decoder_.get(), &more);
    if (error != DE265_OK) return damaged(de265_get_error_text(error));
  }
  for (de265_error warning = de265_get_warning(decoder_.get()); warning != DE265_OK;
       warning = de265_get_warning(decoder_.get())) {
    if (warning != DE265_WARNING_NO_WPP_CANNOT_USE_MULTITHREADING) return damaged(de265_get_error_text(warning));
  }
  return {};
}

}  // namespace pictor::image
