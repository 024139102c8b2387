#include "image/decode/decode_file.h"

#include "image/decode/picture_source.h"

namespace pictor::image {

Result<Picture> decode_file(Bytes file, Gamut gamut) {
  const ProbeOutcome probed = TRY(probe(file, Limits{.inputs = kWritten}));
  const std::unique_ptr<PictureSource> source = TRY(open_picture(file, probed, DecodeTarget{.widest = gamut}));
  const PictureShape& shape = source->shape();
  Picture picture(shape.width, shape.height, shape.channels);
  picture.set_gamut(shape.gamut);
  for (int y = 0; y < shape.height; ++y) TRY_VOID(source->read_row({picture.row(y), picture.stride()}));
  TRY_VOID(source->finish());
  return picture;
}

}  // namespace pictor::image
