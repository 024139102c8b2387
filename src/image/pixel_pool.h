#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pictor::image {

/// Memory for pixels, aligned to 64 bytes and *not* zeroed: fresh zero-filled planes cost more page faults than the
/// whole resize of a photo. Comes from and returns to a pool of the thread that destroys it, which keeps at most
/// kPooledBytes. Move-only; aborts when memory is exhausted (a codec process runs under a limit and is replaced).
class PixelBuffer {
 public:
  PixelBuffer() = default;
  explicit PixelBuffer(std::size_t bytes);
  ~PixelBuffer();
  PixelBuffer(PixelBuffer&& other) noexcept;
  PixelBuffer& operator=(PixelBuffer&& other) noexcept;

  std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::span<std::uint8_t> bytes() const { return {data_, size_}; }
  /// The same memory as floats.
  float* floats() const { return reinterpret_cast<float*>(data_); }

 private:
  void give_back();

  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

inline constexpr std::size_t kPooledBytes = 16 << 20;

}  // namespace pictor::image
