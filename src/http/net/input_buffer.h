#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace pictor::http {

/// Bytes that have arrived and were not consumed yet, contiguous, in a bounded place.
class InputBuffer {
 public:
  explicit InputBuffer(std::size_t capacity) : bytes_(capacity) {}

  std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  bool full() const { return end_ - begin_ == bytes_.size(); }
  void consume(std::size_t count) {
    begin_ += count;
    if (empty()) begin_ = end_ = 0;
  }
  /// Room for more; empty when full. commit() what was written to its front.
  std::span<char> space() {
    if (begin_ > 0) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
      end_ -= std::exchange(begin_, 0);
    }
    return std::span(bytes_).subspan(end_);
  }
  void commit(std::size_t count) { end_ += count; }
  /// Makes room for `capacity` bytes; what is held stays. Never shrinks below what is held.
  void resize(std::size_t capacity) {
    space();
    if (capacity < end_) return;
    bytes_.resize(capacity);
    bytes_.shrink_to_fit();
  }

 private:
  std::vector<char> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace pictor::http
