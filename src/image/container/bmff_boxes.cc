#include "image/container/bmff_boxes.h"

namespace pictor::image {

BmffBox BmffBoxes::next() {
  const std::size_t start = reader_.position();
  std::uint64_t size = reader_.be32();
  BmffBox box{.type = reader_.be32()};
  if (size == 1) size = reader_.be64();
  const std::uint64_t head = reader_.position() - start;
  if (size == 0) {  // to the end of the file
    box.payload = reader_.take(reader_.remaining());
  } else if (size < head) {
    box.truncated = true;
    reader_.skip(reader_.remaining());
  } else {
    box.payload = reader_.take(size - head);
  }
  box.truncated |= reader_.overrun();
  return box;
}

}  // namespace pictor::image
