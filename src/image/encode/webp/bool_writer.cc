#include "image/encode/webp/bool_writer.h"

#include <utility>

namespace pictor::image::vp8 {

void BoolWriter::append(std::uint64_t value, int bytes) {
  if (value >> (8 * bytes) != 0) {
    std::size_t at = bytes_.size();
    while (++bytes_[--at] == 0) {
    }
  }
  while (bytes-- > 0) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * bytes)));
}

void BoolWriter::write_out() {
  const int kept = kActive + pending_;
  append(low_ >> kept, kBatch / 8);
  low_ &= (std::uint64_t{1} << kept) - 1;
  pending_ -= kBatch;
}

std::vector<std::uint8_t> BoolWriter::finish() {
  const int bits = pending_ + kBatch + kActive;
  const int bytes = (bits + 7) / 8;
  append(low_ << (8 * bytes - bits), bytes);
  return std::exchange(*this, {}).bytes_;
}

}  // namespace pictor::image::vp8
