#include "image/decode/jpeg/scan_bytes.h"

#include <algorithm>
#include <cstring>

#include "image/container/jpeg_segments.h"
#include "image/decode/jpeg/unstuff.h"

namespace pictor::image::jpeg {
namespace {

constexpr std::size_t kPiece = 32 << 10;
/// More than an MCU can take: 10 blocks of 64 codes of 16 bits with 15 bits of value, and what a refill reads ahead.
constexpr std::size_t kMcuBytes = 10 * 64 * 31 / 8 + 16;
/// Bytes that may be read (and mean nothing) behind the end of a segment.
constexpr std::size_t kMargin = 2 * kMcuBytes;

}  // namespace

ScanBytes::ScanBytes(Bytes rest) : rest_(rest), buffer_(kMargin + kPiece + kUnstuffSlack + kMargin) {
  std::ranges::fill(buffer_.bytes(), 0);
  begin_segment();
}

void ScanBytes::begin_segment() {
  end_ = 0;
  complete_ = false;
  bits_ = {.next = buffer_.data()};
  fill();
}

std::size_t ScanBytes::consumed_bits() const {
  return static_cast<std::size_t>(bits_.next - buffer_.data()) * 8 - static_cast<std::size_t>(bits_.count);
}

bool ScanBytes::is_within() const { return consumed_bits() <= end_ * 8; }

/// Moves what is unread to the front and unstuffs the next piece behind it.
void ScanBytes::fill() {
  const std::size_t unread_from = static_cast<std::size_t>(bits_.next - buffer_.data());
  const std::size_t kept_from = std::min(unread_from - static_cast<std::size_t>(bits_.count + 7) / 8, end_);
  std::memmove(buffer_.data(), buffer_.data() + kept_from, end_ - kept_from);
  bits_.next -= kept_from;
  end_ -= kept_from;
  const Unstuffed piece = unstuff(rest_, buffer_.bytes().subspan(end_, kPiece + kUnstuffSlack));
  rest_ = rest_.subspan(piece.read);
  end_ += piece.written;
  // What follows is no marker where the file ends: then its last bytes are judged like those of a whole segment.
  complete_ = piece.at_marker || rest_.size() <= 1;
  plenty_ = complete_ ? buffer_.data() : buffer_.data() + (end_ > kMcuBytes ? end_ - kMcuBytes : 0);
}

bool ScanBytes::feed() {
  if (!complete_) fill();
  return is_within();
}

bool ScanBytes::is_used_up() {
  if (!complete_) fill();
  return complete_ && is_within() && end_ * 8 - consumed_bits() < 8;
}

bool ScanBytes::restart(int number) {
  if (!is_used_up()) return false;
  if (rest_.size() < 2 || rest_[0] != 0xFF || rest_[1] != jpeg_marker::kRst0 + number) return false;
  rest_ = rest_.subspan(2);
  begin_segment();
  return true;
}

bool ScanBytes::ends_image() const {
  std::size_t at = 0;
  while (at + 1 < rest_.size()) {
    const bool marker = rest_[at] == 0xFF && rest_[at + 1] != 0 && rest_[at + 1] != 0xFF;
    if (marker) return rest_[at + 1] == jpeg_marker::kEoi;
    at += rest_[at] == 0xFF && rest_[at + 1] == 0 ? 2 : 1;
  }
  return false;
}

}  // namespace pictor::image::jpeg
